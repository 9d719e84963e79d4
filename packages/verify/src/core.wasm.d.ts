// The types of the entries `@fedzk/verify/core.wasm` and `core.fma.wasm`; core-wasm.d.ts has those of our own imports.
declare const module: WebAssembly.Module;
export default module;
