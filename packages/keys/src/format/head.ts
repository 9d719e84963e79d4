// The head, which describes a state of a store (FORMAT.md, "Head").

import { compareBytes, Reader, sameBytes, utf8, Writer } from './bytes.js';
import { STORE_ID_BYTES, SUITE, WRAPPED_KEY_BYTES } from './context.js';
import { MOST_SLOTS, problemOfAll, readSlot, type Slot, writeSlot } from './slot.js';

export const HASH_BYTES = 32;
export const MAC_BYTES = 32;
export const MOST_HEAD_BYTES = 65_536;
export const MOST_MASTERS = 64;
const MAGIC = utf8('FEDZKKH1');
const MOST_ID = 0xffff_ffff;
const ANCHORED = 1;
const ENDED = 2;

/** The possible sizes of a bucket's number in bits. */
const BUCKET_BITS = [0, 4, 8] as const;
export type BucketBits = (typeof BUCKET_BITS)[number];

type MasterStatus = 'primary' | 'retired' | 'destroyed';
const STATUSES: readonly (MasterStatus | undefined)[] = [undefined, 'primary', 'retired', 'destroyed'];

export interface MasterKey {
  readonly id: number;
  readonly status: MasterStatus;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** 112 bytes; zeros if destroyed. */
  readonly wrapped: Uint8Array;
}

export interface Head {
  readonly anchored: boolean;
  /** Whether the store was erased. No head follows this one. */
  readonly ended: boolean;
  readonly bucketBits: BucketBits;
  readonly storeId: Uint8Array;
  readonly generation: number;
  /** Time of the commit in milliseconds since 1970; informative. */
  readonly time: number;
  /** SHA-256 of the previous head, 32 bytes; zeros in generation 0. */
  readonly previous: Uint8Array;
  readonly rootCommitment: Uint8Array;
  readonly entries: number;
  readonly wrappedNameKey: Uint8Array;
  readonly slots: readonly Slot[];
  readonly masters: readonly MasterKey[];
  /** The hash of each bucket, 32 bytes; zeros for an empty bucket. */
  readonly buckets: readonly Uint8Array[];
}

/**
 * Tells whether the older head has a slot, root key or master key that the newer one dropped.
 */
export function drops(older: Head, newer: Head): boolean {
  const live = ({ masters }: Head): number[] => masters.flatMap(({ id, status }) => (status === 'destroyed' ? [] : id));
  const masters = new Set(live(newer));
  return (
    !sameBytes(older.rootCommitment, newer.rootCommitment) ||
    older.slots.some(({ id }) => !newer.slots.some((slot) => sameBytes(slot.id, id))) ||
    live(older).some((id) => !masters.has(id))
  );
}

/** Writes a master key's id and time of creation, 12 bytes, for its context. */
export function masterHead({ id, created }: Pick<MasterKey, 'id' | 'created'>): Uint8Array {
  return new Writer(12).u32(id).u64(created).bytes;
}

const FIXED_BYTES = 228;
const MASTER_BYTES = 16 + WRAPPED_KEY_BYTES;

/** Writes a head without its MAC. */
export function writeHead(head: Head): Uint8Array {
  const slots = head.slots.map(writeSlot);
  const lists = MASTER_BYTES * head.masters.length + HASH_BYTES * head.buckets.length;
  const writer = new Writer(slots.reduce((sum, { length }) => sum + length, FIXED_BYTES + lists));
  writer.put(MAGIC).u8(SUITE);
  writer.u8((head.anchored ? ANCHORED : 0) | (head.ended ? ENDED : 0));
  writer.u8(head.bucketBits).skip(1).put(head.storeId).u64(head.generation).u64(head.time);
  writer.put(head.previous).put(head.rootCommitment).u32(head.entries);
  writer.u8(slots.length).u8(head.masters.length).skip(2).put(head.wrappedNameKey);
  for (const slot of slots) writer.put(slot);
  for (const { id, status, created, wrapped } of head.masters) {
    writer.u32(id).u8(STATUSES.indexOf(status)).skip(3).u64(created).put(wrapped);
  }
  for (const hash of head.buckets) writer.put(hash);
  return writer.bytes;
}

/**
 * Reads a head. Nothing is authentic yet: the last {@link MAC_BYTES} bytes are the MAC of all others.
 *
 * @throws {FedzkError} `damaged`
 */
export function readHead(bytes: Uint8Array): Head {
  const reader = new Reader(bytes, 'head');
  if (bytes.length > MOST_HEAD_BYTES) reader.fail(`it has more than ${MOST_HEAD_BYTES} bytes`);
  reader.expect(MAGIC, 'name of its format');
  if (reader.u8() !== SUITE) reader.fail('it has another suite');
  const flags = reader.u8();
  if (flags > (ANCHORED | ENDED)) reader.fail('it has flags that this version does not know');
  const bits = reader.u8();
  const bucketBits = BUCKET_BITS.find((known) => known === bits) ?? reader.fail('its number of buckets is invalid');
  reader.zeros(1);
  const storeId = reader.take(STORE_ID_BYTES);
  const generation = reader.u64();
  const time = reader.u64();
  const previous = reader.take(HASH_BYTES);
  const rootCommitment = reader.take(HASH_BYTES);
  const entries = reader.u32();
  const [slotCount, masterCount] = [reader.u8(), reader.u8()];
  if (slotCount < 1 || slotCount > MOST_SLOTS) reader.fail('it has no slot, or too many');
  if (masterCount < 1 || masterCount > MOST_MASTERS) reader.fail('it has no master key, or too many');
  reader.zeros(2);
  const wrappedNameKey = reader.take(WRAPPED_KEY_BYTES);
  const slots = Array.from({ length: slotCount }, () => readSlot(reader));
  const masters = Array.from({ length: masterCount }, () => readMaster(reader));
  const buckets = Array.from({ length: 2 ** bucketBits }, () => reader.take(HASH_BYTES));
  reader.take(MAC_BYTES);
  reader.end();

  if (generation === 0 && previous.some((byte) => byte !== 0)) reader.fail('the first head names a previous one');
  slots.forEach((slot, i) => {
    if (slots.slice(0, i).some(({ id }) => sameBytes(id, slot.id))) reader.fail('two slots have the same id');
  });
  const problem = problemOfAll(slots);
  if (problem !== undefined) reader.fail(problem);
  const ended = (flags & ENDED) !== 0;
  if (ended && (entries > 0 || bucketBits > 0 || buckets.some((hash) => hash.some((byte) => byte !== 0)))) {
    reader.fail('it ends the store, but has entries');
  }
  if (masters.some(({ id }, i) => i > 0 && id <= (masters[i - 1]?.id ?? MOST_ID))) {
    reader.fail('its master keys are out of order');
  }
  const primaries = masters.filter(({ status }) => status === 'primary');
  if (primaries.length !== 1 || primaries[0] !== masters.at(-1))
    reader.fail('the last master key must be primary, and no other');
  return {
    anchored: (flags & ANCHORED) !== 0,
    ended,
    bucketBits,
    storeId,
    generation,
    time,
    previous,
    rootCommitment,
    entries,
    wrappedNameKey,
    slots,
    masters,
    buckets,
  };
}

function readMaster(reader: Reader): MasterKey {
  const id = reader.u32();
  const status = STATUSES[reader.u8()] ?? reader.fail('a master key has a status that this version does not know');
  reader.zeros(3);
  const created = reader.u64();
  const wrapped = reader.take(WRAPPED_KEY_BYTES);
  const gone = compareBytes(wrapped, new Uint8Array(WRAPPED_KEY_BYTES)) === 0;
  if (gone !== (status === 'destroyed')) reader.fail('a destroyed master key has bytes, or another one has none');
  return { id, status, created, wrapped };
}
