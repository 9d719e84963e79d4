// Reads the fields that the module returns: numbers big-endian, and four bytes of length before a field of no fixed length.

import { fromUtf8 } from '../utf8.js';

/** Reads one after the other. */
export class Fields {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  u8(): number {
    return this.take(1)[0] ?? 0;
  }

  u32(): number {
    return new DataView(this.take(4).buffer).getUint32(0);
  }

  /** Reads a number of 8 bytes, at most 2^53 − 1, which the module ensures. */
  u64(): number {
    return Number(new DataView(this.take(8).buffer).getBigUint64(0));
  }

  bytes(): Uint8Array {
    return this.take(this.u32());
  }

  text(): string {
    return fromUtf8(this.bytes());
  }
}
