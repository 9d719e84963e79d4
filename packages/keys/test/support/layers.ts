// File layers that watch, hinder or spoil another one.

import * as nodeFiles from 'node:fs/promises';
import type { FileLayer } from '../../src/storage/directory.js';

export type Operation =
  | 'create'
  | 'write'
  | 'open'
  | 'sync'
  | 'close'
  | 'link'
  | 'rename'
  | 'unlink'
  | 'readdir'
  | 'stat'
  | 'read'
  | 'mkdir'
  | 'rmdir'
  | 'lstat';

export interface Step {
  readonly operation: Operation;
  readonly path: string;
  /** Of a link or rename. */
  readonly to?: string;
}

export type Around = <T>(step: Step, run: () => Promise<T>) => Promise<T>;

/** A layer whose every operation goes through `each`. */
export function around(files: FileLayer, each: Around): FileLayer {
  return {
    open: async (path, flags, mode) => {
      const operation = flags === 'wx' ? 'create' : 'open';
      const file = await each({ operation, path }, () => files.open(path, flags, mode));
      return {
        ...(file.fd !== undefined && { fd: file.fd }),
        stat: () => each({ operation: 'stat', path }, () => file.stat()),
        read: (...args) => each({ operation: 'read', path }, () => file.read(...args)),
        writeFile: (bytes) => each({ operation: 'write', path }, () => file.writeFile(bytes)),
        sync: () => each({ operation: 'sync', path }, () => file.sync()),
        close: () => each({ operation: 'close', path }, () => file.close()),
      };
    },
    link: (path, to) => each({ operation: 'link', path, to }, () => files.link(path, to)),
    rename: (path, to) => each({ operation: 'rename', path, to }, () => files.rename(path, to)),
    unlink: (path) => each({ operation: 'unlink', path }, () => files.unlink(path)),
    readdir: (path) => each({ operation: 'readdir', path }, () => files.readdir(path)),
    mkdir: (path, options) => each({ operation: 'mkdir', path }, () => files.mkdir(path, options)),
    rmdir: (path) => each({ operation: 'rmdir', path }, () => files.rmdir(path)),
    lstat: (path) => each({ operation: 'lstat', path }, () => files.lstat(path)),
  };
}

/** A layer that only says that it made durable what `skipped` names. */
export function withoutSync(files: FileLayer, skipped: (path: string) => boolean): FileLayer {
  return {
    ...files,
    open: async (path, flags, mode) => {
      const file = await files.open(path, flags, mode);
      if (!skipped(path)) return file;
      return {
        stat: () => file.stat(),
        read: (...args) => file.read(...args),
        writeFile: (bytes) => file.writeFile(bytes),
        sync: async () => undefined,
        close: () => file.close(),
      };
    },
  };
}

export { fault } from '@fedzk/testkit/disk';

/** A layer that stops before its operation of a number, from when it is armed. */
export function stopping() {
  const steps: Step[] = [];
  let at = Number.POSITIVE_INFINITY;
  const [reached, reach] = signal();
  const [going, go] = signal();
  const layer = around(nodeFiles, async (step, run) => {
    if (steps.push(step) - 1 === at) {
      reach();
      await going;
    }
    return run();
  });
  return {
    layer,
    steps,
    reached,
    go,
    arm(number: number) {
      steps.length = 0;
      at = number;
    },
  };
}

function signal(): [Promise<void>, () => void] {
  let send = (): void => {};
  const promise = new Promise<void>((resolve) => {
    send = resolve;
  });
  return [promise, send];
}
