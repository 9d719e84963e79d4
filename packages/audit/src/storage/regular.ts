// Node: reads regular files only. Somebody who can write the folder could put a link there, a pipe without a
// writer, an endless device, or a file longer than the memory.

import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { explainDenied } from './denied.js';
import { codeOf, Unreadable } from './files.js';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
/** Follows no link, and does not wait for a pipe's writer. */
const FLAGS = O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);
/** Windows has no such flags, and Deno does not always heed them. There the file may be another by when it is opened. */
const LOOKS_FIRST = O_NOFOLLOW === undefined || 'Deno' in globalThis;

const call = {
  lstat: promisify(fs.lstat),
  open: promisify(fs.open),
  fstat: promisify(fs.fstat),
  read: promisify(fs.read),
  close: promisify(fs.close),
};

/**
 * Reads a regular file.
 *
 * @param most the most bytes; a longer file is not read
 * @throws {Unreadable} it is longer, or not a regular file
 * @throws errors of Node
 */
export async function readRegular(path: string, most: number): Promise<Uint8Array> {
  if (LOOKS_FIRST) requireRegular(await call.lstat(path));
  const file = await call.open(path, FLAGS).catch((error: unknown) => explain(path, error));
  try {
    const bytes = new Uint8Array(lengthOf(await call.fstat(file), most));
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read) {
      read = (await call.read(file, bytes, length, bytes.length - length, null)).bytesRead;
    }
    return whole(bytes, length);
  } finally {
    await call.close(file);
  }
}

/** As {@link readRegular}, synchronously. */
export function readRegularNow(path: string, most: number): Uint8Array {
  return withRegular(path, (file, stats) => {
    const bytes = new Uint8Array(lengthOf(stats, most));
    return whole(bytes, fill(file, bytes));
  });
}

/** Reads as much of a regular file as fits into `room`, and returns the file's length. */
export function readRegularInto(path: string, room: Uint8Array): number {
  return withRegular(path, (file, stats) => {
    const length = fill(file, room);
    return length < room.length ? length : Math.max(length, stats.size);
  });
}

function withRegular<T>(path: string, use: (file: number, stats: fs.Stats) => T): T {
  if (LOOKS_FIRST) requireRegular(fs.lstatSync(path));
  const file = openNow(path);
  try {
    const stats = fs.fstatSync(file);
    requireRegular(stats);
    return use(file, stats);
  } finally {
    fs.closeSync(file);
  }
}

function openNow(path: string): number {
  try {
    return fs.openSync(path, FLAGS);
  } catch (error) {
    return explain(path, error);
  }
}

function fill(file: number, room: Uint8Array): number {
  let length = 0;
  for (let read = 1; read > 0 && length < room.length; length += read) {
    read = fs.readSync(file, room, length, room.length - length, null);
  }
  return length;
}

/** Cuts off unused bytes: a file may have become shorter since it was measured. */
function whole(bytes: Uint8Array, length: number): Uint8Array {
  return length === bytes.length ? bytes : bytes.slice(0, length);
}

function lengthOf(stats: fs.Stats, most: number): number {
  requireRegular(stats);
  if (stats.size <= most) return stats.size;
  throw new Unreadable(`it has ${stats.size} bytes; ${most} is the most`, 'EFBIG');
}

function requireRegular(stats: fs.Stats): void {
  if (stats.isFile()) return;
  throw new Unreadable(`${kindOf(stats)}, not a regular file`, stats.isDirectory() ? 'EISDIR' : 'EINVAL');
}

/** Mode bits with which the group and others may write. */
const OTHERS_WRITE = 0o022;

/**
 * Checks that a path is a folder and not a link.
 *
 * @param own whether it must also belong to this process's user, with nobody else able to write; not on Windows
 * @throws {Unreadable} it is not
 * @throws errors of Node
 */
export async function requireFolder(path: string, own: boolean): Promise<void> {
  const stats = await call.lstat(path);
  // The system's own error for a file in a path.
  if (stats.isFile()) throw Object.assign(new Error('ENOTDIR: not a directory'), { code: 'ENOTDIR' });
  if (!stats.isDirectory()) throw new Unreadable(`${kindOf(stats)}, not a folder`, 'ENOTDIR');
  const { geteuid } = process;
  if (!own || geteuid === undefined) return;
  const user = geteuid();
  if (stats.uid !== user) {
    const why = `it belongs to user ${stats.uid}, and this process is user ${user}; run this as the log's user`;
    throw new Unreadable(why, 'EPERM');
  }
  if ((stats.mode & OTHERS_WRITE) === 0) return;
  throw new Unreadable(`it has mode ${modeOf(stats)}, so that others may write there; chmod it to 0700`, 'EPERM');
}

function modeOf({ mode }: fs.Stats): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}

function kindOf(stats: fs.Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSymbolicLink()) return 'a symbolic link';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** Explains the system's errors for a link that is not followed, a socket, and another user's file. */
function explain(path: string, error: unknown): never {
  const code = codeOf(error);
  if (code === 'ELOOP' || code === 'EMLINK') throw new Unreadable('a symbolic link, not a regular file', 'ELOOP');
  if (code === 'ENXIO') throw new Unreadable('a socket or a device, not a regular file', 'ENXIO');
  throw explainDenied(path, error);
}
