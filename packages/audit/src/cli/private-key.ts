import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { Trouble } from './trouble.js';
import { reasonOf } from './words.js';

/** A private key of 32 bytes, or their hexadecimal, in a file that is its owner's alone. */
export function readPrivateKey(path: string): Uint8Array {
  const bytes = readOwn(path);
  if (bytes.length === 32) return new Uint8Array(bytes);
  const digits = bytes.toString('latin1').trim();
  if (/^[0-9a-f]{64}$/i.test(digits)) return new Uint8Array(Buffer.from(digits, 'hex'));
  throw new Trouble(`${JSON.stringify(path)} expected 32 bytes or their hexadecimal.`);
}

function readOwn(path: string): Buffer {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    if ((fstatSync(file).mode & 0o077) !== 0) {
      throw new Trouble(`Others may read ${JSON.stringify(path)}: chmod it to 0600.`);
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`${JSON.stringify(path)} cannot be read: ${reasonOf(error)}.`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
