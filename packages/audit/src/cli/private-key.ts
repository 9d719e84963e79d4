import { closeSync, fstatSync, readSync } from 'node:fs';
import { openFile } from './files.js';
import { Trouble } from './trouble.js';
import { reasonOf } from './words.js';

/** More than 32 bytes in hexadecimal and an end of line. */
const MOST_BYTES = 128;

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
    file = openFile(path);
    const stat = fstatSync(file);
    // A pipe that this process was given is nobody else's.
    if (stat.isFile() && (stat.mode & 0o077) !== 0) {
      throw new Trouble(`Others may read ${JSON.stringify(path)}: chmod it to 0600.`);
    }
    const room = Buffer.alloc(MOST_BYTES);
    let length = 0;
    for (let read = 1; read > 0 && length < room.length; length += read) {
      read = readSync(file, room, length, room.length - length, null);
    }
    return room.subarray(0, length);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`${JSON.stringify(path)} cannot be read: ${reasonOf(error)}.`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
