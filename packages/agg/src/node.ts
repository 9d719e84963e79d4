// What needs files: Node, Deno and Bun.

import { constants } from 'node:fs';
import { access, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesOf, toHex, unexpected } from '@fedzk/core';
import type { SentStorage } from './sent.js';

export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { Service } from './http/service.js';
export { type ServeOptions, type Serving, serve } from './serve.js';
export type { SentStorage };

const DIGEST_BYTES = 32;

/**
 * Remembers in a folder what a client has sent: an empty file for each digest, of mode 0600. Several processes may share it.
 *
 * @param path is made, of mode 0700, where there is none
 * @throws {FedzkError} `invalid-argument`; its methods reject with the errors of the system
 *
 * @example
 * ```ts
 * const client = createClient(task, { prover, signingKey, sent: directorySentStorage('/var/lib/hospital-1/sent') });
 * ```
 */
export function directorySentStorage(path: string): SentStorage {
  if (typeof path !== 'string' || path === '' || path.includes('\0'))
    throw unexpected('path', 'the path of a folder', path);
  const fileOf = (digest: unknown): string => join(path, toHex(bytesOf(digest, 'digest', DIGEST_BYTES, DIGEST_BYTES)));
  return {
    async has(digest) {
      return exists(fileOf(digest));
    },
    async add(digest) {
      const file = fileOf(digest);
      await mkdir(path, { recursive: true, mode: 0o700 });
      const isNew = await create(file);
      // Also where another made it a moment ago: both may be told only of what a crash leaves.
      await sync(path);
      return isNew;
    },
  };
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file, constants.F_OK);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function create(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.sync().finally(() => handle.close());
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Makes a folder's names durable. Windows opens no folders, and writes names at once. */
async function sync(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
