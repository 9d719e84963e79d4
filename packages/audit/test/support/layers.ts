// File layers that watch, hinder or spoil another one.

import type { FileLayer } from '../../src/storage/files.js';

export type Operation =
  | 'create'
  | 'open'
  | 'write'
  | 'sync'
  | 'datasync'
  | 'close'
  | 'rename'
  | 'unlink'
  | 'readdir'
  | 'read'
  | 'mkdir';

export interface Step {
  readonly operation: Operation;
  readonly path: string;
  /** Of a rename. */
  readonly to?: string;
  /** Of a write, which may be shorter. */
  readonly length?: number;
}

/** Runs a step, or doesn't; a write takes how many bytes there are to be. */
export type Around = <T>(step: Step, run: (length?: number) => Promise<T>) => Promise<T>;

/** A layer whose every operation goes through `each`. */
export function around(files: FileLayer, each: Around): FileLayer {
  return {
    open: async (path, flags, mode) => {
      const operation = flags === 'wx' ? 'create' : 'open';
      const file = await each({ operation, path }, () => files.open(path, flags, mode));
      return {
        write: (bytes, offset, length, position) =>
          each({ operation: 'write', path, length }, (shorter = length) =>
            file.write(bytes, offset, shorter, position),
          ),
        sync: () => each({ operation: 'sync', path }, () => file.sync()),
        datasync: () => each({ operation: 'datasync', path }, () => file.datasync()),
        close: () => each({ operation: 'close', path }, () => file.close()),
      };
    },
    rename: (path, to) => each({ operation: 'rename', path, to }, () => files.rename(path, to)),
    unlink: (path) => each({ operation: 'unlink', path }, () => files.unlink(path)),
    readdir: (path) => each({ operation: 'readdir', path }, () => files.readdir(path)),
    readFile: (path) => each({ operation: 'read', path }, () => files.readFile(path)),
    mkdir: (path, options) => each({ operation: 'mkdir', path }, () => files.mkdir(path, options)),
  };
}

/** An error as Node has them. */
export function fault(code: string): Error {
  return Object.assign(new Error(`${code}: a test's`), { code });
}
