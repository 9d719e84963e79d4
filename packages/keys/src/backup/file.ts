// Node: a backup as a file, which appears under its name whole and durable, or not at all.

import { constants } from 'node:fs';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { asOptions } from '../argument.js';
import { codeOf } from '../backends/file-layer.js';
import { MOST_BACKUP_BYTES } from '../format/backup.js';
import type { BackupSource, BackupTarget } from './options.js';

const PRIVATE_FILE = 0o600;
/** What link says on file systems that have none, such as FAT. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * A file for a backup, of mode 0600. Its folder must be there. A file of that name is kept, and writing rejects with
 * `already-exists`, unless `replace`.
 *
 * @example
 * ```ts
 * await store.backup(backupFile('keys.backup'));
 * const restored = await KeyStore.restore(fileBackend('restored'), backupFile('keys.backup'), { passphrase });
 * ```
 */
export function backupFile(path: string, options: { readonly replace?: boolean } = {}): BackupTarget & BackupSource {
  if (typeof path !== 'string' || path === '') {
    throw new FedzkError('invalid-argument', '"path" expected the path of a file.');
  }
  const whole = resolve(path);
  const { replace } = asOptions(options);
  return {
    write: (backup) => writeFileWhole(whole, backup, replace === true),
    read: () => readWhole(whole),
  };
}

async function writeFileWhole(path: string, bytes: Uint8Array, replace: boolean): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.new-${crypto.randomUUID()}`);
  try {
    await withOpen(unfinished, 'wx', async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    });
    await (replace ? rename(unfinished, path) : nameNew(unfinished, path));
  } catch (error) {
    // What can't be removed is a hidden file that nobody reads.
    await unlink(unfinished).catch(() => undefined);
    throw codeOf(error) === 'EEXIST' ? alreadyThere(path) : storageError('write', path, error);
  }
  await syncFolder(dirname(path));
}

/** Gives a file a name that no other has. */
async function nameNew(unfinished: string, path: string): Promise<void> {
  try {
    await link(unfinished, path);
    await unlink(unfinished);
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error))) throw error;
    await withOpen(path, 'wx', async () => undefined);
    await rename(unfinished, path);
  }
}

async function syncFolder(path: string): Promise<void> {
  try {
    await withOpen(path, 'r', (folder) => folder.sync());
  } catch (error) {
    // Windows, and some network file systems, have no fsync of folders.
    if (!['EPERM', 'EISDIR', 'EINVAL', 'ENOTSUP'].includes(String(codeOf(error)))) {
      throw storageError('make durable', path, error);
    }
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    let bytes: Uint8Array | undefined;
    // Not blocking: to open a pipe that nobody writes to would wait for ever.
    await withOpen(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0), async (file) => {
      const stat = await file.stat();
      if (!stat.isFile()) throw new FedzkError('invalid-argument', `${path} is no regular file.`);
      if (stat.size > MOST_BACKUP_BYTES) {
        throw new FedzkError('damaged', `${path} is too long for a backup: it has ${stat.size} bytes.`);
      }
      bytes = new Uint8Array(await file.readFile());
    });
    return bytes ?? new Uint8Array(0);
  } catch (error) {
    throw error instanceof FedzkError ? error : storageError('read', path, error);
  }
}

async function withOpen(
  path: string,
  flags: string | number,
  work: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags, PRIVATE_FILE);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

function alreadyThere(path: string): FedzkError {
  return new FedzkError(
    'already-exists',
    `There is a file ${path} already; nothing was written. Use another name, or { replace: true }.`,
  );
}

function storageError(verb: string, path: string, cause: unknown): FedzkError {
  const code = codeOf(cause);
  return new FedzkError(
    'storage',
    `Could not ${verb} ${path} (${typeof code === 'string' ? code : 'an unknown fault'}).`,
    {
      cause,
    },
  );
}
