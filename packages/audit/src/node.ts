// Node, and the runtimes that have its files: Deno, Bun.

import { Worker } from 'node:worker_threads';
import { unexpected } from './argument.js';
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
   * Whether calls of the system may keep the thread waiting.
   *
   * - `brief`, the default: after eight syncs in a row that took less than a millisecond the next ones are made in place,
   *   and files are opened, written and renamed so. It saves the way to another thread and back, which takes about as long as
   *   such a sync. One of a millisecond or more ends it until eight are quick again. The event loop has a turn after each.
   *   Nobody can know before that a disk is going to hang: calls that take 5 ms or more keep the thread waiting for a
   *   hundredth of the time at most, and 50 ms, and the last of them for as long as it takes.
   * - `never`: other threads make all calls, for a program that has better to do meanwhile.
   */
  readonly blocking?: 'brief' | 'never';
}

/**
 * A folder as a log's storage. It is made if it isn't there; `.state` has mode 0700. The file system must honour fsync.
 *
 * When bundles and tiles of 1,024 entries or more come at a time, a thread is started that writes files from then on, with
 * either `blocking`. It takes 9 MB, keeps no process alive but while it writes, and ends with the log's `close`. Where none can
 * be started, the calling one writes them; that one which had started ends is a fault of the disk.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const log = await AuditLog.open(directoryStorage('/var/lib/fedzk/audit'), { origin: signer.name, signer });
 * ```
 */
export function directoryStorage(dir: string, options: DirectoryStorageOptions = {}): LogStorage {
  const { blocking = 'brief' }: { readonly blocking?: unknown } = { ...options };
  if (blocking !== 'brief' && blocking !== 'never') throw unexpected('blocking', "'brief' or 'never'", blocking);
  const files = blocking === 'never' ? nodeFiles : pacedFiles(nodeFiles, new Pace());
  return directoryStorageOn(files, dir, nodeProcesses, openWorker);
}

function openWorker(): Worker {
  // Without the program's own options, such as loaders, which the worker has no use for.
  return new Worker(new URL('./entry/files-worker.node.js', import.meta.url), { execArgv: [] });
}
