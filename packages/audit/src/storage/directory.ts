// Node: a folder as a log's storage. A web server can serve it as it is, except `.state`.

import { basename, dirname, join, resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { Calls, concat, FedzkError, optionsOf } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import { FileThread } from './file-thread.js';
import { codeOf, type FileLayer, isMissing, storageError } from './files.js';
import { Folders, STATE } from './folders.js';
import { FileJournal, ROOM } from './journal-file.js';
import { type Processes, takeLock, type Within } from './lock.js';
import { otherBytes } from './memory.js';
import { nodeProcesses } from './processes.js';
import { requireFolder } from './reader.js';
import { mostBytesAt } from './sizes.js';
import type { Journal, LockOptions, LogLock, LogStorage, StoredFile } from './storage.js';
import { createWhole, syncFolder, type WholeFiles, withOpen, writeWhole } from './whole-files.js';

const UNFINISHED = '.state/tmp';
const LOCK = '.state/lock';
/** The end of the names of folders with parts of a tile. */
const PARTS = '.p';
/** The system's codes for a folder that is not empty. */
const NOT_EMPTY: ReadonlySet<unknown> = new Set(['ENOTEMPTY', 'EEXIST']);
/** Node's threads for files, unless it is started with another number; Deno would ask for permission to read it. */
const THREADS = ('Deno' in globalThis ? 0 : Number(process.env.UV_THREADPOOL_SIZE)) || 4;
/** The files written at a time, by the milliseconds that a sync takes. */
const AT_ONCE = [
  { upTo: 1, files: 8 },
  { upTo: 2, files: 4 },
] as const;
const AT_ONCE_SLOW = 6;
/** The number of files written at a time that starts a thread: the bundles and tiles of 1,024 entries. */
const WORTH_A_THREAD = 8;

/**
 * Makes a folder a log's storage, on a file layer.
 *
 * @param openWorker starts files-worker.node.ts; left out, this thread writes all files
 * @param options `onlyOwner`: only the owner may read it, even the files that a log publishes
 */
export function directoryStorageOn(
  files: FileLayer,
  dir: string,
  processes: Processes = nodeProcesses,
  openWorker?: () => Worker,
  options: { readonly onlyOwner?: boolean } = {},
): LogStorage {
  const { onlyOwner = false } = optionsOf(options, ['onlyOwner']);
  return new DirectoryStorage(files, resolve(requireFolder(dir)), processes, openWorker, onlyOwner);
}

/** Returns the folder of such a storage; undefined for any other. */
export function folderOf(storage: LogStorage): string | undefined {
  return storage instanceof DirectoryStorage ? storage.folder : undefined;
}

class DirectoryStorage implements LogStorage {
  readonly #files: FileLayer;
  readonly #dir: string;
  readonly #processes: Processes;
  readonly #openWorker: (() => Worker) | undefined;
  readonly #onlyOwner: boolean;
  readonly #folders: Folders;
  /** The names in folders in which files are created. */
  readonly #names = new Map<string, Promise<Set<string>>>();
  /** Folders whose files are durable, but not their names yet. */
  readonly #unsynced = new Set<string>();
  #unfinished = 0;
  /** Writes whole files, once there were many at a time. */
  #thread: FileThread | undefined;
  /** The shortest recent time of a sync of the journal. */
  #journalMs = 0;
  readonly #calls = new Calls('storage');

  constructor(
    files: FileLayer,
    dir: string,
    processes: Processes,
    openWorker: (() => Worker) | undefined,
    onlyOwner: boolean,
  ) {
    this.#files = files;
    this.#dir = dir;
    this.#processes = processes;
    this.#openWorker = openWorker;
    this.#onlyOwner = onlyOwner;
    this.#folders = new Folders(files, dir, onlyOwner);
  }

  get folder(): string {
    return this.#dir;
  }

  lock(options: LockOptions = {}): Promise<LogLock> {
    return this.#calls.run(() => this.#lock(options));
  }

  close(): Promise<void> {
    return this.#calls.close(() => this.#endThread());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #endThread(): Promise<void> {
    await this.#thread?.end();
    this.#thread = undefined;
  }

  async #lock(options: LockOptions): Promise<LogLock> {
    // Others may have replaced folders since they were checked.
    this.#folders.forgetAll();
    await this.#folders.make(LOCK);
    const within: Within = (work) => this.#folders.within(LOCK, ({ at }) => work(at));
    const lock = await takeLock(this.#files, this.#folders.pathOf(LOCK), this.#processes, options, within);
    // Others may have written meanwhile.
    this.#names.clear();
    this.#unsynced.clear();
    try {
      await this.#folders.make(UNFINISHED);
      // Files that an earlier writer had not finished.
      const unfinished = await this.list(`${UNFINISHED}/`);
      await this.remove(unfinished.filter((path) => /^\d+$/.test(basename(path))));
    } catch (error) {
      await lock.release().catch(() => undefined);
      throw error;
    }
    return {
      held: () => lock.held(),
      release: async () => {
        // The next writer must not find files that it is still writing.
        await this.#endThread();
        await lock.release();
      },
    };
  }

  read(path: string): Promise<Uint8Array | undefined> {
    return this.#read(path, mostBytesAt(path));
  }

  async #read(path: string, most: number): Promise<Uint8Array | undefined> {
    try {
      await this.#folders.requireReal(dirname(path));
      return await this.#files.readFile(this.#folders.pathOf(path), most);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw storageError('read', path, error);
    }
  }

  async list(folder: string): Promise<string[]> {
    try {
      await this.#folders.look(join(folder, '.'));
      return (await this.#files.readdir(this.#folders.pathOf(folder))).map((name) => `${folder}${name}`);
    } catch (error) {
      if (isMissing(error)) return [];
      throw storageError('read', folder, error);
    }
  }

  async create(files: readonly StoredFile[], durable = true): Promise<void> {
    const missing: StoredFile[] = [];
    for (const file of files) if (!(await this.#isThere(file))) missing.push(file);
    const folders = new Set(files.map(({ path }) => dirname(path)));
    if (!durable) {
      await this.#write(missing);
      for (const folder of folders) this.#unsynced.add(folder);
      return;
    }
    for (const folder of this.#unsynced) folders.add(folder);
    this.#unsynced.clear();
    await this.#write(missing, folders);
  }

  /** Whether a file is there with the same bytes, and durable. */
  async #isThere({ path, bytes }: StoredFile): Promise<boolean> {
    const names = await this.#namesIn(dirname(path));
    const there = names.has(basename(path)) ? await this.#readSame(path, bytes.length) : undefined;
    names.add(basename(path));
    if (there === undefined) return false; // it is written next
    if (!sameBytes(there, bytes)) throw otherBytes(path);
    // Its writer may have been stopped before the sync.
    try {
      await withOpen(this.#files, this.#folders.pathOf(path), 'r', 0, (open) => open.sync());
    } catch (error) {
      throw storageError('make durable', path, error);
    }
    return true;
  }

  /** Reads a file if it has at most `length` bytes. */
  async #readSame(path: string, length: number): Promise<Uint8Array | undefined> {
    try {
      return await this.#read(path, length);
    } catch (error) {
      throw error instanceof FedzkError && codeOf(error.cause) === 'EFBIG' ? otherBytes(path) : error;
    }
  }

  /** Lists a folder once: nobody else writes to it while the lock is held. */
  #namesIn(folder: string): Promise<Set<string>> {
    const names =
      this.#names.get(folder) ?? this.list(`${folder}/`).then((paths) => new Set(paths.map((path) => basename(path))));
    this.#names.set(folder, names);
    names.catch(() => this.#names.delete(folder));
    return names;
  }

  replace(file: StoredFile): Promise<void> {
    return this.#write([file], [dirname(file.path)]);
  }

  /** Writes files whole and durably, and then makes folders durable. */
  async #write(files: readonly StoredFile[], folders: Iterable<string> = []): Promise<void> {
    const targets = new Set(files.map(({ path }) => dirname(path)));
    for (const folder of targets) await this.#folders.make(folder);
    const synced = [...folders];
    const wanted = [...targets, ...synced, ...(files.length > 0 ? [UNFINISHED] : [])];
    await this.#folders.withinAll(wanted, async (place) => {
      const at = (path: string): string => join(place(dirname(path)), basename(path));
      const all: WholeFiles = {
        files: files.map(({ path, bytes }) => ({
          path,
          at: at(path),
          unfinished: at(`${UNFINISHED}/${this.#unfinished++}`),
          mode: this.#onlyOwner || path.startsWith(STATE) ? 0o600 : 0o644,
          bytes,
        })),
        folders: synced.map((path) => ({ path, at: place(path) })),
        atOnce: this.#atOnce(),
      };
      const thread = this.#threadFor(files.length);
      await (thread === undefined ? writeWhole(this.#files, all) : thread.write(all));
    });
  }

  /**
   * Returns how many files to write at a time. More would only keep the disk from the journal. If syncs are
   * slow, more files are needed; two threads are then left for the journal and the rest of the program.
   */
  #atOnce(): number {
    const quick = AT_ONCE.find(({ upTo }) => this.#journalMs <= upTo);
    return quick?.files ?? Math.max(1, Math.min(AT_ONCE_SLOW, THREADS - 2));
  }

  /** Returns the thread once it has started; until then this thread writes. */
  #threadFor(files: number): FileThread | undefined {
    if (files >= WORTH_A_THREAD && this.#openWorker !== undefined) this.#thread ??= new FileThread(this.#openWorker);
    return this.#thread?.ready ? this.#thread : undefined;
  }

  async remove(paths: readonly string[], durable = false): Promise<void> {
    for (const folder of new Set(paths.map((path) => dirname(path)))) {
      await this.#removeFrom(
        folder,
        paths.filter((path) => dirname(path) === folder),
      );
    }
    const folders = new Set<string>();
    for (const folder of new Set(paths.map((path) => dirname(path)))) {
      folders.add(folder.endsWith(PARTS) && (await this.#removeEmpty(folder)) ? dirname(folder) : folder);
    }
    if (durable) await this.#write([], folders);
  }

  async #removeFrom(folder: string, paths: readonly string[]): Promise<void> {
    let removing = paths[0] ?? folder;
    try {
      await this.#folders.within(folder, async ({ at, look }) => {
        for (const path of paths) {
          removing = path;
          await look();
          await this.#files.unlink(join(at, basename(path))).catch((error: unknown) => {
            // A log has no folder of that name, so the one who made it must remove it.
            if (!isMissing(error) && codeOf(error) !== 'EISDIR') throw error;
          });
        }
      });
    } catch (error) {
      if (!isMissing(error)) throw storageError('remove', removing, error);
    }
    for (const path of paths) await this.#forget(path);
  }

  /** Removes an empty folder of partial tiles. @returns whether it is gone */
  async #removeEmpty(folder: string): Promise<boolean> {
    try {
      await this.#folders.within(dirname(folder), ({ at }) => this.#files.rmdir(join(at, basename(folder))));
    } catch (error) {
      if (NOT_EMPTY.has(codeOf(error))) return false;
      if (!isMissing(error)) throw storageError('remove', folder, error);
    }
    this.#names.delete(folder);
    this.#folders.forget(folder);
    return true;
  }

  /** Forgets empty folders: those of partial tiles come and go. */
  async #forget(path: string): Promise<void> {
    const folder = dirname(path);
    const names = await this.#names.get(folder);
    if (names?.delete(basename(path)) !== true || names.size > 0) return;
    this.#names.delete(folder);
    this.#folders.forget(folder);
  }

  async openJournal({ path, bytes }: StoredFile): Promise<Journal> {
    const folder = dirname(path);
    await this.#folders.make(folder);
    const open = await this.#folders.withinAll([folder, UNFINISHED], async (place) => {
      const made = await createWhole(this.#files, {
        path,
        at: join(place(folder), basename(path)),
        unfinished: join(place(UNFINISHED), String(this.#unfinished++)),
        mode: 0o600,
        bytes: concat(bytes, new Uint8Array(ROOM)),
      });
      try {
        await syncFolder(this.#files, folder, place(folder));
        return made;
      } catch (error) {
        await made.close().catch(() => undefined);
        throw error;
      }
    });
    return new FileJournal(open, path, bytes.length, (ms) => {
      this.#journalMs = Math.min(ms, this.#journalMs * 1.1 + 0.1);
    });
  }
}
