/// <reference lib="esnext.disposable" />
// The type of the entries `@fedzk/prove/bn254.wasm` and `bls12-381.wasm`; core-wasm.d.ts has those of our own imports.
declare const module$1: WebAssembly.Module;

export { module$1 as default };
