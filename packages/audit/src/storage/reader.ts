// Node: a log's folder, to read from.

import { join, resolve } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { isMissing, storageError } from './files.js';
import { readRegularInto, readRegularNow } from './regular.js';
import { mostBytesAt } from './sizes.js';
import type { LogReader } from './storage.js';

/**
 * A folder as a log to read: what `verifyLog` and `readEntries` take. A file is read at once, which for those of a log is
 * many times quicker than in the background, and what else the thread has to do waits for that long; `directoryStorage`
 * is a reader that doesn't make it wait.
 *
 * Reading throws `FedzkError` `storage`: a file can't be read, is longer than it can be, or is no regular file, such as a
 * link or a pipe. The folder itself may be a link.
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
    read: async (path) => at(path, (file) => readRegularNow(file, mostBytesAt(path))),
    readInto: (path, room) => at(path, (file) => readRegularInto(file, room)),
  };
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
