// UUIDs of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, 12 of a counter, 62 random ones.

import { toHex } from '@fedzk/core';
import { unexpected } from '../argument.js';

const MOST_TIME = 2 ** 48 - 1;
const MOST_COUNT = 0xfff;
/** UUIDs for which random bytes are drawn at once: a call to the system takes longer than all the rest. */
const DRAWN = 128;
const RANDOM_BYTES = 8;
const DIGITS = 2 * RANDOM_BYTES;

/**
 * Makes UUIDs, each greater than the one before: within a millisecond by a counter in `rand_a` that starts below its
 * half (RFC 9562 §6.2, method 1). When the counter is full, or the clock steps back, the time in them runs ahead.
 */
export class UuidV7 {
  readonly #random = new Uint8Array(DRAWN * RANDOM_BYTES);
  readonly #starts = new Uint16Array(DRAWN);
  /** The random bytes as hexadecimal digits. */
  #tails = '';
  #used = DRAWN;
  #time = -1;
  /** The digits of the current millisecond. */
  #head = '';
  #count = 0;

  /** @param now milliseconds since 1970 */
  next(now: number): string {
    if (!Number.isInteger(now) || now < 0 || now > MOST_TIME) {
      throw unexpected('now', 'whole milliseconds since 1970, less than 2^48', now);
    }
    if (this.#used === DRAWN) this.#draw();
    const at = this.#used++;
    if (now > this.#time || this.#count === MOST_COUNT) {
      this.#begin(Math.max(now, this.#time + 1), (this.#starts[at] ?? 0) & (MOST_COUNT >> 1));
    } else {
      this.#count++;
    }
    const tail = this.#tails.slice(at * DIGITS, (at + 1) * DIGITS);
    return `${this.#head}${(0x7000 | this.#count).toString(16)}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  }

  #begin(time: number, count: number): void {
    const digits = time.toString(16).padStart(12, '0');
    this.#head = `${digits.slice(0, 8)}-${digits.slice(8)}-`;
    this.#time = time;
    this.#count = count;
  }

  #draw(): void {
    crypto.getRandomValues(this.#random);
    crypto.getRandomValues(this.#starts);
    for (let at = 0; at < this.#random.length; at += RANDOM_BYTES) {
      this.#random[at] = ((this.#random[at] ?? 0) & 0x3f) | 0x80; // the variant
    }
    this.#tails = toHex(this.#random);
    this.#used = 0;
  }
}
