// Reads and writes fields, big-endian. FORMAT.md says what they mean.

import { FedzkError } from '@fedzk/core';

/** The end of an error's advice, which a report of `verify` leaves out. */
export const SEE_VERIFY = '; verify() tells what else is';

/** The error for stored data that is invalid or was changed, by a fault of the disk or by somebody. */
export function damaged(what: string, why: string): FedzkError {
  return new FedzkError(
    'damaged',
    `The key store's ${what} is damaged: ${why}. Restore it from a backup${SEE_VERIFY}.`,
  );
}

/** Thrown if stored bytes are not authentic: no holder of the keys wrote them, so nobody can use them. */
export class NotAuthentic extends FedzkError {
  constructor(what: string, why: string) {
    super('damaged', damaged(what, why).message);
  }
}

/** Reads an object from its start to its end. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #what: string;
  readonly #error: typeof damaged;
  #at = 0;

  /**
   * @param what the object, for messages
   * @param error what `fail` throws
   */
  constructor(bytes: Uint8Array, what: string, error: typeof damaged = damaged) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#what = what;
    this.#error = error;
  }

  get at(): number {
    return this.#at;
  }

  /** Returns a view of the next bytes. */
  take(length: number): Uint8Array {
    return this.#bytes.subarray(this.#next(length), this.#at);
  }

  u8(): number {
    return this.#view.getUint8(this.#next(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#next(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#next(4));
  }

  /** Reads a u64 that a number holds exactly. */
  u64(): number {
    const value = Number(this.#view.getBigUint64(this.#next(8)));
    return Number.isSafeInteger(value) ? value : this.fail('a number is beyond 2^53');
  }

  /** Reads bytes that must equal the expected ones. */
  expect(expected: Uint8Array, name: string): void {
    if (!sameBytes(this.take(expected.length), expected)) this.fail(`it has another ${name}`);
  }

  zeros(length: number): void {
    if (this.take(length).some((byte) => byte !== 0)) this.fail('reserved bytes are not zero');
  }

  end(): void {
    if (this.#at !== this.#bytes.length) this.fail('bytes are left over');
  }

  fail(why: string): never {
    throw this.#error(this.#what, why);
  }

  #next(length: number): number {
    const at = this.#at;
    this.#at += length;
    return this.#at <= this.#bytes.length ? at : this.fail('it ends too early');
  }
}

/** Writes an object of a known length from its start to its end. Bytes that are not written are zero. */
export class Writer {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  put(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    return this.skip(bytes.length);
  }

  u8(value: number): this {
    this.#view.setUint8(this.#at, value);
    return this.skip(1);
  }

  u16(value: number): this {
    this.#view.setUint16(this.#at, value);
    return this.skip(2);
  }

  u32(value: number): this {
    this.#view.setUint32(this.#at, value);
    return this.skip(4);
  }

  u64(value: number): this {
    this.#view.setBigUint64(this.#at, BigInt(value));
    return this.skip(8);
  }

  /** Leaves bytes as zeros. */
  skip(length: number): this {
    this.#at += length;
    return this;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** @returns undefined for bytes that are not valid UTF-8 */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Compares public bytes. The time depends on where they differ. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0;
}

/** Orders bytes of equal length by the first difference: negative, 0 or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Compares 32 bytes in constant time, since an attacker may be guessing one of the values. */
export function sameSecret(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
