// The file operations of `node:fs/promises` that a folder uses, and the meaning of their errors.

import type { Stats } from 'node:fs';
import { FedzkError } from '@fedzk/core';

/** The operations that are used of `node:fs/promises`. Tests replace them to record, fail or lose writes. */
export interface FileLayer {
  /** @param flags `r` for a folder to sync, `wx` for a new file, a number for a file to read or a folder to hold open */
  open(path: string, flags: 'r' | 'wx' | number, mode: number): Promise<OpenFile>;
  link(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  mkdir(path: string, options: { readonly mode: number; readonly recursive: boolean }): Promise<unknown>;
  rmdir(path: string): Promise<void>;
  lstat(path: string): Promise<FileStat>;
  /**
   * Opens a folder and holds it, synchronously: the system has just looked it up, and Node's threads
   * take ten times as long. If this is missing, `open` is used.
   */
  holdFolder?(path: string, flags: number): HeldFolder;
}

/** An open folder. */
export interface HeldFolder {
  /** Its file descriptor. */
  readonly fd: number;
  close(): void;
}

export interface OpenFile {
  /** Its file descriptor. */
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

/** Operations at once that keep the disk busy; Node has four threads for them. */
const AT_ONCE = 16;

/** Works on each item, some at once. After a failure no more begin; rejects when those that began have ended. */
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

/** Error codes of open and fsync for a folder that can't be read, or a file system that can't sync folders. */
const CANNOT_SYNC: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP']);

/** Whether a folder can't be synced for one of these reasons, or because Deno has no permission for it. */
export function cannotSync(cause: unknown): boolean {
  return CANNOT_SYNC.has(codeOf(cause)) || (cause instanceof Error && cause.name === 'NotCapable');
}

/** Error codes of link on FAT, and on network and user-space file systems without hard links. */
export const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

export function noLinks(dir: string, cause: unknown): FedzkError {
  return new FedzkError(
    'storage',
    `The file system of ${dir} refuses hard links (${codeOf(cause)}), which a key store needs; nothing was ` +
      'changed. Use a folder on another file system.',
    { cause },
  );
}

// Not by `instanceof Error`: under Jest, errors of Node are not instances of the test's Error.
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** @param change `unsure` if the change may have been made in spite of the error */
export function storageError(verb: string, what: string, cause: unknown, change?: 'unsure'): FedzkError {
  if (cause instanceof FedzkError) return cause;
  const code = codeOf(cause);
  const why = typeof code === 'string' ? code : 'an unknown error';
  return new FedzkError(
    'storage',
    `Could not ${verb} ${what} (${why}).${change === 'unsure' ? ' The change may have been made; read again to see.' : ''}`,
    { cause },
  );
}
