// The type of the entry `@fedzk/prove/core.wasm`; core-wasm.d.ts has those of our own imports.
declare const module: WebAssembly.Module;
export default module;
