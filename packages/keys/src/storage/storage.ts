import { methodsOf, toHex } from '@fedzk/core';

/** The newest head of a store, as stored. */
export interface StoredHead {
  readonly generation: number;
  readonly bytes: Uint8Array;
}

/**
 * The outcome of a commit. `ok`: the head stands. `conflict`: another writer was first, and nothing has
 * changed. `unknown`: the head may have been made, and others on top of it, which can no longer be seen.
 */
export type CommitOutcome = 'ok' | 'conflict' | 'unknown';

/** A head that a writer has seen. It identifies the store whose objects are to be removed. */
export interface KnownHead {
  readonly storeId: Uint8Array;
  readonly generation: number;
  /** SHA-256 of its bytes, 32 bytes. */
  readonly hash: Uint8Array;
}

/**
 * Says that nothing was removed. Either neither the expected head nor one that follows from it is
 * there, so another store may have taken its place; or there is a head although none was expected.
 */
export class OtherHead extends Error {}

/** An object that a storage keeps. */
export interface StoredObject {
  readonly name: string;
  /** Milliseconds since it was written, by one clock for all objects; 0 if unknown. */
  readonly age: number;
}

/**
 * Where a key store is kept: objects that never change, and a head that moves from one generation to
 * the next. All guarantees of a store depend on {@link commitHead}. Secrets are sealed before they are
 * written, so a storage can lose data but not reveal it.
 *
 * Names are `h/` or `b/`, then lower-case hexadecimal digits and hyphens (FORMAT.md, "Objects"). If a
 * promise rejects, the write may or may not have happened.
 */
export interface KeyStorage {
  /** Reads the head of the highest generation; undefined if there is no store. */
  readHead(): Promise<StoredHead | undefined>;
  /**
   * Makes bytes the head of a generation, durably, unless that generation is taken. The head of the
   * previous generation must be there and have the hash that the bytes name (FORMAT.md, "Head"), so
   * that a removed store stays removed.
   *
   * @param generation one more than the generation that the bytes were made from
   * @param first whether it is the first head of a new or restored store, so that there must be none; by
   *   default true for generation 0
   * @param needs names of objects that were put for it. It is a conflict if one is missing once the head
   *   is there: another store may have taken the place, or a failed restore may have removed objects
   */
  commitHead(generation: number, bytes: Uint8Array, first?: boolean, needs?: readonly string[]): Promise<CommitOutcome>;
  /**
   * Reads an object; undefined if there is none of that name.
   *
   * @param most the most bytes; a longer object is damaged and need not be read
   */
  get(name: string, most?: number): Promise<Uint8Array | undefined>;
  /** Writes objects. All are durable when it resolves. Each name is used once. */
  put(objects: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Promise<void>;
  /**
   * Removes objects. A missing object is no error. If heads are among them, the removal is durable, and
   * heads go by ascending generation. If no head is left the store has ended, and only a head of
   * generation 0, or a restored one, may follow.
   *
   * @param head identifies the store whose objects are removed; `none` if it has no head yet. If another
   *   store, or a first head, may take the place while a writer is suspended, the storage checks this
   *   and removes nothing then
   * @throws {OtherHead} the head isn't there, nor one that follows from it; or there is one in spite of
   *   `none`
   */
  delete(names: readonly string[], head?: KnownHead | 'none'): Promise<void>;
  /** Lists all objects, also unfinished ones. */
  list(): Promise<StoredObject[]>;
}

const EXPECTED = 'a storage, such as directoryStorage(path) of "@fedzk/keys/node" or memoryStorage()';

/** @throws {FedzkError} `invalid-argument` */
export function checkStorage(storage: KeyStorage): void {
  methodsOf(storage, ['readHead', 'commitHead', 'get', 'put', 'delete', 'list'], 'storage', EXPECTED);
}

const GENERATION_DIGITS = 16;

export function headName(generation: number): string {
  return `h/${generation.toString(16).padStart(GENERATION_DIGITS, '0')}`;
}

/** Returns the generation of a head's name; undefined for other names and for generations from 2^53 on. */
export function generationOf(name: string): number | undefined {
  if (!/^h\/[0-9a-f]{16}$/.test(name)) return undefined;
  const generation = Number.parseInt(name.slice(2), 16);
  return Number.isSafeInteger(generation) ? generation : undefined;
}

/** How many heads are kept, so that a writer can see whether its commit stands. */
export const KEPT_HEADS = 3;

const NAMED_BYTES = 16;

/** Makes a bucket's name from its number and hash. */
export function bucketName(number: number, hash: Uint8Array): string {
  return `b/${number.toString(16).padStart(2, '0')}-${toHex(hash.subarray(0, NAMED_BYTES))}`;
}
