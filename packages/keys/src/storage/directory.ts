// Node: a storage in a folder of files. A commit is a file that appears whole and durable, or not at all.

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

/** Node's limit for reading a file at once; the default if the caller gives none. */
const MOST_BYTES = 2 ** 31 - 1;
/** The most times that the newest head may be gone when it is read, because others made commits. */
const MOST_MISSES = 1000;

/**
 * Makes a folder the storage of a key store. The first write creates the folder with mode 0700, and
 * files with mode 0600. Looser modes, other owners, symbolic links in the place of a folder, and files
 * that are not regular are refused. Several processes may use the folder at once. The file system must
 * have hard links and honour fsync.
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
  // Synchronous: the folder was just looked up, and Node's threads take ten times as long.
  lstat: async (path) => lstatSync(path),
  holdFolder(path, flags) {
    const fd = openSync(path, flags);
    return { fd, close: () => closeSync(fd) };
  },
};

/** As {@link directoryStorage}, on another file layer. @internal */
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
    // Between listing and reading, writers may have removed the newest head.
    for (let misses = 0; misses < MOST_MISSES; misses++) {
      const generation = await this.#heads.newest();
      if (generation === undefined) return undefined;
      const bytes = await this.#heads.read(generation);
      if (bytes !== undefined) return { generation, bytes };
    }
    throw new FedzkError('storage', `The newest head in ${this.#folder.path} is listed, but can't be found.`);
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

  /** Removes objects if the head is in one of these states. */
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

  /** Removes the last head after everything else, so that an interrupted erasure never leaves an older store. */
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
    // Without the folder of heads nothing is made; objects may be there all the same.
    if (await this.#folder.mayBeThere()) await this.#folder.prepare();
    return this.#folder.objects();
  }
}
