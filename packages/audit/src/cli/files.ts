// The files that a command line names.

import { statSync, writeFileSync } from 'node:fs';
import { readFile as readUpTo } from '@fedzk/core/node';
import { Trouble } from './trouble.js';
import { reasonOf } from './words.js';

/** More than an entry, a proof, a checkpoint or a policy has. */
const MOST_BYTES = 1 << 21;

/** Names of what the process that started this one passed to it, such as the pipe of a shell's `<(command)`. */
const GIVEN = /^\/(?:dev\/std(?:in|out|err)|dev\/fd\/\d+|proc\/self\/fd\/\d+)$/;

/** Reads a file, or a pipe that was passed to this process. */
export function readFile(path: string): Buffer {
  const bytes = bytesIn(path);
  if (bytes !== undefined) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  throw new Trouble(`${JSON.stringify(path)} expected at most ${MOST_BYTES} bytes, got more.`);
}

function bytesIn(path: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return readUpTo(path, MOST_BYTES);
  } catch (error) {
    throw new Trouble(`${JSON.stringify(path)} cannot be read: ${reasonOf((error as Error).cause)}.`);
  }
}

/** Writes a file, or to a pipe or terminal that was passed to this process. */
export function writeFile(path: string, bytes: Uint8Array): void {
  const isPipe = statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
  if (isPipe && !GIVEN.test(path)) {
    throw new Trouble(`${JSON.stringify(path)} cannot be written: it is a pipe, not a file.`);
  }
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    // If a file that is to be made is missing, its folder is.
    throw new Trouble(`${JSON.stringify(path)} cannot be written: ${reasonOf(error).replace(/file$/, 'folder')}.`);
  }
}
