// The head: what a store is (FORMAT.md, "Head").

import { compareBytes, fromUtf8, Reader, sameBytes, utf8, Writer } from './bytes.js';
import { STORE_ID_BYTES, SUITE, WRAPPED_KEY_BYTES } from './context.js';

export const HASH_BYTES = 32;
export const MAC_BYTES = 32;
export const MOST_HEAD_BYTES = 65_536;
export const MOST_SLOTS = 16;
export const MOST_MASTERS = 64;
const MAGIC = utf8('FEDZKKH1');
const SLOT_ID_BYTES = 16;
const SALT_BYTES = 32;
const MOST_PROVIDED_BYTES = 1024;
const MOST_ID = 0xffff_ffff;
const ANCHORED = 1;
const ENDED = 2;

/** The bits of a bucket's number that a store may have. */
const BUCKET_BITS = [0, 4, 8] as const;
export type BucketBits = (typeof BUCKET_BITS)[number];

/** How a slot's key is had. */
export type SlotKind =
  | { readonly type: 'pbkdf2'; readonly salt: Uint8Array; readonly iterations: number }
  | {
      readonly type: 'argon2id';
      readonly salt: Uint8Array;
      readonly memoryKiB: number;
      readonly passes: number;
      readonly lanes: number;
    }
  | { readonly type: 'key' }
  | { readonly type: 'provider'; readonly name: string };

export type Slot = SlotKind & {
  readonly id: Uint8Array;
  /** RK. */
  readonly wrapped: Uint8Array;
};

const TYPES: Readonly<Record<SlotKind['type'], number>> = { pbkdf2: 1, argon2id: 2, key: 3, provider: 4 };

type MasterStatus = 'primary' | 'retired' | 'destroyed';
const STATUSES: readonly (MasterStatus | undefined)[] = [undefined, 'primary', 'retired', 'destroyed'];

export interface MasterKey {
  readonly id: number;
  readonly status: MasterStatus;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Zeros when destroyed. */
  readonly wrapped: Uint8Array;
}

export interface Head {
  readonly anchored: boolean;
  /** Whether the store was erased. No head follows this one. */
  readonly ended: boolean;
  readonly bucketBits: BucketBits;
  readonly storeId: Uint8Array;
  readonly generation: number;
  /** Milliseconds since 1970; informative. */
  readonly time: number;
  /** SHA-256 of the previous head, zeros in generation 0. */
  readonly previous: Uint8Array;
  readonly rootCommitment: Uint8Array;
  readonly entries: number;
  readonly wrappedNameKey: Uint8Array;
  readonly slots: readonly Slot[];
  readonly masters: readonly MasterKey[];
  /** A hash for each, zeros for an empty one. */
  readonly buckets: readonly Uint8Array[];
}

/**
 * Whether something opens the older head, or opens by it, that the newer one no longer has: a slot, a root key, a master
 * key.
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

/** The most that opening a head may cost, so that a forged one can't hold up whoever opens it. */
const LIMITS = { memoryPasses: 4_194_304, iterations: 10_000_000, memoryKiB: 1_048_576, passes: 16, lanes: 16 };
/** The fewest iterations of PBKDF2. */
const FEWEST_ITERATIONS = 100_000;

/** What is wrong with a passphrase's parameters, in words; undefined when nothing is. */
export function problemOf(slot: SlotKind): string | undefined {
  if (slot.type === 'pbkdf2') {
    const { iterations } = slot;
    return iterations >= FEWEST_ITERATIONS && iterations <= LIMITS.iterations
      ? undefined
      : `${iterations} iterations of PBKDF2 are not ${FEWEST_ITERATIONS} to ${LIMITS.iterations}`;
  }
  if (slot.type !== 'argon2id') return undefined;
  const { memoryKiB, passes, lanes } = slot;
  if (!(lanes >= 1 && lanes <= LIMITS.lanes)) return `${lanes} lanes of Argon2id are not 1 to ${LIMITS.lanes}`;
  if (!(passes >= 1 && passes <= LIMITS.passes)) return `${passes} passes of Argon2id are not 1 to ${LIMITS.passes}`;
  if (!(memoryKiB >= 8 * lanes && memoryKiB <= LIMITS.memoryKiB)) {
    return `${memoryKiB} KiB of Argon2id are not ${8 * lanes} to ${LIMITS.memoryKiB}`;
  }
  return memoryKiB * passes <= LIMITS.memoryPasses
    ? undefined
    : `${memoryKiB} KiB × ${passes} passes of Argon2id are more than ${LIMITS.memoryPasses}`;
}

/** The same of all slots of a store together. */
export function problemOfAll(slots: readonly SlotKind[]): string | undefined {
  const sum = (cost: (slot: SlotKind) => number): number => slots.reduce((total, slot) => total + cost(slot), 0);
  const memory = sum((slot) => (slot.type === 'argon2id' ? slot.memoryKiB * slot.passes : 0));
  const iterations = sum((slot) => (slot.type === 'pbkdf2' ? slot.iterations : 0));
  const each = slots.map(problemOf).find((problem) => problem !== undefined);
  if (each !== undefined) return each;
  return memory <= LIMITS.memoryPasses && iterations <= LIMITS.iterations
    ? undefined
    : 'its passphrases together cost more than one may';
}

/** The type and parameters of a slot, as its context and its bytes have them. */
export function slotParameters(slot: SlotKind): { readonly type: number; readonly parameters: Uint8Array } {
  const type = TYPES[slot.type];
  switch (slot.type) {
    case 'pbkdf2':
      return { type, parameters: new Writer(SALT_BYTES + 4).put(slot.salt).u32(slot.iterations).bytes };
    case 'argon2id':
      return {
        type,
        parameters: new Writer(SALT_BYTES + 9).put(slot.salt).u32(slot.memoryKiB).u32(slot.passes).u8(slot.lanes).bytes,
      };
    case 'key':
      return { type, parameters: new Uint8Array(0) };
    case 'provider':
      return { type, parameters: utf8(slot.name) };
  }
}

/** A master key's id and time, which its context has. */
export function masterHead({ id, created }: Pick<MasterKey, 'id' | 'created'>): Uint8Array {
  return new Writer(12).u32(id).u64(created).bytes;
}

const FIXED_BYTES = 228;
const MASTER_BYTES = 16 + WRAPPED_KEY_BYTES;

/** All of a head but its MAC. */
export function writeHead(head: Head): Uint8Array {
  const slots = head.slots.map((slot) => ({ ...slotParameters(slot), ...slot, type: TYPES[slot.type] }));
  const slotBytes = slots.map(({ parameters, wrapped }) => SLOT_ID_BYTES + 6 + parameters.length + wrapped.length);
  const lists = MASTER_BYTES * head.masters.length + HASH_BYTES * head.buckets.length;
  const writer = new Writer(slotBytes.reduce((sum, length) => sum + length, FIXED_BYTES + lists));
  writer.put(MAGIC).u8(SUITE);
  writer.u8((head.anchored ? ANCHORED : 0) | (head.ended ? ENDED : 0));
  writer.u8(head.bucketBits).skip(1).put(head.storeId).u64(head.generation).u64(head.time);
  writer.put(head.previous).put(head.rootCommitment).u32(head.entries);
  writer.u8(slots.length).u8(head.masters.length).skip(2).put(head.wrappedNameKey);
  for (const { id, type, parameters, wrapped } of slots) {
    writer.put(id).u8(type).skip(1).u16(parameters.length).u16(wrapped.length).put(parameters).put(wrapped);
  }
  for (const { id, status, created, wrapped } of head.masters) {
    writer.u32(id).u8(STATUSES.indexOf(status)).skip(3).u64(created).put(wrapped);
  }
  for (const hash of head.buckets) writer.put(hash);
  return writer.bytes;
}

/**
 * Reads a head. Nothing is authentic yet: the last {@link MAC_BYTES} bytes are the MAC of those before.
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
  const bucketBits = BUCKET_BITS.find((known) => known === bits) ?? reader.fail('it has another number of buckets');
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

  if (generation === 0 && previous.some((byte) => byte !== 0)) reader.fail('the first one names another before it');
  slots.forEach((slot, i) => {
    if (slots.slice(0, i).some(({ id }) => sameBytes(id, slot.id))) reader.fail('two slots have one id');
  });
  const problem = problemOfAll(slots);
  if (problem !== undefined) reader.fail(problem);
  const ended = (flags & ENDED) !== 0;
  if (ended && (entries > 0 || bucketBits > 0 || buckets.some((hash) => hash.some((byte) => byte !== 0)))) {
    reader.fail('it ends the store, and has entries');
  }
  if (masters.some(({ id }, i) => i > 0 && id <= (masters[i - 1]?.id ?? MOST_ID))) {
    reader.fail('its master keys are out of order');
  }
  const primaries = masters.filter(({ status }) => status === 'primary');
  if (primaries.length !== 1 || primaries[0] !== masters.at(-1))
    reader.fail('not the last master key alone is primary');
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

function readSlot(reader: Reader): Slot {
  const id = reader.take(SLOT_ID_BYTES);
  const type = reader.u8();
  reader.zeros(1);
  const [length, wrappedLength] = [reader.u16(), reader.u16()];
  const end = reader.at + length;
  const kind = readKind(reader, type, length);
  if (reader.at !== end) reader.fail("a slot's parameters have another length");
  const fits =
    kind.type === 'provider'
      ? wrappedLength >= 1 && wrappedLength <= MOST_PROVIDED_BYTES
      : wrappedLength === WRAPPED_KEY_BYTES;
  if (!fits) reader.fail("a slot's wrapped key has another length");
  return { ...kind, id, wrapped: reader.take(wrappedLength) };
}

function readKind(reader: Reader, type: number, length: number): SlotKind {
  switch (type) {
    case TYPES.pbkdf2:
      return { type: 'pbkdf2', salt: reader.take(SALT_BYTES), iterations: reader.u32() };
    case TYPES.argon2id:
      return {
        type: 'argon2id',
        salt: reader.take(SALT_BYTES),
        memoryKiB: reader.u32(),
        passes: reader.u32(),
        lanes: reader.u8(),
      };
    case TYPES.key:
      return { type: 'key' };
    case TYPES.provider: {
      const name = length >= 1 && length <= 255 ? fromUtf8(reader.take(length)) : undefined;
      return { type: 'provider', name: name ?? reader.fail("a slot's provider has no proper name") };
    }
    default:
      return reader.fail('it has a slot of a type that this version does not know');
  }
}

function readMaster(reader: Reader): MasterKey {
  const id = reader.u32();
  const status = STATUSES[reader.u8()] ?? reader.fail('a master key has a status that this version does not know');
  reader.zeros(3);
  const created = reader.u64();
  const wrapped = reader.take(WRAPPED_KEY_BYTES);
  const gone = compareBytes(wrapped, new Uint8Array(WRAPPED_KEY_BYTES)) === 0;
  if (gone !== (status === 'destroyed')) reader.fail('a master key is there and destroyed, or neither');
  return { id, status, created, wrapped };
}
