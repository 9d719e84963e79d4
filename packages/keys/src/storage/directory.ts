// Node: a folder of files. A commit is a file that appears under its name whole and durable, or not at all.

import { closeSync, openSync } from 'node:fs';
import * as promises from 'node:fs/promises';
import { FedzkError } from '@fedzk/core';
import { STORE_ID_BYTES } from '../format/context.js';
import { MOST_HEAD_BYTES } from '../format/head.js';
import { codeOf, eachOf, type FileLayer, NO_LINKS, noLinks, storageError } from './files.js';
import { Folder } from './folder.js';
import {
  type CommitOutcome,
  generationOf,
  headName,
  KEPT_HEADS,
  type KeyStorage,
  type KnownHead,
  OtherHead,
} from './storage.js';
import { within } from './within.js';

export type { FileLayer, FileStat, OpenFile } from './files.js';

/** Where a head has its store's id, and the hash of the head before. */
const [STORE_ID_AT, PREVIOUS_AT] = [12, 44];
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
export function directoryStorage(dir: string): KeyStorage {
  checkDir(dir);
  return directoryStorageOn(within(nodeFiles, dir), dir);
}

/** The files of this machine. */
export const nodeFiles: FileLayer = {
  ...promises,
  holdFolder(path, flags) {
    const fd = openSync(path, flags);
    return { fd, close: () => closeSync(fd) };
  },
};

/** The same on another file layer. */
export function directoryStorageOn(files: FileLayer, dir: string): KeyStorage {
  checkDir(dir);
  return new DirectoryStorage(new Folder(dir, files));
}

function checkDir(dir: string): void {
  if (typeof dir === 'string' && dir !== '') return;
  throw new FedzkError('invalid-argument', '"dir" expected the path of a folder.');
}

interface NewHead {
  readonly generation: number;
  readonly bytes: Uint8Array;
  readonly first: boolean;
}

class DirectoryStorage implements KeyStorage {
  readonly #folder: Folder;

  constructor(folder: Folder) {
    this.#folder = folder;
  }

  async readHead(): Promise<{ generation: number; bytes: Uint8Array } | undefined> {
    if (!(await this.#folder.mayBeThere())) return undefined;
    await this.#folder.prepare();
    // Between the look and the read, writers may have removed what was the newest.
    for (let misses = 0; misses < MOST_MISSES; misses++) {
      const generation = await this.#folder.newest();
      if (generation === undefined) return undefined;
      const bytes = await this.#head(generation);
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
    // It stays until the outcome is known, which its number of names tells.
    const unfinished = await this.#folder.writeUnfinished('h', bytes);
    try {
      // The file's folder has what the head is of: a link never lands in a store that came into its place.
      if (!(await this.#areThere(needs))) return 'conflict';
      if (!first && !(await this.#follows({ generation, bytes, first }))) return 'conflict';
      if (!(await this.#link(unfinished, headName(generation)))) return 'conflict';
      const outcome = await this.#outcomeOf({ generation, bytes, first }, unfinished);
      if (outcome !== 'ok') return outcome;
    } finally {
      await this.#folder.remove([unfinished]);
    }
    await this.#folder.sync('h');
    // Others may have put another store there since, which hears nothing of this.
    return (await this.#removeOldHeads(await knownOf(generation, bytes))) ? 'ok' : 'unknown';
  }

  /** Whether buckets are there: one look at their folder, however many they are. */
  async #areThere(buckets: readonly string[]): Promise<boolean> {
    if (buckets.length === 0) return true;
    const names = new Set((await this.#folder.names('b')).map((name) => `b/${name}`));
    return buckets.every((bucket) => names.has(bucket));
  }

  /** Gives a file the name of a head. @returns whether it has it now */
  async #link(unfinished: string, name: string): Promise<boolean> {
    const [from, to] = [this.#folder.pathOf(unfinished), this.#folder.pathOf(name)];
    // A generation that was taken may be free again, where its head was removed since.
    if (((await this.#folder.newest()) ?? -1) >= (generationOf(name) ?? 0)) return false;
    try {
      await this.#folder.files.link(from, to);
      return true;
    } catch (error) {
      const code = codeOf(error);
      // NFS asks again where an answer was lost, and is told that the name is there.
      if (code === 'EEXIST') return this.#isLinked(unfinished);
      // Others removed it: a commit that leaves no older head, or the end of the store.
      if (code === 'ENOENT') return false;
      if (NO_LINKS.has(code)) throw noLinks(this.#folder.path, error);
      throw storageError('write', name, error);
    }
  }

  /**
   * What became of a head that was linked. While its writer slept, others may have built upon it and removed it; or they
   * were first, removed theirs, and it took the place of one that was there before; or the store was erased.
   */
  async #outcomeOf(head: NewHead, unfinished: string): Promise<CommitOutcome> {
    const { generation, bytes } = head;
    for (;;) {
      const newest = await this.#folder.newest();
      if (newest === generation) {
        if (await this.#follows(head)) return 'ok';
        // The head before is removed by later commits alone.
        if ((await this.#folder.newest()) !== generation) continue;
      } else if (newest !== undefined && newest > generation) {
        const next = await this.#head(generation + 1);
        if (next !== undefined && (await names(next, bytes))) return 'ok';
      }
      // Heads are removed by ascending generation: where the next one was, and this one stays, that one was another's.
      const removed = await this.#folder.removeOurs([headName(generation)], () => this.#isLinked(unfinished));
      return removed ? 'conflict' : 'unknown';
    }
  }

  /** Whether the head before one is there; before the first one, that there is none. */
  async #follows({ generation, bytes, first }: NewHead): Promise<boolean> {
    if (first) return (await this.#heads()).length === 1;
    const before = await this.#head(generation - 1);
    return before !== undefined && names(bytes, before);
  }

  /** Whether a file has its head's name, too. */
  async #isLinked(unfinished: string): Promise<boolean> {
    return ((await this.#folder.statOf(unfinished))?.nlink ?? 0) > 1;
  }

  /** @returns whether the store of a head is still there */
  async #removeOldHeads(head: KnownHead): Promise<boolean> {
    const oldest = head.generation - KEPT_HEADS;
    const old = (await this.#heads()).filter((name) => (generationOf(name) ?? head.generation) <= oldest).sort();
    return this.#folder.removeOurs(old, async () => (await this.#standing(head)) !== 'no');
  }

  /**
   * Whether a head is there, or the one that follows it. `later`: it may have been, since later ones of the store are
   * there; no older head is needed then, of that store or of one that was restored from a backup.
   */
  async #standing({ storeId, generation, hash }: KnownHead): Promise<'yes' | 'later' | 'no'> {
    const own = await this.#head(generation);
    if (own !== undefined) return holds(await sha256(own), hash) ? 'yes' : 'no';
    const next = await this.#head(generation + 1);
    if (next !== undefined) return holds(next, hash, PREVIOUS_AT) ? 'yes' : 'no';
    const newest = (await this.#folder.newest()) ?? -1;
    if (newest <= generation) return 'no';
    const bytes = await this.#head(newest);
    return bytes === undefined || holds(bytes, storeId, STORE_ID_AT) ? 'later' : 'no';
  }

  /** The names of all heads. */
  async #heads(): Promise<string[]> {
    const names = (await this.#folder.names('h')).map((name) => `h/${name}`);
    return names.filter((name) => generationOf(name) !== undefined);
  }

  #head(generation: number): Promise<Uint8Array | undefined> {
    return this.#folder.read(headName(generation), MOST_HEAD_BYTES);
  }

  async get(name: string, most: number = MOST_BYTES): Promise<Uint8Array | undefined> {
    await this.#folder.prepare();
    return this.#folder.read(name, Math.min(most, generationOf(name) === undefined ? MOST_BYTES : MOST_HEAD_BYTES));
  }

  async put(objects: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Promise<void> {
    await this.#folder.prepare();
    await eachOf(objects, ({ name, bytes }) => this.#folder.write(name, bytes));
    if (objects.length > 0) await this.#folder.sync('b');
  }

  async delete(names: readonly string[], head?: KnownHead): Promise<void> {
    const heads = names.filter((name) => generationOf(name) !== undefined).sort();
    const others = names.filter((name) => generationOf(name) === undefined);
    if (others.length > 0) await this.#remove(others, head, ['yes']);
    const last = heads.at(-1);
    if (last === undefined) return;
    const stay = (await this.#heads()).some((name) => !heads.includes(name));
    await this.#remove(stay ? heads : heads.slice(0, -1), head, stay ? ['yes', 'later'] : ['yes']);
    await this.#folder.sync('b');
    await this.#folder.sync('h');
    if (!stay) await this.#removeFolders(last, head);
  }

  /** Removes objects where a head stands in one of these ways. */
  async #remove(names: readonly string[], head: KnownHead | undefined, ways: readonly string[]): Promise<void> {
    if (head === undefined) return eachOf(names, (name) => this.#folder.remove([name]));
    const removed = await this.#folder.removeOurs(names, async () => ways.includes(await this.#standing(head)));
    if (!removed) throw new OtherHead();
  }

  /** The last head goes when nothing else is there: what an interrupted end leaves is never an older store. */
  async #removeFolders(last: string, head: KnownHead | undefined): Promise<void> {
    const isLast = async (bytes: Uint8Array | undefined): Promise<boolean> =>
      bytes !== undefined && (head === undefined || holds(await sha256(bytes), head.hash));
    const removed =
      (await this.#folder.removeFolder('b', async () => isLast(await this.#folder.read(last, MOST_HEAD_BYTES)))) &&
      (await this.#folder.removeFolder('h', async (read) => isLast(await read(last, MOST_HEAD_BYTES))));
    if (!removed) throw new OtherHead();
  }

  async list(): Promise<{ name: string; age: number }[]> {
    if (!(await this.#folder.mayBeThere())) return [];
    await this.#folder.prepare();
    return this.#folder.objects();
  }
}

/** Whether a head names another one as the one before it. */
async function names(head: Uint8Array, before: Uint8Array): Promise<boolean> {
  return holds(head, await sha256(before), PREVIOUS_AT);
}

async function knownOf(generation: number, bytes: Uint8Array): Promise<KnownHead> {
  return { storeId: bytes.slice(STORE_ID_AT, STORE_ID_AT + STORE_ID_BYTES), generation, hash: await sha256(bytes) };
}

async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
}

/** Whether bytes have others at a place. */
function holds(bytes: Uint8Array, part: Uint8Array, at = 0): boolean {
  return part.every((byte, i) => byte === bytes[at + i]);
}
