// The types of the entry `@fedzk/verify/core.wasm`; core-wasm.d.ts has those of our own imports.
declare const module: WebAssembly.Module;
export default module;
