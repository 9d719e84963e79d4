// The records of a store in memory, so that a validation reads no file. They are at most so old as the bound says.

import { toHex } from '@fedzk/core';
import type { Row } from '../format/bucket.js';
import { damaged, sameBytes } from '../format/bytes.js';
import type { Head } from '../format/head.js';
import type { StoreCore } from '../store/core.js';
import { openEntry } from '../store/entries.js';
import type { State } from '../store/state.js';
import type { Known } from './check.js';
import { MAC_KEY } from './opening.js';
import { bare, isEnded, recordOf } from './record.js';

/** A bucket as it was read: its hash, and its keys by the hashes of their entries. */
interface ReadBucket {
  readonly hash: Uint8Array;
  readonly keys: ReadonlyMap<string, Known>;
}

export class LiveIndex {
  readonly #core: StoreCore;
  readonly #maxStaleMs: number;
  /** Called after the index was read for a validation. */
  readonly #afterReading: () => void;
  #keys = new Map<string, Known>();
  /** When keys were seen to be revoked, ended or deleted, by their ids. They stay so, whatever copy is put in the store's place. */
  readonly #ended = new Map<string, number>();
  #buckets: readonly ReadBucket[] = [];
  #state: State | undefined;
  /** When the reading began whose result this is, by the clock of `performance`. */
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(core: StoreCore, maxStaleMs: number, afterReading: () => void) {
    this.#core = core;
    this.#maxStaleMs = maxStaleMs;
    this.#afterReading = afterReading;
  }

  find(id: string): Known | undefined {
    return this.#keys.get(id);
  }

  all(): IterableIterator<Known> {
    return this.#keys.values();
  }

  /**
   * Returns at once while the records are young. From half of the bound on they are read in the background; past the bound
   * the caller waits for it.
   *
   * @throws {FedzkError} `storage`, `damaged` and so on: they are too old, and can't be read
   */
  fresh(): Promise<void> | undefined {
    const age = performance.now() - this.#readAt;
    if (age < this.#maxStaleMs / 2) return undefined;
    const reading = this.#reading ?? this.#begin();
    if (age >= this.#maxStaleMs) return reading;
    // A call past the bound reads again, and rejects where that fails too.
    reading.catch(() => undefined);
    return undefined;
  }

  /** Notes that keys are revoked, ended or deleted, by a change that is durable. */
  end(...ids: readonly string[]): void {
    for (const id of ids) if (!this.#ended.has(id)) this.#ended.set(id, Date.now());
  }

  /** Has the next validation read the records, after a change that is durable. */
  expire(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
    this.#reading = undefined;
  }

  #begin(): Promise<void> {
    const reading = this.read().finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    this.#reading = reading;
    reading.then(this.#afterReading, () => undefined);
    return reading;
  }

  /** Reads the newest state, and of it the buckets that changed. */
  async read(): Promise<void> {
    const began = performance.now();
    await this.#core.read(async (state) => {
      if (state !== this.#state) await this.#load(state);
      this.#readAt = began;
    });
  }

  async #load(state: State): Promise<void> {
    const { head } = state;
    const read: ReadBucket[] = [];
    for (const [number, hash] of head.buckets.entries()) {
      const before = this.#buckets[number];
      const isSame = before !== undefined && sameBytes(before.hash, hash);
      read.push(isSame ? before : await this.#bucket(head, number, hash, before));
    }
    const gone = this.#buckets.filter((bucket, number) => bucket !== read[number]);
    for (const { keys } of gone) for (const { record } of keys.values()) this.#keys.delete(record.id);
    const news = read.filter((bucket, number) => bucket !== this.#buckets[number]);
    for (const { keys } of news)
      for (const known of keys.values()) this.#keys.set(known.record.id, this.#asSeen(known));
    for (const { keys } of gone)
      for (const { record } of keys.values()) if (!this.#keys.has(record.id)) this.end(record.id);
    this.#buckets = read;
    this.#state = state;
  }

  /** Returns a key as it is stored, or as revoked if it has been seen to be so, or to be ended or deleted. */
  #asSeen(known: Known): Known {
    const { record } = known;
    if (isEnded(record)) this.end(record.id);
    const revokedAt = isEnded(record) ? undefined : this.#ended.get(record.id);
    return revokedAt === undefined ? known : { ...known, record: bare({ ...record, revokedAt }) };
  }

  async #bucket(head: Head, number: number, hash: Uint8Array, before: ReadBucket | undefined): Promise<ReadBucket> {
    const keys = new Map<string, Known>();
    for (const row of await this.#core.buckets.rows(head, number)) {
      const name = toHex(row.hash);
      const known = before?.keys.get(name) ?? this.#open(head, row);
      if (known !== undefined) keys.set(name, known);
    }
    return { hash, keys };
  }

  /** Opens the entry of a key; undefined for the entry of the MAC key. */
  #open(head: Head, row: Row): Known | undefined {
    const { vault, buckets } = this.#core;
    const { secret, metadata } = openEntry(this.#core.with(head), buckets.entryOf(row));
    try {
      if (metadata.name === MAC_KEY) return undefined;
      const record = recordOf(metadata);
      if (record === undefined) throw damaged('entry', 'it is none of an API key');
      return { record, mac: vault.exportKey(secret) };
    } finally {
      vault.free(secret);
    }
  }
}
