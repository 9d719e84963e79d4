// Node: a folder that a web server can serve as it is, but for `.state`.

import { basename, dirname, resolve } from 'node:path';
import { concat } from '@fedzk/core';
import { unexpected } from '../argument.js';
import { sameBytes } from '../bytes.js';
import { codeOf, type FileLayer, isMissing, type OpenFile, storageError } from './files.js';
import { type Processes, takeLock } from './lock.js';
import { otherBytes } from './memory.js';
import { nodeFiles } from './node-files.js';
import { Pace } from './pace.js';
import { pacedFiles } from './paced-files.js';
import { nodeProcesses } from './processes.js';
import { pathIn, requireFolder } from './reader.js';
import type { Journal, LogStorage, StoredFile } from './storage.js';

const STATE = '.state';
const UNFINISHED = '.state/tmp';
const LOCK = '.state/lock';
/** What Node has for files, unless it is started with another number; Deno would ask for the permission to look. */
const THREADS = ('Deno' in globalThis ? 0 : Number(process.env.UV_THREADPOOL_SIZE)) || 4;
/** Files that are written at a time where a sync takes so many milliseconds, and where it takes longer. */
const AT_ONCE = [
  { upTo: 1, files: 8 },
  { upTo: 2, files: 4 },
] as const;
const AT_ONCE_SLOW = 6;
/** Room that a journal takes in advance, so that a sync need not write down how long it is. */
const ROOM = 1 << 20;

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
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const log = await AuditLog.open(directoryStorage('/var/lib/fedzk/audit'), { origin: signer.name, signer });
 * ```
 */
export function directoryStorage(dir: string, options: DirectoryStorageOptions = {}): LogStorage {
  const { blocking = 'brief' }: { readonly blocking?: unknown } = { ...options };
  if (blocking !== 'brief' && blocking !== 'never') throw unexpected('blocking', "'brief' or 'never'", blocking);
  return directoryStorageOn(blocking === 'never' ? nodeFiles : pacedFiles(nodeFiles, new Pace()), dir);
}

/** The same on another file layer. */
export function directoryStorageOn(files: FileLayer, dir: string, processes: Processes = nodeProcesses): LogStorage {
  return new DirectoryStorage(files, resolve(requireFolder(dir)), processes);
}

class DirectoryStorage implements LogStorage {
  readonly #files: FileLayer;
  readonly #dir: string;
  readonly #processes: Processes;
  /** Folders that are there, and durable. */
  readonly #folders = new Map<string, Promise<void>>();
  /** What folders have that files are created in. */
  readonly #names = new Map<string, Promise<Set<string>>>();
  /** Folders whose files are durable, and their names not yet. */
  readonly #unsynced = new Set<string>();
  #unfinished = 0;
  /** How long a sync of the journal took at least, lately. */
  #journalMs = 0;

  constructor(files: FileLayer, dir: string, processes: Processes) {
    this.#files = files;
    this.#dir = dir;
    this.#processes = processes;
  }

  async lock(): Promise<() => Promise<void>> {
    await this.#folder(LOCK);
    const unlock = await takeLock(this.#files, this.#path(LOCK), this.#processes);
    // Others may have written meanwhile.
    this.#names.clear();
    this.#unsynced.clear();
    try {
      await this.#folder(UNFINISHED);
      // What a writer before was at when it stopped.
      await this.remove(await this.list(`${UNFINISHED}/`));
      return unlock;
    } catch (error) {
      await unlock().catch(() => undefined);
      throw error;
    }
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    try {
      return new Uint8Array(await this.#files.readFile(this.#path(path)));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw storageError('read', path, error);
    }
  }

  async list(folder: string): Promise<string[]> {
    try {
      return (await this.#files.readdir(this.#path(folder))).map((name) => `${folder}${name}`);
    } catch (error) {
      if (isMissing(error)) return [];
      throw storageError('read', folder, error);
    }
  }

  async create(files: readonly StoredFile[], durable = true): Promise<void> {
    const waiting = [...files];
    const createSome = async (): Promise<void> => {
      for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
        await this.#createOne(file).catch((error: unknown) => {
          waiting.length = 0;
          throw error;
        });
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: this.#atOnce() }, createSome));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    for (const { path } of files) this.#unsynced.add(dirname(path));
    if (!durable) return;
    const folders = [...this.#unsynced];
    this.#unsynced.clear();
    await Promise.all(folders.map((folder) => this.#syncFolder(folder)));
  }

  /**
   * How many files are written at a time. More only keep the disk from the journal; where each waits for a slow sync it
   * takes more of them, and two threads are left to the journal, and to what else the program has.
   */
  #atOnce(): number {
    const quick = AT_ONCE.find(({ upTo }) => this.#journalMs <= upTo);
    return quick?.files ?? Math.max(1, Math.min(AT_ONCE_SLOW, THREADS - 2));
  }

  async #createOne(file: StoredFile): Promise<void> {
    const names = await this.#namesIn(dirname(file.path));
    const name = basename(file.path);
    const there = names.has(name) ? await this.read(file.path) : undefined;
    if (there === undefined) {
      await this.#write(file);
      names.add(name);
      return;
    }
    if (!sameBytes(there, file.bytes)) throw otherBytes(file.path);
    // Whoever wrote it may not have come to its sync.
    try {
      await this.#withOpen(file.path, 'r', (open) => open.sync());
    } catch (error) {
      throw storageError('make durable', file.path, error);
    }
  }

  /** What a folder has: looked at once, since nobody else writes while the lock is held. */
  #namesIn(folder: string): Promise<Set<string>> {
    const names =
      this.#names.get(folder) ?? this.list(`${folder}/`).then((paths) => new Set(paths.map((path) => basename(path))));
    this.#names.set(folder, names);
    names.catch(() => this.#names.delete(folder));
    return names;
  }

  async replace(file: StoredFile): Promise<void> {
    await this.#write(file);
    await this.#syncFolder(dirname(file.path));
  }

  /** A file that is whole and durable under its name, as soon as the folder is. */
  async #write({ path, bytes }: StoredFile): Promise<void> {
    await this.#folder(dirname(path));
    const unfinished = `${UNFINISHED}/${this.#unfinished++}`;
    try {
      await this.#withOpen(
        unfinished,
        'wx',
        async (file) => {
          await writeAll(file, bytes, 0);
          await file.sync();
        },
        path.startsWith(STATE) ? 0o600 : 0o644,
      );
      await this.#files.rename(this.#path(unfinished), this.#path(path));
    } catch (error) {
      throw storageError('write', path, error);
    }
  }

  async remove(paths: readonly string[], durable = false): Promise<void> {
    for (const path of paths) {
      await this.#files.unlink(this.#path(path)).catch((error: unknown) => {
        if (!isMissing(error)) throw storageError('remove', path, error);
      });
      await this.#forget(path);
    }
    if (durable) for (const folder of new Set(paths.map((path) => dirname(path)))) await this.#syncFolder(folder);
  }

  /** Folders of partial tiles come and go: what has nothing left in it isn't remembered. */
  async #forget(path: string): Promise<void> {
    const folder = dirname(path);
    const names = await this.#names.get(folder);
    if (names?.delete(basename(path)) !== true || names.size > 0) return;
    this.#names.delete(folder);
    this.#folders.delete(folder);
  }

  async openJournal(file: StoredFile): Promise<Journal> {
    await this.replace({ path: file.path, bytes: concat(file.bytes, new Uint8Array(ROOM)) });
    try {
      const open = await this.#files.open(this.#path(file.path), 'r+', 0o600);
      return new FileJournal(open, file.path, file.bytes.length, (ms) => {
        this.#journalMs = Math.min(ms, this.#journalMs * 1.1 + 0.1);
      });
    } catch (error) {
      throw storageError('open', file.path, error);
    }
  }

  /** Makes a folder durable, and those above it. */
  #folder(folder: string): Promise<void> {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const made = this.#makeFolder(folder);
    this.#folders.set(folder, made);
    made.catch(() => this.#folders.delete(folder));
    return made;
  }

  async #makeFolder(folder: string): Promise<void> {
    const path = this.#path(folder);
    const above = dirname(path);
    if (folder !== '.') await this.#folder(dirname(folder));
    const made = await this.#mkdir(folder, path);
    // Also where it is there: whoever made it may not have come to this.
    await this.#withOpenPath(above, 'r', (open) => open.sync()).catch((error: unknown) => {
      const another = !made && folder === '.' && codeOf(error) === 'EACCES'; // somebody else's, and not ours to open
      if (!another) throw storageError('make durable', folder, error);
    });
  }

  /** @returns whether it was not there */
  async #mkdir(folder: string, path: string): Promise<boolean> {
    try {
      await this.#files.mkdir(path, { mode: folder.startsWith(STATE) ? 0o700 : 0o755 });
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw storageError('make', folder === '.' && isMissing(error) ? `${path}: the folder above it` : path, error);
    }
  }

  async #syncFolder(folder: string): Promise<void> {
    try {
      await this.#withOpen(folder, 'r', (open) => open.sync());
    } catch (error) {
      throw storageError('make durable', folder, error);
    }
  }

  #withOpen(path: string, flags: 'r' | 'wx', work: (file: OpenFile) => Promise<void>, mode = 0o600): Promise<void> {
    return this.#withOpenPath(this.#path(path), flags, work, mode);
  }

  async #withOpenPath(
    path: string,
    flags: 'r' | 'wx',
    work: (file: OpenFile) => Promise<void>,
    mode = 0o600,
  ): Promise<void> {
    const file = await this.#files.open(path, flags, mode);
    try {
      await work(file);
    } finally {
      await file.close();
    }
  }

  #path(path: string): string {
    return pathIn(this.#dir, path);
  }
}

/** A file whose end is written, with room behind it. */
class FileJournal implements Journal {
  readonly #file: OpenFile;
  readonly #path: string;
  #end: number;
  #length: number;

  readonly #took: (ms: number) => void;

  /** @param took is told how long each sync took, in milliseconds */
  constructor(file: OpenFile, path: string, end: number, took: (ms: number) => void) {
    this.#took = took;
    this.#file = file;
    this.#path = path;
    this.#end = end;
    this.#length = end + ROOM;
  }

  async append(bytes: Uint8Array): Promise<void> {
    const end = this.#end + bytes.length;
    const grows = end > this.#length;
    try {
      await writeAll(this.#file, grows ? concat(bytes, new Uint8Array(ROOM)) : bytes, this.#end);
      const began = performance.now();
      await this.#file.datasync();
      this.#took(performance.now() - began);
    } catch (error) {
      // Never again: Linux takes pages whose sync failed for clean, and the next one says that all is well.
      throw storageError('write', this.#path, error);
    }
    this.#end = end;
    if (grows) this.#length = end + ROOM;
  }

  async close(): Promise<void> {
    await this.#file.close().catch((error: unknown) => {
      throw storageError('close', this.#path, error);
    });
  }
}

async function writeAll(file: OpenFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
