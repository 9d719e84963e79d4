import { createHash } from 'node:crypto';

/** A stream of bytes that is the same in every run. */
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

  /** Short as often as long. */
  length(most: number): number {
    return this.upTo(Math.min(most, 2 ** this.upTo(Math.ceil(Math.log2(most + 1)))));
  }
}

/** More where there is time. */
export function cases(usual: number): number {
  return process.env['SLOW'] === '1' ? 20 * usual : usual;
}
