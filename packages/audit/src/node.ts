// Node, and the runtimes that have its files: Deno, Bun.

import { Worker } from 'node:worker_threads';
import { optionsOf } from '@fedzk/core';
import { unexpected } from './argument.js';
import { backupFolderOn } from './backup/folder.js';
import type { BackupTarget } from './backup/options.js';
import { directoryStorageOn } from './storage/directory.js';
import { nodeFiles } from './storage/node-files.js';
import { Pace } from './storage/pace.js';
import { pacedFiles } from './storage/paced-files.js';
import { nodeProcesses } from './storage/processes.js';
import type { LogStorage } from './storage/storage.js';

export { directoryReader } from './storage/reader.js';

/** What {@link directoryStorage} takes beside the folder. */
export interface DirectoryStorageOptions {
  /**
   * Whether system calls may block the calling thread.
   *
   * - `brief`, the default: after eight syncs in a row that took less than a millisecond, the calling thread syncs, opens,
   *   writes and renames files itself. To hand a call to another thread takes about as long as such a sync. A sync of a
   *   millisecond or more ends this until eight are quick again. The event loop has a turn after each call. If the disk
   *   becomes slow, calls of 5 ms or more may block the thread for 50 ms at once, and beyond that for 1 % of the time. The
   *   last of these calls blocks until the disk answers.
   * - `never`: other threads make all calls, for a program that must not be blocked.
   */
  readonly blocking?: 'brief' | 'never';
}

/**
 * Makes a folder a log's storage, and creates it if it doesn't exist; `.state` has mode 0700. The file system must honour
 * fsync.
 *
 * When bundles and tiles of 1,024 entries or more arrive at a time, the storage starts a thread that writes files from then
 * on, with either `blocking`. The thread takes 9 MB, keeps the process alive only while it writes, and ends with the log's
 * `close`. If no thread can be started, the calling one writes. If a thread that has started dies, it is a storage failure.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const log = await AuditLog.open(directoryStorage('/var/lib/fedzk/audit'), { origin: signer.name, signer });
 * ```
 */
export function directoryStorage(dir: string, options: DirectoryStorageOptions = {}): LogStorage {
  const { blocking = 'brief' }: { readonly blocking?: unknown } = optionsOf(options, ['blocking']);
  if (blocking !== 'brief' && blocking !== 'never') throw unexpected('blocking', "'brief' or 'never'", blocking);
  const files = blocking === 'never' ? nodeFiles : pacedFiles(nodeFiles, new Pace());
  return directoryStorageOn(files, dir, nodeProcesses, openWorker);
}

/**
 * Makes a folder the target of `backupLog`. Only its owner may read it: files have mode 0600, folders 0700. It must not exist,
 * or be empty, and the folder above it must exist. It appears when the backup is whole, verified and durable. Until then the
 * backup is in a folder `.NAME.new-…` beside it, which the next backup of that name removes if it was left by a process that
 * has ended.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * await backupLog(directoryStorage('/var/lib/fedzk/audit'), backupFolder('/backup/audit-2026-12-01'), { verifierKey });
 * ```
 */
export function backupFolder(path: string): BackupTarget {
  return backupFolderOn(nodeFiles, path, nodeProcesses, openWorker);
}

function openWorker(): Worker {
  // Without the program's own options, such as loaders, which the worker has no use for.
  return new Worker(new URL('./storage/files-worker.node.js', import.meta.url), { execArgv: [] });
}
