/// <reference lib="esnext.disposable" />
// The types of the entries `@fedzk/keys/core.wasm`, `core.relaxed.wasm` and `argon2.wasm`; core-wasm.d.ts has those of our
// own imports.
declare const module$1: WebAssembly.Module;

export { module$1 as default };
