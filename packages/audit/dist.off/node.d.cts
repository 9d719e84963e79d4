/// <reference lib="esnext.disposable" />
import { L as LogReader, a as LogStorage } from './storage-DO1Cwu2Z.cjs';

/**
 * A folder as a log to read: what `verifyLog` and `readEntries` take. A file is read at once, which for those of a log is
 * many times quicker than in the background, and what else the thread has to do waits for that long; `directoryStorage`
 * is a reader that doesn't make it wait.
 *
 * Reading throws `FedzkError` `storage`: a file can't be read, is longer than it can be, or is no regular file, such as a
 * link or a pipe. The folder itself may be a link.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const report = await verifyLog(directoryReader('/var/lib/fedzk/audit'), { verifierKey });
 * ```
 */
declare function directoryReader(dir: string): LogReader;

/** What {@link directoryStorage} takes beside the folder. */
interface DirectoryStorageOptions {
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
declare function directoryStorage(dir: string, options?: DirectoryStorageOptions): LogStorage;

export { type DirectoryStorageOptions, directoryReader, directoryStorage };
