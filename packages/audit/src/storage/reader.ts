// Node: a log's folder, to read from.

import { join, resolve } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { isMissing, storageError } from './files.js';
import { readRegularInto, readRegularNow } from './regular.js';
import { mostBytesAt } from './sizes.js';
import type { LogReader } from './storage.js';

/**
 * Makes a reader of a log's folder, for `verifyLog` and `readEntries`. Files are read synchronously, which is
 * many times faster for a log's files, but blocks the thread. `directoryStorage` is a reader that does not
 * block.
 *
 * Reading throws `FedzkError` `storage` if a file can't be read, is too long, or is not a regular file, such as
 * a link or a pipe. The folder itself may be a link.
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

/** Returns the location of a log's path. Paths may come from others, so one that leaves the folder is refused. */
export function pathIn(base: string, path: string): string {
  if (/^[\w./-]*$/.test(path) && !path.split('/').includes('..')) return join(base, path);
  throw new FedzkError('invalid-argument', '"path" expected a path of a log.');
}
