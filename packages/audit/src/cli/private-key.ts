import { readPrivateFile } from '@fedzk/core/node';
import { Trouble } from './trouble.js';
import { reasonOf } from './words.js';

/** More than 32 bytes in hexadecimal and a line end. */
const MOST_BYTES = 128;

/** Reads a private key of 32 bytes, or their hexadecimal, from a file of mode 0600. */
export function readPrivateKey(path: string): Uint8Array {
  const bytes = readOwn(path);
  if (bytes?.length === 32) return bytes;
  const digits = bytes === undefined ? '' : Buffer.from(bytes).toString('latin1').trim();
  if (/^[0-9a-f]{64}$/i.test(digits)) return new Uint8Array(Buffer.from(digits, 'hex'));
  throw new Trouble(`${JSON.stringify(path)} expected 32 bytes or their hexadecimal.`);
}

function readOwn(path: string): Uint8Array | undefined {
  try {
    return readPrivateFile(path, MOST_BYTES);
  } catch (error) {
    throw new Trouble(`${JSON.stringify(path)} cannot be read: ${reasonOf((error as Error).cause)}.`);
  }
}
