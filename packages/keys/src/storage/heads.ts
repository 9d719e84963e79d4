// Reads the heads in a key store's folder. A head never changes, so an unchanged file is not read again.

import { createHash } from 'node:crypto';
import { STORE_ID_BYTES } from '../format/context.js';
import { MOST_HEAD_BYTES } from '../format/head.js';
import type { FileStat } from './files.js';
import type { Folder } from './folder.js';
import { generationOf, headName, type KnownHead } from './storage.js';

/** Offsets in a head of the store's id and of the previous head's hash. */
const [STORE_ID_AT, PREVIOUS_AT] = [12, 44];
/** The most heads to remember: a commit needs its own head and the previous one. */
const MOST_REMEMBERED = 8;

/** A head that was read or written, and its file. */
interface Remembered {
  readonly hash: Uint8Array;
  readonly stat: Pick<FileStat, 'ino' | 'size' | 'mtimeMs'>;
  /** The file's ctime, which changes with its names; undefined while a new head still has its unfinished name. */
  changed: number | undefined;
}

export class Heads {
  readonly #folder: Folder;
  readonly #remembered = new Map<number, Remembered>();

  constructor(folder: Folder) {
    this.#folder = folder;
  }

  /** Lists the generations in the folder, ascending. */
  async generations(): Promise<number[]> {
    const generations = (await this.#folder.names('h')).map((name) => generationOf(`h/${name}`));
    return generations.filter((generation) => generation !== undefined).sort((a, b) => a - b);
  }

  async newest(): Promise<number | undefined> {
    return (await this.generations()).at(-1);
  }

  /** Reads a head, if it is there. */
  async read(generation: number): Promise<Uint8Array | undefined> {
    return (await this.#load(generation))?.bytes;
  }

  async #load(generation: number): Promise<{ readonly bytes: Uint8Array; readonly hash: Uint8Array } | undefined> {
    const file = await this.#folder.readFile(headName(generation), MOST_HEAD_BYTES);
    if (file === undefined) return undefined;
    const { bytes, stat } = file;
    const hash = sha256(bytes);
    this.#remember(generation, { hash, stat, changed: stat.ctimeMs });
    return { bytes, hash };
  }

  /** Remembers a head that is written but does not have its name yet. */
  written(generation: number, hash: Uint8Array, stat: FileStat): void {
    this.#remember(generation, { hash, stat, changed: undefined });
  }

  #remember(generation: number, head: Remembered): void {
    this.#remembered.delete(generation);
    this.#remembered.set(generation, head);
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= MOST_REMEMBERED) break;
      this.#remembered.delete(oldest);
    }
  }

  /** Returns the hash of a head, if it is there. */
  async hashOf(generation: number): Promise<Uint8Array | undefined> {
    const stat = await this.#folder.statOf(headName(generation));
    if (stat === undefined) return undefined;
    const known = this.#remembered.get(generation);
    if (known !== undefined && isSameFile(known, stat)) {
      known.changed = stat.ctimeMs;
      return known.hash;
    }
    return (await this.#load(generation))?.hash;
  }

  /** Whether the previous head is there and has the hash that a head's bytes name. */
  async follows(generation: number, bytes: Uint8Array): Promise<boolean> {
    const before = await this.hashOf(generation - 1);
    return before !== undefined && holds(bytes, before, PREVIOUS_AT);
  }

  /** Whether the next head is there and names this one. */
  async isFollowed(generation: number, hash: Uint8Array): Promise<boolean> {
    const next = await this.read(generation + 1);
    return next !== undefined && holds(next, hash, PREVIOUS_AT);
  }

  /**
   * Tells whether a head, or the one that follows it, is there. `later`: neither is, but later heads of
   * the store are, so the head may have been there. No older head is needed then, neither of that store
   * nor of one that was restored from a backup.
   */
  async standing({ storeId, generation, hash }: KnownHead): Promise<'yes' | 'later' | 'no'> {
    const own = await this.hashOf(generation);
    if (own !== undefined) return holds(own, hash) ? 'yes' : 'no';
    const next = await this.read(generation + 1);
    if (next !== undefined) return holds(next, hash, PREVIOUS_AT) ? 'yes' : 'no';
    const newest = (await this.newest()) ?? -1;
    if (newest <= generation) return 'no';
    const bytes = await this.read(newest);
    return bytes === undefined || holds(bytes, storeId, STORE_ID_AT) ? 'later' : 'no';
  }
}

function isSameFile({ stat: { ino, size, mtimeMs }, changed }: Remembered, now: FileStat): boolean {
  return ino === now.ino && size === now.size && mtimeMs === now.mtimeMs && (changed ?? now.ctimeMs) === now.ctimeMs;
}

/** Describes a head to {@link KeyStorage.delete}. */
export function knownHead(generation: number, bytes: Uint8Array, hash: Uint8Array): KnownHead {
  return { storeId: bytes.slice(STORE_ID_AT, STORE_ID_AT + STORE_ID_BYTES), generation, hash };
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

/** Tells whether bytes contain a part at an offset. */
export function holds(bytes: Uint8Array, part: Uint8Array, at = 0): boolean {
  return part.every((byte, i) => byte === bytes[at + i]);
}
