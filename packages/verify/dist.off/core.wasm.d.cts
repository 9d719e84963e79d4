/// <reference lib="esnext.disposable" />
// The types of the entries `@fedzk/verify/core.wasm` and `core.fma.wasm`; core-wasm.d.ts has those of our own imports.
declare const module$1: WebAssembly.Module;

export { module$1 as default };
