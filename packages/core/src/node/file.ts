// Opens what a name is of. It may be of anything: what is no file is refused before it is read, so that nothing waits for a
// pipe that nobody writes to, or reads a device that has no end.

import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** What this process was given by the one who started it, such as the pipe of a shell's `<(command)`. */
const GIVEN = /^\/(?:dev\/stdin|dev\/fd\/\d+|proc\/self\/fd\/\d+)$/;
/** Doesn't wait for the other end of a pipe. Windows has no such flag. */
const NO_WAIT = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** Room for the first read of what does not tell its length, such as a pipe. */
const SMALLEST = 65_536;

/**
 * Opens a file, or a pipe that this process was given, to read it.
 *
 * @returns its descriptor, the caller's to close
 * @throws an error of the system; or, of a folder, a device, a socket or a pipe with a name, one whose message says so
 *
 * @example
 * ```ts
 * const stream = createReadStream('', { fd: openFile(path) });
 * ```
 */
export function openFile(file: string | URL): number {
  const isGiven = typeof file === 'string' && GIVEN.test(file);
  const descriptor = openSync(file, isGiven ? constants.O_RDONLY : NO_WAIT);
  const stats = fstatSync(descriptor);
  if (stats.isFile() || (isGiven && !stats.isDirectory())) return descriptor;
  closeSync(descriptor);
  throw new Error(kindOf(stats));
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'it is a folder';
  if (stats.isFIFO()) return 'it is a pipe, not a file';
  return stats.isSocket() ? 'it is a socket' : 'it is a device';
}

/**
 * Reads a whole file; undefined of one that is longer than `most` bytes, of which no more is read.
 *
 * @param file a name, or a descriptor, which stays open
 * @throws as {@link openFile}
 *
 * @example
 * ```ts
 * const bytes = readFile('proof.json', 1_000_000);
 * if (bytes === undefined) throw new Error('proof.json is too long');
 * ```
 */
export function readFile(file: string | URL | number, most: number): Uint8Array<ArrayBuffer> | undefined {
  const descriptor = typeof file === 'number' ? file : openFile(file);
  try {
    const { size } = fstatSync(descriptor);
    if (size > most) return undefined;
    // One more byte than there should be, at which its end shows.
    let bytes = Buffer.alloc(Math.min(Math.max(size, SMALLEST), most) + 1);
    let [length, last] = [0, -1];
    while (last !== 0 && length <= most) {
      if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, most + 1));
      last = readSync(descriptor, bytes, length, bytes.length - length, null);
      length += last;
    }
    return length > most ? undefined : bytes.subarray(0, length);
  } finally {
    if (descriptor !== file) closeSync(descriptor);
  }
}
