// Changes of records, all of one call in one commit, decided on the newest state.

import { toHex } from '@fedzk/core';
import { bucketOf, type Row } from '../format/bucket.js';
import { damaged } from '../format/bytes.js';
import { ENTRY_ID_BYTES } from '../format/entry.js';
import type { Head } from '../format/head.js';
import type { StoreCore } from '../store/core.js';
import { sealEntry } from '../store/entries.js';
import { openNamed } from '../store/life.js';
import { tagOf } from '../store/state.js';
import { metadataOf } from '../store/wish.js';
import { metadataOfRecord, recordOf, type StoredRecord } from './record.js';

/** The records of a state, and the changes that a call makes to them. */
export interface Transaction {
  read(id: string): Promise<StoredRecord | undefined>;
  /** @param mac the HMAC of the key, 32 bytes */
  add(record: StoredRecord, mac: Uint8Array): Promise<void>;
  /** Replaces the record of a key. Its HMAC stays. */
  replace(record: StoredRecord): Promise<void>;
  /** Removes the record of a key with its HMAC. */
  remove(id: string): Promise<void>;
}

/**
 * Makes the changes that `decide` asks for in one commit; none if it throws.
 *
 * @param decide may be called more than once, also after its own commit was made: it then must ask for nothing
 */
export async function transact<T>(core: StoreCore, decide: (records: Transaction) => Promise<T>): Promise<T> {
  const { result } = await core.commit<T>(async ({ head }) => {
    const changes = new Changes(core, head);
    const result = await decide(changes);
    const { buckets, added } = changes;
    return buckets.size === 0 ? { nothing: true, result } : { buckets: rowsOf(buckets), added, result };
  });
  return result;
}

type Rows = Map<string, Row>;

function rowsOf(buckets: ReadonlyMap<number, Rows>): Map<number, readonly Row[]> {
  return new Map([...buckets].map(([number, rows]) => [number, [...rows.values()]]));
}

class Changes implements Transaction {
  /** All rows of the buckets that change, by their tags. */
  readonly buckets = new Map<number, Rows>();
  added = 0;
  readonly #core: StoreCore;
  readonly #head: Head;

  constructor(core: StoreCore, head: Head) {
    this.#core = core;
    this.#head = head;
  }

  async read(id: string): Promise<StoredRecord | undefined> {
    const { row } = await this.#find(id);
    if (row === undefined) return undefined;
    const { vault, buckets } = this.#core;
    const { secret, metadata } = openNamed(this.#core.with(this.#head), buckets.entryOf(row), id);
    vault.free(secret);
    const record = recordOf(metadata);
    if (record === undefined) throw damaged('entry', 'it is none of an API key');
    return record;
  }

  async add(record: StoredRecord, mac: Uint8Array): Promise<void> {
    const { vault } = this.#core;
    const place = await this.#find(record.id);
    const id = vault.randomBytes(ENTRY_ID_BYTES);
    const secret = vault.importKey(mac);
    try {
      const metadata = metadataOf(metadataOfRecord(record), {});
      const entry = { kind: 'opaque', exportable: false, id, version: 1 } as const;
      this.#put(place, sealEntry(this.#core.with(this.#head), entry, metadata, secret));
      this.added++;
    } finally {
      vault.free(secret);
    }
  }

  async replace(record: StoredRecord): Promise<void> {
    const place = await this.#find(record.id);
    const { vault, buckets } = this.#core;
    if (place.row === undefined) throw damaged('entry', 'it is not there');
    const keys = this.#core.with(this.#head);
    const old = openNamed(keys, buckets.entryOf(place.row), record.id);
    try {
      this.#put(place, sealEntry(keys, old, metadataOf(metadataOfRecord(record), {}), old.secret));
    } finally {
      vault.free(old.secret);
    }
  }

  async remove(id: string): Promise<void> {
    const { tag, number, rows } = await this.#find(id);
    if (!rows.delete(toHex(tag))) throw damaged('entry', 'it is not there');
    this.buckets.set(number, rows);
    this.added--;
  }

  async #find(id: string): Promise<Place> {
    const tag = tagOf(this.#core.vault, this.#core.keys, id);
    const number = bucketOf(tag, this.#head.bucketBits);
    const rows = this.buckets.get(number) ?? byTag(await this.#core.buckets.rows(this.#head, number));
    return { tag, number, rows, row: rows.get(toHex(tag)) };
  }

  #put({ tag, number, rows }: Place, entry: Uint8Array): void {
    rows.set(toHex(tag), this.#core.buckets.rowOf(tag, entry));
    this.buckets.set(number, rows);
  }
}

interface Place {
  readonly tag: Uint8Array;
  readonly number: number;
  readonly rows: Rows;
  readonly row: Row | undefined;
}

function byTag(rows: readonly Row[]): Rows {
  return new Map(rows.map((row) => [toHex(row.tag), row]));
}
