// Opens files by name. Anything else is refused before it is read, so that nothing waits for a pipe without a writer or
// reads a device without an end.

import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unexpected } from '../argument.js';
import { FedzkError } from '../errors.js';
import { shown } from '../shown.js';

/** Names of descriptors that this process was started with, such as the pipe of a shell's `<(command)`. */
const GIVEN = /^\/(?:dev\/stdin|dev\/fd\/\d+|proc\/self\/fd\/\d+)$/;
/** Opens without waiting for the other end of a pipe. Windows has no such flag. */
const NO_WAIT = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** Bytes of the first read if the length is unknown, as that of a pipe. */
const SMALLEST = 65_536;

/**
 * Opens a file for reading, or a pipe that this process was started with.
 *
 * @returns its descriptor, which the caller closes
 * @throws {FedzkError} `storage`: it can't be opened, with the system's error as `cause`, or it is a folder, a device, a
 *   socket or a named pipe; `invalid-argument`: no file name or file URL
 *
 * @example
 * ```ts
 * const stream = createReadStream('', { fd: openFile(path) });
 * ```
 */
export function openFile(file: string | URL): number {
  const name = nameOf(file);
  const isGiven = GIVEN.test(name);
  return asked('opened', name, () => {
    const descriptor = openSync(name, isGiven ? constants.O_RDONLY : NO_WAIT);
    const stats = fstatSync(descriptor);
    if (stats.isFile() || (isGiven && !stats.isDirectory())) return descriptor;
    closeSync(descriptor);
    throw new Error(kindOf(stats));
  });
}

function nameOf(file: string | URL): string {
  try {
    const name = typeof file === 'string' ? file : fileURLToPath(file);
    if (!name.includes('\0')) return name;
  } catch (cause) {
    throw unexpected('file', NAME, file, { cause });
  }
  throw unexpected('file', NAME, file);
}

const NAME = 'the name or the file URL of a file';

/** Runs a system call, and throws `storage` for what it throws. */
export function asked<T>(what: 'opened' | 'read', file: string, ask: () => T): T {
  try {
    return ask();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new FedzkError('storage', `${shown(file)} can't be ${what}: ${code ?? message}.`, { cause });
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'it is a folder';
  if (stats.isFIFO()) return 'it is a pipe, not a file';
  return stats.isSocket() ? 'it is a socket' : 'it is a device';
}

/**
 * Reads a whole file.
 *
 * @param file a name, or a descriptor, which stays open
 * @param most the largest length in bytes
 * @returns undefined if the file is longer
 * @throws as {@link openFile}
 *
 * @example
 * ```ts
 * const bytes = readFile('proof.json', 1_000_000);
 * if (bytes === undefined) throw new Error('proof.json is too long');
 * ```
 */
export function readFile(file: string | URL | number, most: number): Uint8Array<ArrayBuffer> | undefined {
  if (typeof most !== 'number' || !(most >= 0)) throw unexpected('most', 'a number of bytes', most);
  if (typeof file === 'number' && !(Number.isInteger(file) && file >= 0 && file < 2 ** 31)) {
    throw unexpected('file', `${NAME}, or its descriptor`, file);
  }
  const descriptor = typeof file === 'number' ? file : openFile(file);
  try {
    return asked('read', String(file), () => bytesOf(descriptor, most));
  } finally {
    if (descriptor !== file) closeSync(descriptor);
  }
}

function bytesOf(descriptor: number, most: number): Uint8Array<ArrayBuffer> | undefined {
  const { size } = fstatSync(descriptor);
  if (size > most) return undefined;
  // One byte more than expected, so that the end is noticed.
  let bytes = new Uint8Array(Math.min(Math.max(size, SMALLEST), most) + 1);
  let [length, last] = [0, -1];
  while (last !== 0 && length <= most) {
    if (length === bytes.length) {
      const longer = new Uint8Array(Math.min(2 * length, most + 1));
      longer.set(bytes);
      bytes = longer;
    }
    last = readSync(descriptor, bytes, length, bytes.length - length, null);
    length += last;
  }
  return length > most ? undefined : bytes.subarray(0, length);
}
