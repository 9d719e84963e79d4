// A state of a store: its authentic head, and the buckets that were read for it.

import { concat, FedzkError } from '@fedzk/core';
import {
  bucketOf,
  hashedBytes,
  mostBucketBytes,
  NONCE_BYTES,
  type Row,
  readBucket,
  TAG_BYTES,
  writeBucket,
} from '../format/bucket.js';
import { damaged, NotAuthentic, sameBytes, sameSecret, utf8 } from '../format/bytes.js';
import { type BucketBits, HASH_BYTES, type Head, MAC_BYTES, readHead, writeHead } from '../format/head.js';
import type { KeyStorage, StoredHead } from '../storage/storage.js';
import { bucketName } from '../storage/storage.js';
import type { Key, Vault } from '../vault.js';
import type { StoreKeys } from './keys.js';
import type { AnchorValue } from './options.js';

/** An authentic head. */
export interface State {
  readonly head: Head;
  /** SHA-256 of the stored head, 32 bytes. */
  readonly hash: Uint8Array;
}

/**
 * Reads a head's fields. Nothing is authentic yet.
 *
 * @throws {FedzkError} `damaged`
 */
export function shapeOf({ generation, bytes }: StoredHead): Head {
  const head = readHead(bytes);
  if (head.generation !== generation)
    throw damaged('head', `it is of generation ${head.generation}, not ${generation}`);
  return head;
}

/** Tells whether a head's MAC is right. */
export function isAuthentic(vault: Vault, mac: Key, bytes: Uint8Array): boolean {
  return sameSecret(vault.mac(mac, bytes.subarray(0, -MAC_BYTES)), bytes.subarray(-MAC_BYTES));
}

/** Writes a head with its MAC, as it is stored. */
export function sealHead(vault: Vault, mac: Key, head: Head): Uint8Array {
  const bytes = writeHead(head);
  return concat(bytes, vault.mac(mac, bytes));
}

/** Computes the tag of a name, 16 bytes. */
export function tagOf(vault: Vault, { names }: StoreKeys, name: string): Uint8Array {
  return vault.mac(names, utf8(name)).slice(0, TAG_BYTES);
}

/** A bucket to write: its object's name, bytes and hash. */
export interface NewBucket {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  readonly rows: readonly Row[];
}

/** Makes a bucket of rows; returns undefined if there are no rows. */
export function newBucket(
  vault: Vault,
  storeId: Uint8Array,
  number: number,
  bits: BucketBits,
  rows: readonly Row[],
): NewBucket | undefined {
  if (rows.length === 0) return undefined;
  const nonce = vault.randomBytes(NONCE_BYTES);
  const { bytes, hashed } = writeBucket({ storeId, number, bits }, nonce, rows);
  const hash = vault.sha256(bytes.subarray(0, hashed));
  return { name: bucketName(number, hash), bytes, hash, rows };
}

export const NO_BUCKET: Uint8Array = new Uint8Array(HASH_BYTES);

/** Returns the object names of a head's buckets, by ascending number; empty ones have none. */
export function bucketNames({ buckets }: Head): string[] {
  return buckets.flatMap((hash, number) => (isEmpty(hash) ? [] : [bucketName(number, hash)]));
}

/** Returns the names of buckets that the next head no longer has. Unchanged hashes are the same array. */
export function replacedBuckets(before: Head, after: Head): string[] {
  if (before.bucketBits !== after.bucketBits) return bucketNames(before);
  return before.buckets.flatMap((hash, number) =>
    hash === after.buckets[number] || isEmpty(hash) ? [] : [bucketName(number, hash)],
  );
}

function isEmpty(hash: Uint8Array): boolean {
  return sameBytes(hash, NO_BUCKET);
}

/** Thrown if a bucket is missing; the head may be outdated and has to be read again. */
export class Gone extends Error {}

/** The error for a bucket that is missing although the head is the newest. */
export function missing({ message }: Gone): FedzkError {
  return new FedzkError('damaged', `The key store is damaged: ${message} is missing. Restore it from a backup.`);
}

/** The most bytes of sealed buckets to keep in memory. */
const MOST_CACHED_BYTES = 16 * 2 ** 20;

interface Cached {
  readonly rows: readonly Row[];
  readonly size: number;
}

/** Reads buckets and caches some. */
export class Buckets {
  readonly #storage: KeyStorage;
  readonly #vault: Vault;
  readonly #cached = new Map<string, Cached>();
  #cachedBytes = 0;
  /** Rows whose entries match their hashes. Rows never change. */
  readonly #compared = new WeakSet<Row>();
  /** Rows of buckets that are not written yet, by the placeholder of their hash. */
  readonly #drafts = new WeakMap<Uint8Array, readonly Row[]>();

  constructor(storage: KeyStorage, vault: Vault) {
    this.#storage = storage;
    this.#vault = vault;
  }

  /**
   * Reads the rows of a bucket and checks the bucket's hash, which does not cover the entries.
   *
   * @throws {Gone} the bucket is missing
   * @throws {FedzkError} `damaged`
   */
  async rows({ storeId, bucketBits: bits, buckets, entries }: Head, number: number): Promise<readonly Row[]> {
    const hash = buckets[number] ?? NO_BUCKET;
    const draft = this.#drafts.get(hash);
    if (draft !== undefined) return draft;
    if (isEmpty(hash)) return [];
    const name = bucketName(number, hash);
    const cached = this.#cached.get(name);
    if (cached !== undefined) return cached.rows;
    const bytes = await this.#storage.get(name, mostBucketBytes(entries));
    if (bytes === undefined) throw new Gone(name);
    const hashed = hashedBytes(bytes);
    if (hashed > bytes.length || !sameBytes(this.#vault.sha256(bytes.subarray(0, hashed)), hash)) {
      throw damaged(`bucket ${number}`, 'its hash is not the one in the head');
    }
    const rows = readBucket({ storeId, number, bits }, bytes);
    this.keep(name, rows);
    return rows;
  }

  /** Returns a placeholder for the hash of a bucket of these rows, for a head that is not written yet. */
  draft(rows: readonly Row[]): Uint8Array {
    const hash = new Uint8Array(HASH_BYTES);
    this.#drafts.set(hash, rows);
    return hash;
  }

  /** Returns the entry of a row, and checks its hash. */
  entryOf(row: Row): Uint8Array {
    const { entry, hash } = row;
    if (this.#compared.has(row)) return entry;
    if (sameBytes(this.#vault.sha256(entry), hash)) {
      this.#compared.add(row);
      return entry;
    }
    throw new NotAuthentic('entry', 'its hash is not the one in its bucket');
  }

  /** Makes a row for an entry. */
  rowOf(tag: Uint8Array, entry: Uint8Array): Row {
    const row = { tag, hash: this.#vault.sha256(entry), entry };
    this.#compared.add(row);
    return row;
  }

  /** Finds the row of a tag, if there is one. */
  async find(head: Head, tag: Uint8Array): Promise<Row | undefined> {
    const rows = await this.rows(head, bucketOf(tag, head.bucketBits));
    return rows.find((row) => sameBytes(row.tag, tag));
  }

  clear(): void {
    this.#cached.clear();
    this.#cachedBytes = 0;
  }

  /** Caches the rows of a bucket, and drops the oldest ones if they take too much memory. */
  keep(name: string, rows: readonly Row[]): void {
    const size = rows.reduce((sum, { entry }) => sum + entry.length, 0);
    this.forget(name);
    this.#cached.set(name, { rows, size });
    this.#cachedBytes += size;
    for (const oldest of this.#cached.keys()) {
      if (this.#cachedBytes <= MOST_CACHED_BYTES) break;
      this.forget(oldest);
    }
  }

  /** Drops a bucket that no head names any more. */
  forget(name: string): void {
    this.#cachedBytes -= this.#cached.get(name)?.size ?? 0;
    this.#cached.delete(name);
  }
}

/**
 * Refuses a head that does not follow from a known state.
 *
 * @param known the state that was seen before, here or by the store's anchor
 * @throws {FedzkError} `rolled-back`
 */
export function refuseRollback(head: Head, hash: Uint8Array, known: AnchorValue): void {
  const { generation, previous, rootCommitment } = head;
  const older = generation < known.generation;
  const other = generation === known.generation && !sameBytes(hash, known.hash);
  const unrelated = generation === known.generation + 1 && !sameBytes(previous, known.hash);
  const rooted = known.roots.some((root) => sameBytes(root, rootCommitment));
  if (!older && !other && !unrelated && rooted) return;
  throw new FedzkError(
    'rolled-back',
    `The key store, of generation ${generation}, does not follow from the known generation ${known.generation}: ` +
      'an older or another state was put in its place.',
  );
}

/** Returns the anchor's value for a state. */
export function anchorOf({ head, hash }: State, ...roots: readonly Uint8Array[]): AnchorValue {
  return { generation: head.generation, hash, roots: [head.rootCommitment, ...roots] };
}
