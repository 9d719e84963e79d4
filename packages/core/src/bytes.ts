/** Reads the internal slots of a typed array; an object can't lie to it, whatever its properties and prototype say. */
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const readTag = slotReader(Symbol.toStringTag);
const readByteLength = slotReader('byteLength');

function slotReader(key: PropertyKey): (value: unknown) => unknown {
  const getter = Object.getOwnPropertyDescriptor(typedArray, key)?.get;
  if (getter === undefined) throw new TypeError(`%TypedArray%.prototype has no getter ${String(key)}`);
  return (value) => getter.call(value);
}

/**
 * The length of a Uint8Array, of this realm or another; `undefined` for anything else.
 */
export function byteLength(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!ArrayBuffer.isView(value) || readTag(value) !== 'Uint8Array') return undefined;
  return readByteLength(value) as number;
}

/** A copy in memory of its own, which nobody else can change meanwhile. */
export function copyBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/** The parts one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of standard base64 (RFC 4648 §4). */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
