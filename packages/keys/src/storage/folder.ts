// A private folder with the folders `h` and `b` of a key store: reads objects, and writes them durably.

import { constants } from 'node:fs';
import { join, resolve } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { codeOf, eachOf, type FileLayer, type FileStat, type OpenFile, storageError } from './files.js';
import { isObject, isWritten, type Subfolder, unfinishedName } from './names.js';
import { prepare } from './prepare.js';

const PRIVATE_FILE = 0o600;
/** Follows no link, and doesn't block on a pipe in a file's place. Windows has neither flag. */
export const READ: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A file that was read. */
export interface ReadFile {
  readonly bytes: Uint8Array;
  readonly stat: FileStat;
}

/** A durable file under a name that nobody reads. */
export interface Unfinished {
  readonly name: string;
  readonly stat: FileStat;
}

export class Folder {
  readonly path: string;
  readonly files: FileLayer;
  #prepared: Promise<void> | undefined;

  constructor(path: string, files: FileLayer) {
    // Absolute, since a program may change its working directory; without a final slash, with which lstat
    // follows a link.
    this.path = resolve(path);
    this.files = files;
  }

  /** Returns the path of an object. */
  pathOf(name: string): string {
    if (isObject(name)) return join(this.path, name);
    throw new FedzkError('invalid-argument', '"name" expected the name of an object.');
  }

  /** Whether the folder exists, so that looking for a store creates none. */
  async mayBeThere(): Promise<boolean> {
    return this.#prepared !== undefined || this.isThere();
  }

  async isThere(): Promise<boolean> {
    return this.files.lstat(join(this.path, 'h')).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) === 'ENOENT') return false;
        throw storageError('look at', this.path, error);
      },
    );
  }

  /** Makes and checks the folders, once. After a failure the next call tries again. */
  prepare(): Promise<void> {
    this.#prepared ??= prepare(this).catch((error: unknown) => {
      this.forget();
      throw error;
    });
    return this.#prepared;
  }

  /** Makes the next call of {@link prepare} make and check the folders again. */
  forget(): void {
    this.#prepared = undefined;
  }

  /** Lists a folder: no names if it was removed, and then the next write makes it again. */
  async names(folder: Subfolder): Promise<string[]> {
    return this.files.readdir(join(this.path, folder)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw storageError('read', folder, error);
      this.forget();
      return [];
    });
  }

  /** Lists the objects in both folders with their age. Ignores other files, such as those of a file manager. */
  async objects(): Promise<{ name: string; age: number }[]> {
    const names = [
      ...(await this.names('h')).map((name) => `h/${name}`),
      ...(await this.names('b')).map((name) => `b/${name}`),
    ];
    const found: { name: string; age: number }[] = [];
    const now = Date.now();
    await eachOf(names.filter(isWritten), async (name) => {
      const stat = await this.statOf(name);
      if (stat?.isFile()) found.push({ name, age: Math.max(0, now - stat.mtimeMs) });
    });
    return found;
  }

  /** @returns undefined if there is no file of that name */
  async statOf(name: string): Promise<FileStat | undefined> {
    return this.files.lstat(this.pathOf(name)).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw storageError('look at', name, error);
    });
  }

  /**
   * Reads a regular file, if it is there.
   *
   * @throws {FedzkError} `damaged`: it has more than `most` bytes; `storage`: it is not a regular file,
   *   or can't be read
   */
  async readFile(name: string, most: number): Promise<ReadFile | undefined> {
    return this.readAt(this.pathOf(name), most);
  }

  /** As {@link readFile}, for a path. */
  async readAt(path: string, most: number): Promise<ReadFile | undefined> {
    try {
      return await this.#withOpen(path, READ, async (file) => {
        const stat = await file.stat();
        if (!stat.isFile()) throw notAFile(path);
        if (stat.size > most) {
          throw new FedzkError(
            'damaged',
            `The key store is damaged: ${path} has ${stat.size} bytes; ${most} is the most. Restore it from a backup.`,
          );
        }
        return { bytes: await readAll(file, stat.size), stat };
      });
    } catch (error) {
      if (error instanceof FedzkError) throw error;
      const code = codeOf(error);
      if (code === 'ENOENT') return undefined;
      // ENXIO: a socket. ELOOP, or EMLINK on FreeBSD: a link.
      if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENXIO') throw notAFile(path, error);
      throw storageError('read', path, error);
    }
  }

  /**
   * Writes a durable file whose name nobody reads yet. Replaces a file of that name, which may be half
   * written. If it fails, the file may be there; a caller who is its only writer may remove it.
   */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.#create(name, bytes);
    } catch (error) {
      if (!(error instanceof FedzkError && codeOf(error.cause) === 'EEXIST')) throw error;
      await this.#rename((await this.writeUnfinished('b', bytes)).name, name);
    }
  }

  /** Renames a written file within its folder. */
  async #rename(from: string, to: string): Promise<void> {
    try {
      await this.files.rename(this.pathOf(from), this.pathOf(to));
    } catch (error) {
      await this.#discard(from);
      if (codeOf(error) === 'ENOENT' && !(await this.isThere())) throw removed(this.path, error);
      throw storageError('write', to, error);
    }
  }

  /** Writes a durable file under a name that nobody reads. */
  async writeUnfinished(folder: Subfolder, bytes: Uint8Array): Promise<Unfinished> {
    const name = unfinishedName(folder);
    try {
      return { name, stat: await this.#create(name, bytes, (file) => file.stat()) };
    } catch (error) {
      await this.#discard(name);
      throw error;
    }
  }

  /** Creates a durable file; its name must be new. */
  async #create(name: string, bytes: Uint8Array): Promise<void>;
  async #create<T>(name: string, bytes: Uint8Array, then: (file: OpenFile) => Promise<T>): Promise<T>;
  async #create<T>(name: string, bytes: Uint8Array, then?: (file: OpenFile) => Promise<T>): Promise<T | undefined> {
    const path = this.pathOf(name);
    try {
      return await this.#withOpen(path, 'wx', async (file) => {
        await file.writeFile(bytes);
        await file.sync();
        return then?.(file);
      });
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw removed(this.path, error);
      throw storageError('write', path, error);
    }
  }

  /** Removes objects, not durably: after a power failure they may be there again. */
  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.files.unlink(this.pathOf(name)).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw storageError('remove', name, error, 'unsure');
      });
    }
  }

  /** Removes a failed file, so that it does not fill the disk. If that fails, it stays as an orphan. */
  async #discard(name: string): Promise<void> {
    await this.files.unlink(this.pathOf(name)).catch(() => undefined);
  }

  /** @param change `unsure` if this makes a change of the store durable */
  async sync(folder: string, change?: 'unsure'): Promise<void> {
    const path = join(this.path, folder);
    try {
      await this.#withOpen(path, 'r', (dir) => dir.sync());
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw removed(this.path, error);
      throw storageError('make durable', path, error, change);
    }
  }

  async #withOpen<T>(path: string, flags: 'r' | 'wx' | number, work: (file: OpenFile) => Promise<T>): Promise<T> {
    const file = await this.files.open(path, flags, PRIVATE_FILE);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }
}

/** Reads `size` bytes, or fewer if the file was truncated meanwhile. */
export async function readAll(file: OpenFile, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(bytes, at, size - at, at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}

function notAFile(path: string, cause?: unknown): FedzkError {
  return new FedzkError(
    'storage',
    `${path} is not a regular file, as all files of a key store must be; remove it, or restore the store from a backup.`,
    { cause },
  );
}

function removed(path: string, cause: unknown): FedzkError {
  const message = `The key store in ${path} is no longer there: it was erased, or its folder removed.`;
  return new FedzkError('not-found', message, { cause });
}
