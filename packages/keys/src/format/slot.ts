// A slot: the root key, wrapped for one unlocker, and limits on the cost of opening it (FORMAT.md,
// "Slot").

import { fromUtf8, type Reader, utf8, Writer } from './bytes.js';
import { WRAPPED_KEY_BYTES } from './context.js';

export const MOST_SLOTS = 16;
/** The most bytes of a root key that a provider wrapped. */
export const MOST_PROVIDED_BYTES = 1024;
export const SLOT_ID_BYTES = 16;
const SALT_BYTES = 32;

/** The type of a slot, and the parameters of its key. */
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
  /** The wrapped root key. */
  readonly wrapped: Uint8Array;
};

const TYPES: Readonly<Record<SlotKind['type'], number>> = { pbkdf2: 1, argon2id: 2, key: 3, provider: 4 };

/** The most that opening a head may cost, so that a forged head can't exhaust a reader's time or memory. */
const LIMITS = { memoryPasses: 4_194_304, iterations: 10_000_000, memoryKiB: 1_048_576, passes: 16, lanes: 16 };
/** The fewest iterations of PBKDF2. */
const FEWEST_ITERATIONS = 100_000;

/** Says what is wrong with a passphrase's parameters; undefined if they are valid. */
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

/** Says what is wrong with the parameters of all slots of a store together; undefined if they are valid. */
export function problemOfAll(slots: readonly SlotKind[]): string | undefined {
  const sum = (cost: (slot: SlotKind) => number): number => slots.reduce((total, slot) => total + cost(slot), 0);
  const memory = sum((slot) => (slot.type === 'argon2id' ? slot.memoryKiB * slot.passes : 0));
  const iterations = sum((slot) => (slot.type === 'pbkdf2' ? slot.iterations : 0));
  const each = slots.map(problemOf).find((problem) => problem !== undefined);
  if (each !== undefined) return each;
  return memory <= LIMITS.memoryPasses && iterations <= LIMITS.iterations
    ? undefined
    : 'opening its passphrases costs more in total than the limit';
}

/** Encodes the type and parameters of a slot, for its context and its bytes. */
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

/** Writes a slot. */
export function writeSlot(slot: Slot): Uint8Array {
  const { type, parameters } = slotParameters(slot);
  const { id, wrapped } = slot;
  const writer = new Writer(SLOT_ID_BYTES + 6 + parameters.length + wrapped.length);
  writer.put(id).u8(type).skip(1).u16(parameters.length).u16(wrapped.length);
  return writer.put(parameters).put(wrapped).bytes;
}

/**
 * Reads a slot.
 *
 * @throws {FedzkError} `damaged`
 */
export function readSlot(reader: Reader): Slot {
  const id = reader.take(SLOT_ID_BYTES);
  const type = reader.u8();
  reader.zeros(1);
  const [length, wrappedLength] = [reader.u16(), reader.u16()];
  const end = reader.at + length;
  const kind = readKind(reader, type, length);
  if (reader.at !== end) reader.fail("a slot's parameters have a wrong length");
  const fits =
    kind.type === 'provider'
      ? wrappedLength >= 1 && wrappedLength <= MOST_PROVIDED_BYTES
      : wrappedLength === WRAPPED_KEY_BYTES;
  if (!fits) reader.fail("a slot's wrapped key has a wrong length");
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
      return { type: 'provider', name: name ?? reader.fail("the name of a slot's provider is invalid") };
    }
    default:
      return reader.fail('it has a slot of a type that this version does not know');
  }
}
