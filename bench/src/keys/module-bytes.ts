// The builds of @fedzk/keys's module, read from the package by Node.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);
const bytesOf = (entry: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(resolve(entry)));

export const strict: Uint8Array<ArrayBuffer> = bytesOf('@fedzk/keys/core.wasm');
export const relaxed: Uint8Array<ArrayBuffer> = bytesOf('@fedzk/keys/core.relaxed.wasm');
