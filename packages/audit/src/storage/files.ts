// What a directory needs of a file system, and its errors.

import { FedzkError } from '@fedzk/core';

/** What is used of `node:fs/promises`; a test puts something between that records, fails or loses. */
export interface FileLayer {
  open(path: string, flags: 'r' | 'r+' | 'wx', mode: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  readdir(path: string): Promise<string[]>;
  readFile(path: string): Promise<Uint8Array>;
  mkdir(path: string, options: { readonly mode: number }): Promise<unknown>;
}

export interface OpenFile {
  /** May write fewer. */
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

/** The error for a call of the system that failed. */
export function storageError(verb: string, what: string, cause: unknown): FedzkError {
  if (cause instanceof FedzkError) return cause;
  const code = codeOf(cause);
  const why = typeof code === 'string' ? code : 'an unknown fault';
  return new FedzkError('storage', `Could not ${verb} ${what} (${why}).`, { cause });
}
