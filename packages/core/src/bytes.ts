import { FedzkError } from './errors.js';

/** Reads the internal slots of a typed array; an object can't lie to it, whatever its properties and prototype say. */
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

/** The name of a typed array's type, such as `Uint8Array`; `undefined` for whatever is no typed array. */
export function typedArrayName(value: unknown): string | undefined {
  return slots.name(value) as string | undefined;
}

/** How many elements a typed array has; 0 where its buffer is detached or has shrunk. */
export function typedArrayLength(value: object): number {
  return slots.length(value) as number;
}

/**
 * The length of a Uint8Array, of this realm or another; `undefined` for anything else.
 */
export function byteLength(value: unknown): number | undefined {
  return typedArrayName(value) === 'Uint8Array' ? typedArrayLength(value as object) : undefined;
}

/** The types of numbers that {@link plainView} knows, by their names. */
interface NumberArrays {
  readonly Uint8Array: Uint8Array<ArrayBuffer>;
  readonly Int8Array: Int8Array;
  readonly Int16Array: Int16Array;
  readonly Int32Array: Int32Array;
  readonly Float32Array: Float32Array;
}

/** Throws where the memory is no longer there, like every method (ECMA-262 §23.2.4.4); the getters give 0. */
const validate = Uint8Array.prototype.keys;

const KINDS: Readonly<Record<keyof NumberArrays, new (length: number) => object>> = {
  Uint8Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Float32Array,
};

/**
 * The same memory as a plain typed array of this realm, which is what it says it is; `undefined` for anything but a
 * typed array of one of the kinds, and where its buffer is detached or has shrunk. A subclass or a changed prototype
 * could lie about its length while it is copied.
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
 * The length of a Uint8Array, of this realm or another, for a reader that copies it at once; `undefined` for anything
 * else, and where its memory is shared, detached or has shrunk.
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
 * Copies a Uint8Array, of this realm or another; `undefined` for anything else, for more than `most` bytes, of which
 * nothing is copied, and where its memory is shared, detached or has shrunk.
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
 * A copy in memory of its own, which nobody else can change meanwhile; also of shared memory.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  const plain = plainView(bytes, ['Uint8Array']);
  if (plain !== undefined) return new Uint8Array(plain);
  throw new FedzkError('invalid-argument', '"bytes" expected a Uint8Array whose memory is there.');
}

/**
 * The parts one after the other.
 *
 * @throws {FedzkError} `invalid-argument`
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

// Marked pure, so that a program without `toHex` goes without it.
const PAIRS: readonly string[] = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** @throws {FedzkError} `invalid-argument` */
function lengthOf(bytes: unknown, name: string): number {
  const length = plainView(bytes, ['Uint8Array'])?.length;
  if (length !== undefined) return length;
  throw new FedzkError('invalid-argument', `"${name}" expected Uint8Arrays alone.`);
}

/**
 * Lower-case hexadecimal.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function toHex(bytes: Uint8Array): string {
  lengthOf(bytes, 'bytes');
  let text = '';
  for (const byte of bytes) text += PAIRS[byte];
  return text;
}

/**
 * The bytes of lower-case hexadecimal.
 *
 * @throws {FedzkError} `invalid-argument`: other characters, or half a byte
 */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (typeof text !== 'string' || text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) {
    throw new FedzkError('invalid-argument', '"text" expected lower-case hexadecimal, two digits a byte.');
  }
  // Modules are read with it on import: by Uint8Array.from it takes several times as long.
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = 16 * digit(text.charCodeAt(2 * i)) + digit(text.charCodeAt(2 * i + 1));
  return bytes;
}

/** Of '0' … '9', from 48 on, and 'a' … 'f', from 97 on. */
function digit(code: number): number {
  return (code & 15) + 9 * (code >> 6);
}
