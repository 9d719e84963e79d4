// A bucket: a part of the entries, found by the tags of their names (FORMAT.md, "Bucket").

import { compareBytes, Reader, utf8, Writer } from './bytes.js';
import { type BucketBits, HASH_BYTES } from './head.js';

export const TAG_BYTES = 16;
export const NONCE_BYTES = 16;
const MAGIC = utf8('FEDZKKB1');
const HEAD_BYTES = 48;
const ROW_BYTES = TAG_BYTES + 4 + HASH_BYTES;
/** The most bytes of an entry: room for a key's older versions. */
export const MOST_ENTRY_BYTES = 1_048_576;

export interface Row {
  /** Tag of the key's name, 16 bytes. */
  readonly tag: Uint8Array;
  /** SHA-256 of the entry, 32 bytes. */
  readonly hash: Uint8Array;
  readonly entry: Uint8Array;
}

/** Returns the most bytes that a bucket can have in a store of so many entries. */
export function mostBucketBytes(entries: number): number {
  return HEAD_BYTES + entries * (ROW_BYTES + MOST_ENTRY_BYTES);
}

/** Identifies a bucket of a store. */
export interface BucketPlace {
  readonly storeId: Uint8Array;
  readonly number: number;
  readonly bits: BucketBits;
}

/** Returns the number of a tag's bucket: the first `bits` bits of the tag. */
export function bucketOf(tag: Uint8Array, bits: BucketBits): number {
  return (tag[0] ?? 0) >> (8 - bits);
}

/**
 * Writes a bucket. The rows may be in any order.
 *
 * @returns the bucket's bytes, and how many of them its hash covers
 */
export function writeBucket(
  { storeId, number, bits }: BucketPlace,
  nonce: Uint8Array,
  rows: readonly Row[],
): { readonly bytes: Uint8Array; readonly hashed: number } {
  const sorted = [...rows].sort((a, b) => compareBytes(a.tag, b.tag));
  const hashed = HEAD_BYTES + ROW_BYTES * sorted.length;
  const writer = new Writer(sorted.reduce((length, { entry }) => length + entry.length, hashed));
  writer.put(MAGIC).put(storeId).put(nonce).u8(number).u8(bits).skip(2).u32(sorted.length);
  for (const { tag, hash, entry } of sorted) writer.put(tag).u32(entry.length).put(hash);
  for (const { entry } of sorted) writer.put(entry);
  return { bytes: writer.bytes, hashed };
}

/** Returns how many bytes of a bucket its hash covers; more than the bucket has if it is truncated. */
export function hashedBytes(bytes: Uint8Array): number {
  if (bytes.length < HEAD_BYTES) return HEAD_BYTES;
  return HEAD_BYTES + ROW_BYTES * new DataView(bytes.buffer, bytes.byteOffset).getUint32(HEAD_BYTES - 4);
}

/**
 * Reads the rows of a bucket whose hash is right. Entries are not compared with their hashes.
 *
 * @throws {FedzkError} `damaged`
 */
export function readBucket({ storeId, number, bits }: BucketPlace, bytes: Uint8Array): Row[] {
  const reader = new Reader(bytes, `bucket ${number}`);
  reader.expect(MAGIC, 'name of its format');
  reader.expect(storeId, 'store');
  reader.take(NONCE_BYTES);
  if (reader.u8() !== number) reader.fail('it has another number');
  if (reader.u8() !== bits) reader.fail('it is of a store with more or fewer buckets');
  reader.zeros(2);
  const count = reader.u32();
  if (count < 1 || count * ROW_BYTES > bytes.length) reader.fail('it has no rows, or more than fit into it');
  const table = Array.from({ length: count }, () => ({
    tag: reader.take(TAG_BYTES),
    length: reader.u32(),
    hash: reader.take(HASH_BYTES),
  }));
  table.forEach(({ tag, length }, i) => {
    const before = table[i - 1]?.tag;
    if (before !== undefined && compareBytes(before, tag) >= 0) reader.fail('its rows are out of order');
    if (bucketOf(tag, bits) !== number) reader.fail('it has a row of another bucket');
    if (length > MOST_ENTRY_BYTES) reader.fail('it has an entry that is too long');
  });
  const rows = table.map(({ tag, length, hash }) => ({ tag, hash, entry: reader.take(length) }));
  reader.end();
  return rows;
}
