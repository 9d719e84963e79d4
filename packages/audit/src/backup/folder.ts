// Node: writes a backup to a folder, which appears under its name whole and durable, or not at all.

import type { Dirent } from 'node:fs';
import { lstat, mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { FedzkError, quoted } from '@fedzk/core';
import { unexpected } from '../argument.js';
import { directoryStorageOn, folderOf } from '../storage/directory.js';
import { codeOf, type FileLayer, isMissing, storageError } from '../storage/files.js';
import type { Processes } from '../storage/lock.js';
import type { LogStorage } from '../storage/storage.js';
import { syncFolder } from '../storage/whole-files.js';
import type { BackupDraft, BackupTarget } from './options.js';

/** The process that writes it, and a number used once. */
const DRAFT = /^([\w-]*(?:\.[\w-]*){4})\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The system's codes for a name that is taken. */
const TAKEN: ReadonlySet<unknown> = new Set(['EEXIST', 'ENOTEMPTY', 'ENOTDIR']);

export function backupFolderOn(
  files: FileLayer,
  path: string,
  processes: Processes,
  openWorker?: () => Worker,
): BackupTarget {
  if (typeof path !== 'string' || path === '') throw unexpected('path', 'the path of a folder', path);
  const target = resolve(path);
  return {
    async begin(log) {
      if (log !== undefined) await requireOutside(log, target, path);
      return begin(files, target, processes, openWorker);
    },
  };
}

async function begin(
  files: FileLayer,
  target: string,
  processes: Processes,
  openWorker: (() => Worker) | undefined,
): Promise<BackupDraft> {
  await requireFree(target);
  const above = dirname(target);
  const prefix = `.${basename(target)}.new-`;
  await removeDrafts(above, prefix, processes);
  const draft = join(above, `${prefix}${await processes.own()}.${crypto.randomUUID()}`);
  await mkdir(draft, { mode: 0o700 }).catch((error: unknown) => {
    throw storageError('make', isMissing(error) ? `${target}: the folder above it` : draft, error);
  });
  const storage = directoryStorageOn(files, draft, processes, openWorker, { onlyOwner: true });
  const discard = (): Promise<void> => remove(draft);
  const lock = await storage.lock().catch(async (error: unknown) => {
    await discard();
    throw error;
  });
  return {
    storage,
    async commit() {
      await lock.release();
      await rename(draft, target).catch((error: unknown) => {
        throw TAKEN.has(codeOf(error)) ? alreadyThere(target) : storageError('name', target, error);
      });
      await syncFolder(files, above, above);
    },
    async discard() {
      // The folder is removed, locked or not.
      await lock.release().catch(() => undefined);
      await discard();
    },
  };
}

/** Refuses a target within the log: the next backup would contain it. */
async function requireOutside(log: LogStorage, target: string, path: string): Promise<void> {
  const folder = folderOf(log);
  if (folder === undefined) return;
  const real = (place: string): Promise<string> => realpath(place).catch(() => place);
  const place = await realpath(target).catch(async () => join(await real(dirname(target)), basename(target)));
  if (!`${place}${sep}`.startsWith(`${await real(folder)}${sep}`)) return;
  throw new FedzkError('invalid-argument', `${quoted(path)} is in the log's own folder: name a folder elsewhere.`);
}

async function requireFree(target: string): Promise<void> {
  try {
    const isFolder = (await lstat(target)).isDirectory();
    if (!isFolder || (await readdir(target)).length > 0) throw alreadyThere(target);
  } catch (error) {
    if (!isMissing(error)) throw storageError('read', target, error);
  }
}

function alreadyThere(target: string): FedzkError {
  return new FedzkError('already-exists', `${target} exists already; nothing was written. Use another name.`);
}

/** Removes the drafts of earlier backups of that name that were killed. */
async function removeDrafts(above: string, prefix: string, processes: Processes): Promise<void> {
  for (const entry of await entriesOf(above)) {
    const [, process] = entry.name.startsWith(prefix) ? (DRAFT.exec(entry.name.slice(prefix.length)) ?? []) : [];
    // A process that can't be seen is on another machine or from before a restart. If it runs, its backup fails with an error.
    const isLeft = process !== undefined && entry.isDirectory() && (await processes.stateOf(process)) !== 'runs';
    if (isLeft) await remove(join(above, entry.name));
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw storageError('read', folder, error);
  }
}

/** Removes a folder, and follows no link. */
async function remove(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch (error) {
    throw storageError('remove', folder, error);
  }
}
