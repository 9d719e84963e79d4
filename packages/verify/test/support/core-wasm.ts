import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { moduleFile } from '@fedzk/kit/modules';

/** The module that is published as `@fedzk/verify/core.wasm`. */
export function coreWasm(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    readFileSync(moduleFile(fileURLToPath(new URL('../../wasm/fedzk_verify_bg.wasm', import.meta.url)))),
  );
}
