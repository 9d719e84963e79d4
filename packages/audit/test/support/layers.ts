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
  | 'rmdir'
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
  /** Whether it is over when the call returns. */
  readonly inPlace?: boolean | undefined;
}

/** Runs a step, or doesn't; a write takes how many bytes there are to be. */
export type Around = <T>(step: Step, run: (length?: number) => Promise<T>) => Promise<T>;

/** A layer whose every operation goes through `each`. A file has the name that it was given last. */
export function around(files: FileLayer, each: Around): FileLayer {
  const opened = new Set<{ path: string }>();
  return {
    open: async (path, flags, mode, inPlace) => {
      const operation = flags === 'wx' ? 'create' : 'open';
      const file = await each({ operation, path, inPlace }, () => files.open(path, flags, mode, inPlace));
      const name = { path };
      opened.add(name);
      return {
        write: (bytes, offset, length, position, now) =>
          each({ operation: 'write', ...name, length, inPlace: now }, (shorter = length) =>
            file.write(bytes, offset, shorter, position, now),
          ),
        sync: () => each({ operation: 'sync', ...name }, () => file.sync()),
        datasync: (now) => each({ operation: 'datasync', ...name, inPlace: now }, () => file.datasync(now)),
        close: (now) => {
          opened.delete(name);
          return each({ operation: 'close', ...name, inPlace: now }, () => file.close(now));
        },
      };
    },
    rename: (path, to, inPlace) =>
      each({ operation: 'rename', path, to, inPlace }, async () => {
        await files.rename(path, to, inPlace);
        for (const name of opened) if (name.path === path) name.path = to;
      }),
    unlink: (path) => each({ operation: 'unlink', path }, () => files.unlink(path)),
    rmdir: (path) => each({ operation: 'rmdir', path }, () => files.rmdir(path)),
    readdir: (path) => each({ operation: 'readdir', path }, () => files.readdir(path)),
    readFile: (path, most) => each({ operation: 'read', path }, () => files.readFile(path, most)),
    mkdir: (path, options, inPlace) =>
      each({ operation: 'mkdir', path, inPlace }, () => files.mkdir(path, options, inPlace)),
    requireFolder: (path, own) => files.requireFolder(path, own),
  };
}

export { fault } from '@fedzk/testkit/disk';
