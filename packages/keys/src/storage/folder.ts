// A folder that is its user's alone, with the folders `h` and `b` of a key store in it: what is read there, what is made durable.

import { constants } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { cannotSync, codeOf, eachOf, type FileLayer, type FileStat, type OpenFile, storageError } from './files.js';
import { generationOf } from './storage.js';
import { notAFolder } from './within.js';

const PRIVATE_DIR = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;
/** Of names in a folder that are still being written. */
const UNFINISHED = '.new-';
/** Of a folder whose store was erased, until it is removed. */
const ERASED = '.erased-';
/** A name that may be asked for. */
const OBJECT = /^[hb]\/(?:\.new-)?[0-9a-f-]+$/;
/** A bucket's name, and one that is still being written. Beside them and heads nothing is the format's, and nothing else is removed. */
const BUCKET = /^b\/[0-9a-f]{2}-[0-9a-f]{32}$/;
const BEING_WRITTEN = /^[hb]\/\.new-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Follows no link, and doesn't wait where a pipe was put in a file's place. Windows has neither. */
export const READ: number = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export type Subfolder = 'h' | 'b';

export class Folder {
  readonly path: string;
  readonly files: FileLayer;
  #prepared: Promise<void> | undefined;

  constructor(path: string, files: FileLayer) {
    // Whole, since a program may go elsewhere; and without a slash at its end, by which lstat follows a link.
    this.path = resolve(path);
    this.files = files;
  }

  /** The path of an object. */
  pathOf(name: string): string {
    if (OBJECT.test(name)) return join(this.path, name);
    throw new FedzkError('invalid-argument', '"name" expected the name of an object.');
  }

  /** Whether it is worth a look: whoever only looks for a store makes no folder. */
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

  /** Makes and checks the folders, once. A failure is not remembered. */
  prepare(): Promise<void> {
    this.#prepared ??= this.#prepareNow().catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }

  async #prepareNow(): Promise<void> {
    for (const dir of [this.path, join(this.path, 'h'), join(this.path, 'b')]) {
      await this.files.mkdir(dir, { mode: PRIVATE_DIR, recursive: dir === this.path }).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw storageError('make', dir, error);
      });
      await this.#refuseLoose(dir);
    }
    for (const folder of ['h', 'b'] as const) {
      const names = await this.names(folder);
      await eachOf(names, (name) => this.#refuseLoose(join(this.path, folder, name)));
    }
    await this.sync('.');
    // Where there is no head, nobody may have made durable yet that the folder is there.
    if ((await this.newest()) === undefined) await this.#syncAbove();
  }

  /** The folders above, of which this or another process may have made any. One that isn't its user's to sync was not. */
  async #syncAbove(): Promise<void> {
    for (let path = this.path; path !== dirname(path); path = dirname(path)) {
      await this.sync(relative(this.path, dirname(path))).catch((error: unknown) => {
        if (!(error instanceof FedzkError && cannotSync(error.cause))) throw error;
      });
    }
  }

  /** A file or folder that others could read or put there. */
  async #refuseLoose(path: string): Promise<void> {
    const stat = await this.files.lstat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined; // removed meanwhile by another process
      throw storageError('look at', path, error);
    });
    if (stat === undefined) return;
    const { getuid } = process;
    const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
    if (stat.isSymbolicLink()) {
      throw new FedzkError('storage', `${path} is a symbolic link; a key store's files must be its own.`);
    }
    // Windows has neither modes nor numbers of users.
    if (getuid === undefined) return;
    if (stat.uid !== getuid()) {
      throw new FedzkError(
        'storage',
        `${path} belongs to user ${stat.uid}, and this process is user ${getuid()}. Run it as the store's user; what a ` +
          'command of another user left in the store, give back with chown.',
      );
    }
    if ((stat.mode & OTHERS) !== 0) {
      const wanted = stat.isDirectory() ? '0700' : '0600';
      throw new FedzkError('storage', `${path} has mode ${mode}, so that others may use it; chmod it to ${wanted}.`);
    }
  }

  /** The generation of the newest head. */
  async newest(): Promise<number | undefined> {
    const generations = (await this.names('h')).map((name) => generationOf(`h/${name}`));
    return generations.reduce((a, b) => (a === undefined || (b !== undefined && b > a) ? b : a), undefined);
  }

  /** What is in a folder: nothing where it was removed, which whoever writes next sees anew. */
  async names(folder: Subfolder): Promise<string[]> {
    return this.files.readdir(join(this.path, folder)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw storageError('read', folder, error);
      this.#prepared = undefined;
      return [];
    });
  }

  /** The objects in both folders, and how long they have been there. Others are none of ours, as what a file manager leaves. */
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

  /** @returns undefined where there is no file of that name */
  async statOf(name: string): Promise<FileStat | undefined> {
    return this.files.lstat(this.pathOf(name)).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw storageError('look at', name, error);
    });
  }

  /**
   * The bytes of a regular file, if it is there.
   *
   * @throws {FedzkError} `damaged`: it has more than `most`; `storage`: it is no file, or can't be read
   */
  async read(name: string, most: number): Promise<Uint8Array | undefined> {
    return this.#readAt(this.pathOf(name), most);
  }

  async #readAt(path: string, most: number): Promise<Uint8Array | undefined> {
    try {
      return await this.#withOpen(path, READ, async (file) => {
        const stat = await file.stat();
        if (!stat.isFile()) throw notAFile(path);
        if (stat.size > most) {
          throw new FedzkError(
            'damaged',
            `The key store is damaged: ${path} has ${stat.size} bytes, and can have ${most} at most. Restore it from a backup.`,
          );
        }
        return readAll(file, stat.size);
      });
    } catch (error) {
      if (error instanceof FedzkError) throw error;
      const code = codeOf(error);
      if (code === 'ENOENT') return undefined;
      // ENXIO is a socket's; ELOOP a link's, and EMLINK on FreeBSD.
      if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENXIO') throw notAFile(path, error);
      throw storageError('read', path, error);
    }
  }

  /**
   * A durable file of a name that nobody reads yet. What is there of that name, half written perhaps, it replaces. Where
   * it fails the file may be there: whoever knows that nobody else writes one of that name removes it.
   */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.#create(name, bytes);
    } catch (error) {
      if (!(error instanceof FedzkError && codeOf(error.cause) === 'EEXIST')) throw error;
      await this.#rename(await this.writeUnfinished('b', bytes), name);
    }
  }

  /** Gives a file that was written another name, in the same folder. */
  async #rename(from: string, to: string): Promise<void> {
    try {
      await this.files.rename(this.pathOf(from), this.pathOf(to));
    } catch (error) {
      await this.discard(from);
      if (codeOf(error) === 'ENOENT' && !(await this.isThere())) throw removed(this.path, error);
      throw storageError('write', to, error);
    }
  }

  /** A durable file under a name that nobody reads. */
  async writeUnfinished(folder: Subfolder, bytes: Uint8Array): Promise<string> {
    const name = `${folder}/${UNFINISHED}${crypto.randomUUID()}`;
    try {
      await this.#create(name, bytes);
    } catch (error) {
      await this.discard(name);
      throw error;
    }
    return name;
  }

  /** A durable file of a name that there isn't yet. */
  async #create(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.pathOf(name);
    try {
      await this.#withOpen(path, 'wx', async (file) => {
        await file.writeFile(bytes);
        await file.sync();
      });
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw removed(this.path, error);
      throw storageError('write', path, error);
    }
  }

  /** Where power is lost they may be there again. */
  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.files.unlink(this.pathOf(name)).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw storageError('remove', name, error);
      });
    }
  }

  /**
   * Removes objects, unless another store came into the folder: they get names that nobody reads, and where they are not
   * `ours` then, their own back. A name alone doesn't tell whose it is, and a process may sleep between a look and a step.
   *
   * @returns whether they were removed
   */
  async removeOurs(names: readonly string[], ours: () => Promise<boolean>): Promise<boolean> {
    if (!(await ours())) return false;
    if (names.length === 0) return true;
    const taken: { readonly name: string; readonly under: string }[] = [];
    let remove = false;
    try {
      const take = async (name: string): Promise<void> => {
        const under = `${name.slice(0, 2)}${UNFINISHED}${crypto.randomUUID()}`;
        taken.push({ name, under });
        await this.#take(name, under);
      };
      // Heads go in their order, which others rely on; buckets have none.
      const [heads, buckets] = [names.filter(isHead), names.filter((name) => !isHead(name))];
      for (const name of heads) await take(name);
      await eachOf(buckets, take);
      remove = await ours();
    } finally {
      if (!remove) for (const { name, under } of taken) await this.#giveBack(under, name);
      await eachOf(taken, ({ under }) => this.remove([under]));
    }
    return remove;
  }

  /** Gives an object another name, if it is there. */
  async #take(name: string, under: string): Promise<void> {
    await this.files.rename(this.pathOf(name), this.pathOf(under)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw storageError('remove', name, error);
    });
  }

  async #giveBack(under: string, name: string): Promise<void> {
    await this.files.link(this.pathOf(under), this.pathOf(name)).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOENT') throw storageError('write', name, error);
    });
  }

  /** A full disk is not to be filled with what failed; what can't be removed is an orphan. */
  async discard(name: string): Promise<void> {
    await this.files.unlink(this.pathOf(name)).catch(() => undefined);
  }

  /**
   * Removes a folder with its objects, durably. At once nobody can write there any more, not even a process that has it
   * open: it has another name from then on. What others left in it stays, under that name. Where it is not `ours` then,
   * or no folder, it gets its own back.
   *
   * @param ours is given how to read in it
   * @returns whether it was removed
   * @throws {FedzkError} `storage`: it is no folder, or one that can't be removed
   */
  async removeFolder(
    folder: Subfolder,
    ours: (read: (name: string, most: number) => Promise<Uint8Array | undefined>) => Promise<boolean>,
  ): Promise<boolean> {
    const erased = `${ERASED}${crypto.randomUUID()}`;
    const [from, to] = [join(this.path, folder), join(this.path, erased)];
    try {
      await this.files.rename(from, to);
      if (!(await this.files.lstat(to)).isDirectory()) {
        await this.files.rename(to, from);
        throw notAFolder(from);
      }
      if (!(await ours((name, most) => this.#readAt(join(to, name.slice(2)), most)))) {
        await this.files.rename(to, from);
        return false;
      }
      await this.sync('.');
      await this.#empty(folder, to);
      await this.sync('.');
      return true;
    } catch (error) {
      if (error instanceof FedzkError) throw error;
      if (codeOf(error) !== 'ENOENT') throw storageError('remove', from, error);
      return true;
    } finally {
      this.#prepared = undefined;
    }
  }

  /** Removes a folder that has another name, and what is written in it meanwhile, unless there is more than objects. */
  async #empty(folder: Subfolder, path: string): Promise<void> {
    for (let tries = 0; ; tries++) {
      const names = (await this.files.readdir(path)).filter((name) => isWritten(`${folder}/${name}`));
      if (tries > 0 && names.length === 0) return;
      await eachOf(names, async (name) => {
        await this.files.unlink(join(path, name)).catch((error: unknown) => {
          if (codeOf(error) !== 'ENOENT') throw error;
        });
      });
      try {
        return await this.files.rmdir(path);
      } catch (error) {
        if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
      }
    }
  }

  async sync(folder: string): Promise<void> {
    const path = join(this.path, folder);
    try {
      await this.#withOpen(path, 'r', (dir) => dir.sync());
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw removed(this.path, error);
      throw storageError('make durable', path, error);
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

/** Whether a name is one that a writer gives. */
function isWritten(name: string): boolean {
  return isHead(name) || BUCKET.test(name) || BEING_WRITTEN.test(name);
}

function isHead(name: string): boolean {
  return generationOf(name) !== undefined;
}

/** So many bytes, or fewer where the file was cut off since. */
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
    `${path} is not a regular file, which a key store's are; remove it, or restore the store from a backup.`,
    { cause },
  );
}

function removed(path: string, cause: unknown): FedzkError {
  return new FedzkError(
    'not-found',
    `The key store in ${path} is no longer there: it was erased, or its folder removed.`,
    {
      cause,
    },
  );
}
