// Random choices that are the same in every run, so that a failing test can be repeated.

import { createHash } from 'node:crypto';

/** A stream of bytes by name, from SHAKE128. */
export class Random {
  readonly #seed: string;
  #count = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  bytes(length: number): Uint8Array {
    const hash = createHash('shake128', { outputLength: Math.max(length, 1) });
    this.#count += 1;
    return new Uint8Array(hash.update(`${this.#seed} ${this.#count}`).digest()).subarray(0, length);
  }

  /** From 0 to `most`. */
  upTo(most: number): number {
    return new DataView(this.bytes(4).slice().buffer).getUint32(0) % (most + 1);
  }

  /** From 0 to `most`, short as often as long. */
  length(most: number): number {
    return this.upTo(Math.min(most, 2 ** this.upTo(Math.ceil(Math.log2(most + 1)))));
  }
}

/** Many small numbers, quickly (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** 32 bits. */
  word(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** From 0 to `most`. */
  upTo(most: number): number {
    return this.word() % (most + 1);
  }

  /** An integer from 0 to `limit` − 1; `limit` is at most 2^32. */
  below(limit: number): number {
    return Math.floor((this.word() / 2 ** 32) * limit);
  }

  /** An integer from 1 to `limit` − 1; `limit` is far below 2^320. */
  scalar(limit: bigint): bigint {
    let wide = 0n;
    for (let i = 0; i < 10; i++) wide = (wide << 32n) | BigInt(this.word());
    return 1n + (wide % (limit - 1n));
  }

  /** An item of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** The same items in some order. */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }
}

/** How many cases to try: more where there is time. */
export function cases(usual: number): number {
  return process.env['SLOW'] === '1' ? 20 * usual : usual;
}

/** Changes a bit. */
export function flip(value: Uint8Array, bit: number): void {
  value[bit >> 3] = (value[bit >> 3] ?? 0) ^ (1 << (bit & 7));
}
