import { readFileSync } from 'node:fs';

function file(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../../wasm/${name}_bg.wasm`, import.meta.url)));
}

/** The module that is published as `@fedzk/keys/core.wasm`. */
export const coreWasm = (): Uint8Array<ArrayBuffer> => file('fedzk_keys');

/** That of `@fedzk/keys/argon2.wasm`. */
export const argon2Wasm = (): Uint8Array<ArrayBuffer> => file('fedzk_argon2');
