// Node: a log's folder, to read from.

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { isMissing, storageError } from './files.js';
import type { LogReader } from './storage.js';

/** More than most tiles and bundles have. */
const ROOM = 1 << 17;

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
  const room = new Uint8Array(ROOM);
  return {
    async read(path) {
      const file = pathIn(base, path);
      try {
        const length = readStart(file, room);
        return length < ROOM ? room.slice(0, length) : new Uint8Array(readFileSync(file));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw storageError('read', path, error);
      }
    },
  };
}

/** How many bytes of a file there were room for: as a file's length needn't be asked for, most are read by three calls. */
function readStart(file: string, room: Uint8Array): number {
  const open = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = 1; read > 0 && length < room.length; length += read) {
      read = readSync(open, room, length, room.length - length, null);
    }
    return length;
  } finally {
    closeSync(open);
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
