// Node: a folder of files. A commit is a file that appears under its name whole and durable, or not at all.

import { closeSync, lstatSync, openSync } from 'node:fs';
import * as promises from 'node:fs/promises';
import { FedzkError } from '@fedzk/core';
import { MOST_HEAD_BYTES } from '../format/head.js';
import { commitHead } from './commit-head.js';
import { eachOf, type FileLayer } from './files.js';
import { Folder } from './folder.js';
import { Heads, holds, sha256 } from './heads.js';
import { isHead } from './names.js';
import { removeFolder, removeOurs } from './removal.js';
import {
  type CommitOutcome,
  generationOf,
  headName,
  type KeyStorage,
  type KnownHead,
  OtherHead,
  type StoredHead,
  type StoredObject,
} from './storage.js';
import { within } from './within.js';

/** @internal */
export type { FileLayer, FileStat, OpenFile } from './files.js';

/** Node's limit for a file at once. Who knows less, says so. */
const MOST_BYTES = 2 ** 31 - 1;
/** So often the newest head may be gone when it is read; others have made commits then. */
const MOST_MISSES = 1000;

/**
 * A folder as a key store's storage. The first write makes it, with mode 0700, and its files with 0600; looser ones, or
 * another user's, are refused, and so are what is no regular file and links in the place of a folder. Several processes may
 * use it at once. The file system must have hard links and honour fsync.
 *
 * @example
 * ```ts
 * const store = await KeyStore.open(directoryStorage('/var/lib/fedzk/keys'), { passphrase });
 * ```
 */
export function directoryStorage(path: string): KeyStorage {
  checkPath(path);
  return directoryStorageOn(within(nodeFiles, path), path);
}

/** The files of this machine. @internal */
export const nodeFiles: FileLayer = {
  ...promises,
  // Of a file whose folder the system has just looked up: Node's threads take ten times as long.
  lstat: async (path) => lstatSync(path),
  holdFolder(path, flags) {
    const fd = openSync(path, flags);
    return { fd, close: () => closeSync(fd) };
  },
};

/** The same on another file layer. @internal */
export function directoryStorageOn(files: FileLayer, path: string): KeyStorage {
  checkPath(path);
  return new DirectoryStorage(new Folder(path, files));
}

function checkPath(path: string): void {
  if (typeof path === 'string' && path !== '') return;
  throw new FedzkError('invalid-argument', '"path" expected the path of a folder.');
}

class DirectoryStorage implements KeyStorage {
  readonly #folder: Folder;
  readonly #heads: Heads;

  constructor(folder: Folder) {
    this.#folder = folder;
    this.#heads = new Heads(folder);
  }

  async readHead(): Promise<StoredHead | undefined> {
    if (!(await this.#folder.mayBeThere())) return undefined;
    await this.#folder.prepare();
    // Between the look and the read, writers may have removed what was the newest.
    for (let misses = 0; misses < MOST_MISSES; misses++) {
      const generation = await this.#heads.newest();
      if (generation === undefined) return undefined;
      const bytes = await this.#heads.read(generation);
      if (bytes !== undefined) return { generation, bytes };
    }
    throw new FedzkError('storage', `The newest head in ${this.#folder.path} is listed, and not there to be read.`);
  }

  async commitHead(
    generation: number,
    bytes: Uint8Array,
    first: boolean = generation === 0,
    needs: readonly string[] = [],
  ): Promise<CommitOutcome> {
    await this.#folder.prepare();
    return commitHead(this.#folder, this.#heads, { generation, bytes, first, needs });
  }

  async get(name: string, most: number = MOST_BYTES): Promise<Uint8Array | undefined> {
    await this.#folder.prepare();
    const limit = generationOf(name) === undefined ? MOST_BYTES : MOST_HEAD_BYTES;
    return (await this.#folder.readFile(name, Math.min(most, limit)))?.bytes;
  }

  async put(objects: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Promise<void> {
    await this.#folder.prepare();
    await eachOf(objects, ({ name, bytes }) => this.#folder.write(name, bytes));
    if (objects.length > 0) await this.#folder.sync('b');
  }

  async delete(names: readonly string[], head?: KnownHead | 'none'): Promise<void> {
    const heads = names.filter(isHead).sort();
    const others = names.filter((name) => !isHead(name));
    if (others.length > 0) await this.#remove(others, head, ['yes']);
    const last = heads.at(-1);
    if (last === undefined || head === 'none') return;
    const stay = (await this.#heads.generations()).some((generation) => !heads.includes(headName(generation)));
    await this.#remove(stay ? heads : heads.slice(0, -1), head, stay ? ['yes', 'later'] : ['yes']);
    await this.#folder.sync('b', 'unsure');
    await this.#folder.sync('h', 'unsure');
    if (!stay) await this.#removeFolders(last, head);
  }

  /** Removes objects where a head stands in one of these ways. */
  async #remove(
    names: readonly string[],
    head: KnownHead | 'none' | undefined,
    ways: readonly string[],
  ): Promise<void> {
    if (head === undefined) return eachOf(names, (name) => this.#folder.remove([name]));
    const ours = async (): Promise<boolean> =>
      head === 'none' ? (await this.#heads.newest()) === undefined : ways.includes(await this.#heads.standing(head));
    if (!(await removeOurs(this.#folder, names, ours))) throw new OtherHead();
  }

  /** The last head goes when nothing else is there: what an interrupted end leaves is never an older store. */
  async #removeFolders(last: string, head: KnownHead | undefined): Promise<void> {
    const isLast = (bytes: Uint8Array | undefined): boolean =>
      bytes !== undefined && (head === undefined || holds(sha256(bytes), head.hash));
    const lastHere = async (): Promise<boolean> => isLast((await this.#folder.readFile(last, MOST_HEAD_BYTES))?.bytes);
    const removed =
      (await removeFolder(this.#folder, 'b', lastHere)) &&
      (await removeFolder(this.#folder, 'h', async (read) => isLast(await read(last, MOST_HEAD_BYTES))));
    if (!removed) throw new OtherHead();
  }

  async list(): Promise<StoredObject[]> {
    if (!(await this.#folder.mayBeThere())) return [];
    await this.#folder.prepare();
    return this.#folder.objects();
  }
}
