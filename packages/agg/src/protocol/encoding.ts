// Integers and strings as bytes, big-endian: aggregation.md, "Numbers and encodings".

import { concat, counted } from '@fedzk/core';

/** Bytes in memory that is not shared, as WebCrypto requires. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Joins byte strings. */
export function join(...parts: readonly Uint8Array[]): Bytes {
  return concat(...parts) as Bytes;
}

/** Writes one byte. */
export function u8(value: number): Bytes {
  return Uint8Array.of(value);
}

/** Writes two bytes, big-endian. */
export function u16(value: number): Bytes {
  return Uint8Array.of(value >> 8, value);
}

/** Writes four bytes, big-endian. */
export function u32(value: number): Bytes {
  return Uint8Array.of(value >> 24, value >> 16, value >> 8, value);
}

/** Writes eight bytes, big-endian. */
export function u64(value: bigint): Bytes {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, value);
  return out;
}

/** Writes lp(x) = u16 length ‖ bytes. */
export function lp(bytes: Uint8Array): Bytes {
  return join(u16(bytes.length), bytes);
}

/** Encodes a label or an id in UTF-8. */
export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Decodes well-formed UTF-8; `undefined` for anything else. A byte order mark is kept as a character. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (reason) {
    if (reason instanceof TypeError) return undefined;
    throw reason;
  }
}

/** Tells whether two byte strings are equal. Not for secrets: it stops at the first difference. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Orders byte strings, a prefix first: below 0 if `a` comes first. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Reads a byte string from front to back. Past the end it throws {@link EndOfBytes}, which callers turn into a refusal. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The number of bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Copies the next `length` bytes. */
  take(length: number): Bytes {
    if (length > this.left) throw new EndOfBytes(`expected ${counted(length, 'byte')} more, got ${this.left}`);
    this.#at += length;
    return new Uint8Array(this.#bytes.subarray(this.#at - length, this.#at));
  }

  u8(): number {
    return this.take(1)[0] ?? 0;
  }

  u16(): number {
    return new DataView(this.take(2).buffer).getUint16(0);
  }

  u32(): number {
    return new DataView(this.take(4).buffer).getUint32(0);
  }

  u64(): bigint {
    return new DataView(this.take(8).buffer).getBigUint64(0);
  }

  /** Reads bytes that {@link lp} wrote. */
  lp(): Bytes {
    return this.take(this.u16());
  }

  /** Throws if bytes are left. */
  end(): void {
    if (this.left !== 0) throw new EndOfBytes(`expected the end, got ${counted(this.left, 'byte')} more`);
  }
}

/** Thrown for bytes that are too short or too long. */
export class EndOfBytes extends Error {}
