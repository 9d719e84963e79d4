// Collects changes for one commit. Each is decided on the result of those before it; one head has all.

import { bucketOf, type Row } from '../format/bucket.js';
import type { BucketBits, Head } from '../format/head.js';
import type { Vault } from '../vault.js';
import type { StoreKeys } from './keys.js';
import { type Buckets, type NewBucket, NO_BUCKET, newBucket, type State } from './state.js';

/** What a commit changes. */
export interface Change<T> {
  /** Fields of the head to replace. Such a change has a commit of its own. */
  readonly head?: Partial<Pick<Head, 'anchored' | 'slots' | 'masters' | 'rootCommitment' | 'wrappedNameKey'>>;
  /** All rows of the changed buckets, by the bucket's number. */
  readonly buckets?: ReadonlyMap<number, readonly Row[]>;
  /** The change in the number of entries. */
  readonly added?: number;
  /** Keys of a new root. */
  readonly keys?: StoreKeys;
  readonly result: T;
}

/** A decision to change nothing, and its result. */
export interface Nothing<T> {
  readonly nothing: true;
  readonly result: T;
}

/** The next head, and the buckets that it names and the previous one does not. */
export interface NextHead {
  readonly head: Head;
  readonly buckets: readonly NewBucket[];
  /** Keys of a new root. */
  readonly keys?: StoreKeys | undefined;
}

/**
 * The most entries for each number of buckets; a store that grows beyond gets more buckets. A commit
 * writes whole buckets, each as a file, so a few large ones cost less than many small ones.
 */
const MOST_ENTRIES: readonly (readonly [bits: BucketBits, entries: number])[] = [
  [0, 64],
  [4, 16_384],
  [8, Number.POSITIVE_INFINITY],
];

export class Draft {
  readonly #buckets: Buckets;
  readonly #before: State;
  readonly #touched = new Set<number>();
  #head: Head;
  #keys: StoreKeys | undefined;
  #changes = 0;

  constructor(before: State, buckets: Buckets) {
    this.#before = before;
    this.#buckets = buckets;
    this.#head = before.head;
  }

  /** The state after the changes so far. Its buckets may not be written yet. */
  get state(): State {
    return { ...this.#before, head: this.#head };
  }

  get changed(): boolean {
    return this.#changes > 0;
  }

  apply({ head, buckets = new Map(), added = 0, keys }: Change<unknown>): void {
    const hashes = [...this.#head.buckets];
    for (const [number, rows] of buckets) {
      hashes[number] = this.#buckets.draft(rows);
      this.#touched.add(number);
    }
    this.#head = { ...this.#head, ...head, entries: this.#head.entries + added, buckets: hashes };
    this.#keys = keys ?? this.#keys;
    this.#changes++;
  }

  /** Makes the head of the next generation, with more buckets if there are too many entries. */
  async next(vault: Vault): Promise<NextHead> {
    const head = this.#head;
    const bits = bitsFor(head.entries, head.bucketBits);
    const rows = bits === head.bucketBits ? await this.#changedRows() : await this.#spread(bits);
    const hashes = [...(bits === head.bucketBits ? head.buckets : new Array<Uint8Array>(2 ** bits).fill(NO_BUCKET))];
    const written: NewBucket[] = [];
    for (const [number, content] of rows) {
      const bucket = newBucket(vault, head.storeId, number, bits, content);
      hashes[number] = bucket?.hash ?? NO_BUCKET;
      if (bucket !== undefined) written.push(bucket);
    }
    return {
      head: following(this.#before, { ...head, bucketBits: bits, buckets: hashes }),
      buckets: written,
      keys: this.#keys,
    };
  }

  async #changedRows(): Promise<Map<number, readonly Row[]>> {
    const changed = new Map<number, readonly Row[]>();
    for (const number of this.#touched) changed.set(number, await this.#buckets.rows(this.#head, number));
    return changed;
  }

  /** Distributes all rows over more buckets. */
  async #spread(bits: BucketBits): Promise<Map<number, Row[]>> {
    const spread = new Map<number, Row[]>();
    for (const number of this.#head.buckets.keys()) {
      for (const row of await this.#buckets.rows(this.#head, number)) {
        const to = bucketOf(row.tag, bits);
        const rows = spread.get(to) ?? [];
        rows.push(row);
        spread.set(to, rows);
      }
    }
    return spread;
  }
}

/** Returns a head as the successor of a state: next generation, previous hash. */
export function following({ head: { generation }, hash }: State, head: Head): Head {
  return { ...head, generation: generation + 1, time: Date.now(), previous: hash };
}

function bitsFor(entries: number, bits: BucketBits): BucketBits {
  return MOST_ENTRIES.find(([more, most]) => more >= bits && entries <= most)?.[0] ?? bits;
}
