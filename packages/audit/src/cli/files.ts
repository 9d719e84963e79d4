// The files that a command line names.

import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { Trouble } from './trouble.js';
import { reasonOf } from './words.js';

/** More than an entry, a proof, a checkpoint or a policy has. */
const MOST_BYTES = 1 << 21;

/** A file's bytes. It may be a pipe, such as the shell makes one of a command's output. */
export function readFile(path: string): Buffer {
  const room = Buffer.alloc(MOST_BYTES + 1);
  let length = 0;
  try {
    const file = openSync(path, 'r');
    try {
      for (let read = 1; read > 0 && length < room.length; length += read) {
        read = readSync(file, room, length, room.length - length, null);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new Trouble(`${JSON.stringify(path)} cannot be read: ${reasonOf(error)}.`);
  }
  if (length > MOST_BYTES)
    throw new Trouble(`${JSON.stringify(path)} has more than the ${MOST_BYTES} bytes it can have.`);
  return room.subarray(0, length);
}

export function writeFile(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    // What isn't there of a file that is to be made is its folder.
    throw new Trouble(`${JSON.stringify(path)} cannot be written: ${reasonOf(error).replace(/file$/, 'folder')}.`);
  }
}
