export declare function withModule<T>(call: (memory: WebAssembly.Memory) => T): T;
export declare function backendInUse(): string;
