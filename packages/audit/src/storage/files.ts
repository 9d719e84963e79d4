// The operations of a file system that a directory storage uses, and their errors.

import { FedzkError } from '@fedzk/core';

/**
 * The part of `node:fs/promises` that is used; tests put a layer in between that records, fails or loses. If `inPlace` is
 * true, a call is done when it returns.
 */
export interface FileLayer {
  open(path: string, flags: 'r' | 'r+' | 'wx', mode: number, inPlace?: boolean): Promise<OpenFile>;
  rename(from: string, to: string, inPlace?: boolean): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Removes an empty folder, and no link. */
  rmdir(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  /** Reads a regular file of at most `most` bytes; throws {@link Unreadable} for a longer one or anything else. */
  readFile(path: string, most?: number): Promise<Uint8Array>;
  mkdir(path: string, options: { readonly mode: number }, inPlace?: boolean): Promise<unknown>;
  /**
   * Checks that a path is a folder and not a link; throws {@link Unreadable} for anything else.
   *
   * @param own whether it must also belong to this process's user, with nobody else able to write there
   */
  requireFolder(path: string, own: boolean): Promise<void>;
  /**
   * Opens a folder within another one, step by step, without following links; `base` itself may be one. Left
   * out, or resolves to undefined, if the system has no paths by open folders.
   *
   * @param folder relative to `base`; `.` is `base`
   */
  holdFolder?(base: string, folder: string): Promise<HeldFolder | undefined>;
}

/** A folder that is held open while files in it are changed. */
export interface HeldFolder {
  /** Leads to this folder, until it is released. */
  readonly at: string;
  /** Must be called before each operation in the folder: throws if `at` now leads elsewhere. */
  look(): Promise<void>;
  release(): Promise<void>;
}

export interface OpenFile {
  /** Writes bytes; may write fewer than given. */
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
    inPlace?: boolean,
  ): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  datasync(inPlace?: boolean): Promise<void>;
  close(inPlace?: boolean): Promise<void>;
}

/** Says why an existing file is not read. */
export class Unreadable extends Error {
  readonly code: string;

  constructor(why: string, code: string) {
    super(why);
    this.code = code;
  }
}

// Not by `instanceof Error`: under Jest, errors of Node are not instances of the test's Error.
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

/** The system's codes in words. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'it is a folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EIO: 'the disk has failed',
  EMFILE: 'this process has too many files open',
  ENFILE: 'the machine has too many files open',
  ENAMETOOLONG: 'its name is too long',
};

/** The error for a call of the system that failed. */
export function storageError(verb: string, what: string, cause: unknown): FedzkError {
  if (cause instanceof FedzkError) return cause;
  return new FedzkError('storage', `Could not ${verb} ${what} (${reasonOf(cause)}).`, { cause });
}

/** Returns a system's code in words, if they are known, and the code. */
function reasonOf(cause: unknown): string {
  if (cause instanceof Unreadable) return cause.message;
  const code = codeOf(cause);
  if (typeof code !== 'string') return 'an unknown error';
  const reason = REASONS[code];
  return reason === undefined ? code : `${reason}, ${code}`;
}
