import { readFileSync } from 'node:fs';

/** The module that is published as `@fedzk/verify/core.wasm`. */
export function coreWasm(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL('../../wasm/fedzk_verify_bg.wasm', import.meta.url)));
}
