// UUIDs of version 7 (RFC 9562 §5.7): 48 bits of milliseconds, 12 of a counter, 62 random ones.

import { toHex } from '@fedzk/core';
import { unexpected } from '../argument.js';

const MOST_TIME = 2 ** 48 - 1;
const MOST_COUNT = 0xfff;
/** Random bytes for this many are drawn at once: each call to the system costs more than all the rest. */
const DRAWN = 128;
const RANDOM_BYTES = 8;
/** Two more start a counter. */
const BYTES_EACH = RANDOM_BYTES + 2;

/**
 * Makes UUIDs, each greater than the one before: within a millisecond by a counter in `rand_a` that starts below its
 * half (RFC 9562 §6.2, method 1). When the counter is full, or the clock steps back, the time in them runs ahead.
 */
export class UuidV7 {
  readonly #random = new Uint8Array(DRAWN * BYTES_EACH);
  #used = DRAWN * BYTES_EACH;
  #time = -1;
  #count = 0;

  /** @param now milliseconds since 1970 */
  next(now: number): string {
    if (!Number.isInteger(now) || now < 0 || now > MOST_TIME) {
      throw unexpected('now', 'whole milliseconds since 1970, less than 2^48', now);
    }
    const random = this.#draw();
    const start = (((random[8] ?? 0) << 8) | (random[9] ?? 0)) & (MOST_COUNT >> 1);
    if (now > this.#time) {
      this.#time = now;
      this.#count = start;
    } else if (this.#count < MOST_COUNT) {
      this.#count += 1;
    } else {
      this.#time += 1;
      this.#count = start;
    }
    return this.#format(random);
  }

  #format(random: Uint8Array): string {
    const time = this.#time.toString(16).padStart(12, '0');
    const count = (0x7000 | this.#count).toString(16);
    random[0] = ((random[0] ?? 0) & 0x3f) | 0x80; // the variant
    const tail = toHex(random.subarray(0, RANDOM_BYTES));
    return `${time.slice(0, 8)}-${time.slice(8)}-${count}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  }

  #draw(): Uint8Array {
    if (this.#used === this.#random.length) {
      crypto.getRandomValues(this.#random);
      this.#used = 0;
    }
    this.#used += BYTES_EACH;
    return this.#random.subarray(this.#used - BYTES_EACH, this.#used);
  }
}
