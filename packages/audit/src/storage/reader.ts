// Node: a log's folder, to read from.

import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { isMissing, storageError } from './files.js';
import type { LogReader } from './storage.js';

/**
 * A folder as a log to read: what `verifyLog` and `readEntries` take. A file is read at once, which for those of a log is
 * many times quicker than in the background, and what else the thread has to do waits for that long; `directoryStorage`
 * is a reader that doesn't make it wait.
 *
 * Reading throws `FedzkError` `storage`: a file can't be read.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const report = await verifyLog(directoryReader('/var/lib/fedzk/audit'), { verifierKey });
 * ```
 */
export function directoryReader(dir: string): LogReader {
  const base = resolve(requireFolder(dir));
  const at = <T>(path: string, read: (file: string) => T): T | undefined => {
    const file = pathIn(base, path);
    try {
      return read(file);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw storageError('read', path, error);
    }
  };
  return {
    read: async (path) => at(path, (file) => new Uint8Array(readFileSync(file))),
    readInto: (path, room) => at(path, (file) => readInto(file, room)),
  };
}

/** How long a file is needn't be asked for where there is room for all of it. */
function readInto(path: string, room: Uint8Array): number {
  const file = openSync(path, 'r');
  try {
    let length = 0;
    for (let read = 1; read > 0 && length < room.length; length += read) {
      read = readSync(file, room, length, room.length - length, null);
    }
    return length < room.length ? length : Math.max(length, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

export function requireFolder(dir: string): string {
  if (typeof dir === 'string' && dir !== '') return dir;
  throw new FedzkError('invalid-argument', '"dir" expected the path of a folder.');
}

/** Where a path of a log is. Paths are given by others: none leaves the folder. */
export function pathIn(base: string, path: string): string {
  if (/^[\w./-]*$/.test(path) && !path.split('/').includes('..')) return join(base, path);
  throw new FedzkError('invalid-argument', '"path" expected one of a log.');
}
