// Node: writes a backup to a file, which appears under its name whole and durable, or not at all.

import { constants } from 'node:fs';
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { knownOptions, optionalFlag } from '../argument.js';
import { MOST_BACKUP_BYTES } from '../format/backup.js';
import { codeOf } from '../storage/files.js';
import type { BackupOptions, BackupSource, BackupTarget } from './options.js';
import { removeLeftOf, withUnfinished } from './unfinished.js';

const PRIVATE_FILE = 0o600;
/** The codes of `link` on file systems without hard links, such as FAT. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** How often a file is written anew if another process removed it as left over. */
const MOST_TRIES = 4;

/**
 * Makes a file the target or source of a backup. It is written with mode 0600, and its folder must exist. An existing file
 * is kept, and writing rejects with `already-exists`, unless `replace` is given here or to `backup`. Unfinished files that a
 * killed process left of that name are removed.
 *
 * @throws {FedzkError} `invalid-argument`; its methods reject with `already-exists`, `damaged`: longer than a backup can be,
 *   `storage` or `invalid-argument`: not a regular file
 *
 * @example
 * ```ts
 * await store.backup(backupFile('keys.backup'));
 * const restored = await KeyStore.restore(directoryStorage('restored'), backupFile('keys.backup'), { passphrase });
 * ```
 */
export function backupFile(path: string, options: Pick<BackupOptions, 'replace'> = {}): BackupTarget & BackupSource {
  if (typeof path !== 'string' || path === '') {
    throw new FedzkError('invalid-argument', '"path" expected the path of a file.');
  }
  const whole = resolve(path);
  const always = optionalFlag(knownOptions(options, ['replace']).replace, 'replace') === true;
  return {
    write: (backup, { replace, signal } = {}) => writeFileWhole(whole, backup, always || replace === true, signal),
    read: () => readWhole(whole),
  };
}

async function writeFileWhole(
  path: string,
  bytes: Uint8Array,
  replace: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  if (replace) await requireFile(path);
  await removeLeftOf(path);
  for (let tries = 1; ; tries++) {
    try {
      await withUnfinished(path, async (unfinished) => {
        await withOpen(unfinished, 'wx', async (file) => {
          await file.writeFile(bytes, { signal });
          await file.sync();
        });
        signal?.throwIfAborted();
        await (replace ? rename(unfinished, path) : nameNew(unfinished, path));
      });
      break;
    } catch (error) {
      signal?.throwIfAborted();
      if (codeOf(error) === 'ENOENT' && tries < MOST_TRIES) continue;
      throw codeOf(error) === 'EEXIST' ? alreadyThere(path) : storageError('write', path, error);
    }
  }
  await syncFolder(dirname(path));
}

/** Refuses to replace anything but a file or a link: a device such as /dev/null would be lost. */
async function requireFile(path: string): Promise<void> {
  const stat = await lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw storageError('look at', path, error);
  });
  if (stat !== undefined && !stat.isFile() && !stat.isSymbolicLink()) {
    throw new FedzkError('invalid-argument', `${path} is not a regular file: nothing was written. Name a file.`);
  }
}

/** Gives a file a name that no other has. */
async function nameNew(unfinished: string, path: string): Promise<void> {
  try {
    await link(unfinished, path);
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error))) throw error;
    await withOpen(path, 'wx', async () => undefined);
    await rename(unfinished, path).catch(async (cause: unknown) => {
      await unlink(path); // empty, and made here
      throw cause;
    });
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
    // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    await withOpen(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0), async (file) => {
      const stat = await file.stat();
      if (!stat.isFile())
        throw new FedzkError('invalid-argument', `${path} is not a regular file; name the file of a backup.`);
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
    `${path} exists already; nothing was written. Use another name, or { replace: true }.`,
  );
}

function storageError(verb: string, path: string, cause: unknown): FedzkError {
  const code = codeOf(cause);
  return new FedzkError(
    'storage',
    `Could not ${verb} ${path} (${typeof code === 'string' ? code : 'an unknown error'}).`,
    {
      cause,
    },
  );
}
