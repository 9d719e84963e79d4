// What a folder of files is made of: the operations of `node:fs/promises` that are used, and what their errors say.

import type { Stats } from 'node:fs';
import { FedzkError } from '@fedzk/core';

/** What is used of `node:fs/promises`; a test puts something between that records, fails or loses. */
export interface FileLayer {
  /** @param flags `r` of a folder to make durable, `wx` of a new file, a number of a file to read, or of a folder to hold */
  open(path: string, flags: 'r' | 'wx' | number, mode: number): Promise<OpenFile>;
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  mkdir(path: string, options: { readonly mode: number; readonly recursive: boolean }): Promise<unknown>;
  rmdir(path: string): Promise<void>;
  lstat(path: string): Promise<FileStat>;
  /**
   * Opens a folder to hold, at once: the system has looked it up already, and Node's threads take ten times as long. Where
   * there is none, `open` does.
   */
  holdFolder?(path: string, flags: number): HeldFolder;
}

/** A folder that is open. */
export interface HeldFolder {
  /** The system's number of it. */
  readonly fd: number;
  close(): void;
}

export interface OpenFile {
  /** The system's number of it. */
  readonly fd?: number;
  stat(): Promise<FileStat>;
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  writeFile(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type FileStat = Pick<
  Stats,
  'mode' | 'uid' | 'ino' | 'mtimeMs' | 'ctimeMs' | 'size' | 'nlink' | 'isFile' | 'isDirectory' | 'isSymbolicLink'
>;

/** So many operations at once keep the disk busy; Node has four threads for them. */
const AT_ONCE = 16;

/** Does something with each, some of them at once. After a failure nothing more is begun; what was begun has ended. */
export async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const errors: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (next < items.length && errors.length === 0) {
      await work(items[next++] as T).catch((error: unknown) => {
        errors.push(error);
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
}

/** What open and fsync say of a folder that may not be read, or lies on a file system that has no fsync of folders. */
const CANNOT_SYNC: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP']);

/** That, or that Deno was not given the folder. */
export function cannotSync(cause: unknown): boolean {
  return CANNOT_SYNC.has(codeOf(cause)) || (cause instanceof Error && cause.name === 'NotCapable');
}

/** What link says on FAT and on network and user-space file systems that have none. */
export const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

export function noLinks(dir: string, cause: unknown): FedzkError {
  return new FedzkError(
    'storage',
    `The file system of ${dir} refuses hard links (${codeOf(cause)}), by which a key store is written; nothing was ` +
      'changed. Use a folder on another one.',
    { cause },
  );
}

// Not by `instanceof Error`: what Node throws is no instance of the one that a test under Jest has.
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** @param change `unsure` where a change of the store may have been made all the same */
export function storageError(verb: string, what: string, cause: unknown, change?: 'unsure'): FedzkError {
  if (cause instanceof FedzkError) return cause;
  const code = codeOf(cause);
  const why = typeof code === 'string' ? code : 'an unknown fault';
  return new FedzkError(
    'storage',
    `Could not ${verb} ${what} (${why}).${change === 'unsure' ? ' Whether a change was made is seen by reading again.' : ''}`,
    { cause },
  );
}
