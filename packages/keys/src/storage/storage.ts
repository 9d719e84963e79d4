import { methodsOf, toHex } from '@fedzk/core';

/** The newest head of a store. */
export interface StoredHead {
  readonly generation: number;
  readonly bytes: Uint8Array;
}

/**
 * What became of a head: it stands; another writer was first and nothing has changed; or it may have been made, and heads
 * upon it, and that can no longer be seen.
 */
export type CommitOutcome = 'ok' | 'conflict' | 'unknown';

/** A head that a writer has seen, as it tells whose objects are to be removed. */
export interface KnownHead {
  readonly storeId: Uint8Array;
  readonly generation: number;
  /** SHA-256 of its bytes. */
  readonly hash: Uint8Array;
}

/**
 * Says that nothing was removed: a head isn't there, nor one that follows from it, as where another store is there; or one
 * is where none was to be.
 */
export class OtherHead extends Error {}

/** An object that a storage keeps. */
export interface StoredObject {
  readonly name: string;
  /** How long ago it was written, in milliseconds, as the same clock tells of all objects; 0 where that isn't known. */
  readonly age: number;
}

/**
 * Where a key store lies: objects that never change, and a head that moves from one generation to the next. All that a
 * store promises rests on {@link commitHead}. What the store writes is sealed; a storage can lose it and nothing else.
 *
 * Names are `h/` and `b/` with lower-case hexadecimal digits and hyphens (FORMAT.md, "Objects"). A rejected promise
 * means that it is not known whether a write happened.
 */
export interface KeyStorage {
  /** The head of the highest generation; undefined where there is no store. */
  readHead(): Promise<StoredHead | undefined>;
  /**
   * Makes bytes the head of a generation, durably, unless that generation was taken. The head of the generation before
   * must be there, and be the one that the bytes name (FORMAT.md, "Head"): a store that was removed stays so.
   *
   * @param generation one more than the generation that the bytes were made from
   * @param first whether it is the first head where there is none, of a new store or of one that is restored; by
   *   default that of generation 0
   * @param needs names of objects that were put for it: it is a conflict if one isn't there when the head is, as where the
   *   place got another store meanwhile, or a restore that failed took them away
   */
  commitHead(generation: number, bytes: Uint8Array, first?: boolean, needs?: readonly string[]): Promise<CommitOutcome>;
  /**
   * An object's bytes; undefined where there is none of that name.
   *
   * @param most an object of more bytes is damaged, and need not be read
   */
  get(name: string, most?: number): Promise<Uint8Array | undefined>;
  /** Writes objects, all durable when it resolves. Each name is used once. */
  put(objects: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Promise<void>;
  /**
   * Removes objects. It is no error when one is gone. With heads among them it is durable, and heads go by ascending
   * generation. Where no head is left the store has ended, and no writer makes another but one of generation 0.
   *
   * @param head what is removed is of the store of this head, or of one that has none yet. A storage whose place may get
   *   another store, or its first head, while a writer of the first one sleeps, removes nothing then
   * @throws {OtherHead} then
   */
  delete(names: readonly string[], head?: KnownHead | 'none'): Promise<void>;
  /** All objects, those that are half written too. */
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

/** The generation of a head; undefined for other names, and for generations that no store comes to. */
export function generationOf(name: string): number | undefined {
  if (!/^h\/[0-9a-f]{16}$/.test(name)) return undefined;
  const generation = Number.parseInt(name.slice(2), 16);
  return Number.isSafeInteger(generation) ? generation : undefined;
}

/** How many heads stay: a writer sees by them whether its commit stands. */
export const KEPT_HEADS = 3;

const NAMED_BYTES = 16;

/** The name of a bucket by its number and hash. */
export function bucketName(number: number, hash: Uint8Array): string {
  return `b/${number.toString(16).padStart(2, '0')}-${toHex(hash.subarray(0, NAMED_BYTES))}`;
}
