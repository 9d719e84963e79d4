import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The module of the entry `@fedzk/verify/core.wasm`. */
export function coreWasm(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(createRequire(import.meta.url).resolve('@fedzk/verify/core.wasm')));
}
