// The files that a command line names.

import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync, writeFileSync } from 'node:fs';
import { Trouble } from './trouble.js';
import { reasonOf } from './words.js';

/** More than an entry, a proof, a checkpoint or a policy has. */
const MOST_BYTES = 1 << 21;

/** What this process was given by the one who started it, such as the pipe of a shell's `<(command)`. */
const GIVEN = /^\/(?:dev\/std(?:in|out|err)|dev\/fd\/\d+|proc\/self\/fd\/\d+)$/;

/**
 * Opens a file, or a pipe that this process was given. Of anything else it could wait for ever.
 *
 * @returns its descriptor
 */
export function openFile(path: string): number {
  const isGiven = GIVEN.test(path);
  // Windows has no such flag, and no pipes with names in folders.
  const file = openSync(path, constants.O_RDONLY | (isGiven ? 0 : (constants.O_NONBLOCK ?? 0)));
  const stat = fstatSync(file);
  if (stat.isFile() || (isGiven && !stat.isDirectory())) return file;
  closeSync(file);
  throw new Trouble(`${JSON.stringify(path)} is ${kindOf(stat)}, not a file.`);
}

function kindOf(stat: Stats): string {
  if (stat.isDirectory()) return 'a folder';
  return stat.isFIFO() ? 'a pipe with a name' : 'a device or a socket';
}

/** A file's bytes. It may be a pipe, such as the shell makes one of a command's output. */
export function readFile(path: string): Buffer {
  const room = Buffer.alloc(MOST_BYTES + 1);
  let length = 0;
  try {
    const file = openFile(path);
    try {
      for (let read = 1; read > 0 && length < room.length; length += read) {
        read = readSync(file, room, length, room.length - length, null);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`${JSON.stringify(path)} cannot be read: ${reasonOf(error)}.`);
  }
  if (length > MOST_BYTES)
    throw new Trouble(`${JSON.stringify(path)} has more than the ${MOST_BYTES} bytes it can have.`);
  return room.subarray(0, length);
}

/** Writes a file, or to a pipe or terminal that this process was given. */
export function writeFile(path: string, bytes: Uint8Array): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFIFO() && !GIVEN.test(path)) throw new Trouble(`${JSON.stringify(path)} is ${kindOf(stat)}, not a file.`);
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    // What isn't there of a file that is to be made is its folder.
    throw new Trouble(`${JSON.stringify(path)} cannot be written: ${reasonOf(error).replace(/file$/, 'folder')}.`);
  }
}
