import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

function file(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(createRequire(import.meta.url).resolve(`@fedzk/keys/${name}`)));
}

/** The module of the entry `@fedzk/keys/core.wasm`. */
export const coreWasm = (): Uint8Array<ArrayBuffer> => file('core.wasm');

/** That of `@fedzk/keys/argon2.wasm`. */
export const argon2Wasm = (): Uint8Array<ArrayBuffer> => file('argon2.wasm');
