// Node: a folder of files. A commit is a file that appears under its name whole and durable, or not at all.

import * as nodeFiles from 'node:fs/promises';
import { FedzkError } from '@fedzk/core';
import { MOST_HEAD_BYTES } from '../format/head.js';
import { type CommitOutcome, generationOf, headName, KEPT_HEADS, type KeyStoreBackend } from './backend.js';
import { Folder } from './file-folder.js';
import { codeOf, eachOf, type FileLayer, NO_LINKS, noLinks, storageError } from './file-layer.js';

export type { FileLayer, FileStat, OpenFile } from './file-layer.js';

const PREVIOUS_AT = 44;
/** Node's limit for a file at once. Who knows less, says so. */
const MOST_BYTES = 2 ** 31 - 1;
/** So often the newest head may be gone when it is read; others have made commits then. */
const MOST_MISSES = 1000;

/**
 * A folder as a key store's backend. The first write makes it, with mode 0700, and its files with 0600; looser ones, or
 * another user's, are refused, and so is what is no regular file. Several processes may use it at once. The file system
 * must have hard links and honour fsync.
 *
 * @example
 * ```ts
 * const store = await KeyStore.open(fileBackend('/var/lib/fedzk/keys'), { passphrase });
 * ```
 */
export function fileBackend(dir: string): KeyStoreBackend {
  return fileBackendOn(nodeFiles, dir);
}

/** The same on another file layer. */
export function fileBackendOn(files: FileLayer, dir: string): KeyStoreBackend {
  if (typeof dir === 'string' && dir !== '') return new FileBackend(new Folder(dir, files));
  throw new FedzkError('invalid-argument', '"dir" expected the path of a folder.');
}

interface NewHead {
  readonly generation: number;
  readonly bytes: Uint8Array;
  readonly first: boolean;
}

class FileBackend implements KeyStoreBackend {
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

  async commitHead(generation: number, bytes: Uint8Array, first: boolean = generation === 0): Promise<CommitOutcome> {
    await this.#folder.prepare();
    // It stays until the outcome is known, which its number of names tells.
    const unfinished = await this.#folder.writeUnfinished('h', bytes);
    try {
      if (!(await this.#link(unfinished, headName(generation)))) return 'conflict';
      const outcome = await this.#outcomeOf({ generation, bytes, first }, unfinished);
      if (outcome !== 'ok') return outcome;
    } finally {
      await this.#folder.remove([unfinished]);
    }
    await this.#folder.sync('h');
    await this.#removeOldHeads(generation);
    return 'ok';
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
      if (!(await this.#isLinked(unfinished))) return 'unknown';
      await this.#folder.remove([headName(generation)]);
      return 'conflict';
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

  async #removeOldHeads(generation: number): Promise<void> {
    const heads = (await this.#heads()).sort();
    await this.#folder.remove(heads.filter((name) => (generationOf(name) ?? generation) <= generation - KEPT_HEADS));
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
    await eachOf(objects, async ({ name, bytes }) => {
      this.#folder.pathOf(name);
      await this.#folder.rename(await this.#folder.writeUnfinished('b', bytes), name);
    });
    if (objects.length > 0) await this.#folder.sync('b');
  }

  async delete(names: readonly string[]): Promise<void> {
    const heads = names.filter((name) => generationOf(name) !== undefined).sort();
    const others = names.filter((name) => generationOf(name) === undefined);
    await eachOf(others, (name) => this.#folder.remove([name]));
    const last = heads.at(-1);
    if (last === undefined) return;
    const stay = (await this.#heads()).some((name) => !heads.includes(name));
    await this.#folder.remove(stay ? heads : heads.slice(0, -1));
    await this.#folder.sync('b');
    await this.#folder.sync('h');
    if (stay) return;
    // The last head goes when nothing else is there: what an interrupted end leaves is never an older store.
    await this.#folder.removeFolder('b');
    await this.#folder.removeFolder('h');
  }

  async list(): Promise<{ name: string; age: number }[]> {
    if (!(await this.#folder.mayBeThere())) return [];
    await this.#folder.prepare();
    return this.#folder.objects();
  }
}

/** Whether a head names another one as the one before it. */
async function names(head: Uint8Array, before: Uint8Array): Promise<boolean> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(before)));
  return hash.every((byte, i) => byte === head[PREVIOUS_AT + i]);
}
