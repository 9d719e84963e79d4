import { FedzkError } from './errors.js';

/** The prototype of all typed arrays. Its getters read internal slots, which no property or prototype can change. */
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const slots = {
  name: slotReader(Symbol.toStringTag),
  length: slotReader('length'),
  byteOffset: slotReader('byteOffset'),
  buffer: slotReader('buffer'),
};

function slotReader(key: PropertyKey): (value: unknown) => unknown {
  const getter = Object.getOwnPropertyDescriptor(typedArray, key)?.get;
  if (getter === undefined) throw new TypeError(`%TypedArray%.prototype has no getter ${String(key)}`);
  return (value) => getter.call(value);
}

/** Returns the name of a typed array's type, such as `Uint8Array`; `undefined` for anything else. */
export function typedArrayName(value: unknown): string | undefined {
  return slots.name(value) as string | undefined;
}

/** Returns the number of elements of a typed array; 0 if its buffer is detached or has shrunk. */
export function typedArrayLength(value: object): number {
  return slots.length(value) as number;
}

/**
 * Returns the length of a Uint8Array, of this realm or another; `undefined` for anything else.
 */
export function byteLength(value: unknown): number | undefined {
  return typedArrayName(value) === 'Uint8Array' ? typedArrayLength(value as object) : undefined;
}

/** The typed arrays that {@link plainView} knows, by name. */
interface NumberArrays {
  readonly Uint8Array: Uint8Array<ArrayBuffer>;
  readonly Int8Array: Int8Array;
  readonly Int16Array: Int16Array;
  readonly Int32Array: Int32Array;
  readonly Float32Array: Float32Array;
  readonly Float64Array: Float64Array;
}

/** Throws if the buffer is detached or has shrunk, as every method does (ECMA-262 §23.2.4.4). The getters give 0 instead. */
const validate = Uint8Array.prototype.keys;

const KINDS: Readonly<Record<keyof NumberArrays, new (length: number) => object>> = {
  Uint8Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Float32Array,
  Float64Array,
};

/**
 * Returns a view of the same memory that is a plain typed array of this realm. A subclass or a changed prototype could
 * report a wrong length.
 *
 * @returns `undefined` for anything but a typed array of one of the kinds, or if its buffer is detached or has shrunk
 */
export function plainView<Kind extends keyof NumberArrays>(
  value: unknown,
  kinds: readonly Kind[],
): NumberArrays[Kind] | undefined {
  const kind = kinds.find((name) => name === typedArrayName(value));
  if (kind === undefined) return undefined;
  try {
    validate.call(value);
  } catch {
    return undefined;
  }
  return Reflect.construct(KINDS[kind], [slots.buffer(value), slots.byteOffset(value), slots.length(value)]);
}

const byteLengthOfBuffer = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get;

/**
 * Returns the length of a Uint8Array, of this realm or another, for a reader that copies it at once.
 *
 * @returns `undefined` for anything else, or if its memory is shared, detached or has shrunk
 */
export function readableLength(value: unknown): number | undefined {
  const length = byteLength(value);
  if (length === undefined) return undefined;
  try {
    validate.call(value);
    byteLengthOfBuffer?.call(slots.buffer(value)); // throws for a SharedArrayBuffer, which others can change while it is read
    return length;
  } catch {
    return undefined;
  }
}

/**
 * Copies a Uint8Array, of this realm or another.
 *
 * @param most the largest length in bytes
 * @returns `undefined` for anything else, for more bytes, or if the memory is shared, detached or has shrunk
 */
export function ownBytes(value: unknown, most: number = Infinity): Uint8Array<ArrayBuffer> | undefined {
  const length = readableLength(value);
  if (length === undefined || length > most) return undefined;
  const buffer = slots.buffer(value) as ArrayBuffer;
  const copy = new Uint8Array(length);
  copy.set(new Uint8Array(buffer, slots.byteOffset(value) as number, length));
  return copy;
}

/**
 * Copies bytes, also from shared memory.
 *
 * @throws {FedzkError} `invalid-argument`: no Uint8Array, or its memory is detached or has shrunk
 */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  const plain = plainView(bytes, ['Uint8Array']);
  if (plain !== undefined) return new Uint8Array(plain);
  throw new FedzkError('invalid-argument', '"bytes" expected a Uint8Array whose memory is not detached.');
}

/**
 * Joins byte arrays in their order.
 *
 * @throws {FedzkError} `invalid-argument`: a part is no Uint8Array
 */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += lengthOf(part, 'parts');
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

// Marked pure, so that bundlers drop it from a program without `toHex`.
const PAIRS: readonly string[] = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** @throws {FedzkError} `invalid-argument` */
function lengthOf(bytes: unknown, name: string): number {
  const length = plainView(bytes, ['Uint8Array'])?.length;
  if (length !== undefined) return length;
  throw new FedzkError('invalid-argument', `"${name}" expected Uint8Arrays only.`);
}

/**
 * Writes bytes as lower-case hexadecimal.
 *
 * @throws {FedzkError} `invalid-argument`: no Uint8Array
 */
export function toHex(bytes: Uint8Array): string {
  lengthOf(bytes, 'bytes');
  let text = '';
  for (const byte of bytes) text += PAIRS[byte];
  return text;
}

/**
 * Reads lower-case hexadecimal.
 *
 * @throws {FedzkError} `invalid-argument`: another character, or an odd number of digits
 */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (typeof text !== 'string' || text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) {
    throw new FedzkError('invalid-argument', '"text" expected lower-case hexadecimal, two digits a byte.');
  }
  // Modules are decoded by this on import. Uint8Array.from would take several times as long.
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = 16 * digit(text.charCodeAt(2 * i)) + digit(text.charCodeAt(2 * i + 1));
  return bytes;
}

/** Returns a digit's value from its code: '0' to '9' begin at 48, 'a' to 'f' at 97. */
function digit(code: number): number {
  return (code & 15) + 9 * (code >> 6);
}
