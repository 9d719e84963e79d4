import type { CheckedBundle } from '../verify/bundles.js';
import type { Range } from './messages.js';

/** The result of a range: its checked bundles, or those before the first failure, and the error. */
export interface Part {
  readonly checked: readonly CheckedBundle[];
  readonly error?: unknown;
}

/** A range that was taken, and the callback for its result. */
export interface Taken {
  readonly range: Range;
  done(part: Part): void;
}

/** Ranges of bundles. They are taken in order, and their results are read in order, each once. */
export class Ranges {
  /** The number of ranges. */
  readonly count: number;
  readonly #bundles: number;
  readonly #length: number;
  readonly #mostAhead: number;
  readonly #parts = new Map<number, { readonly promise: Promise<Part>; resolve(part: Part): void }>();
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #read = 0;

  /**
   * @param length the bundles of a range
   * @param mostAhead the most ranges taken ahead of the one that is read next
   */
  constructor(bundles: number, length: number, mostAhead: number) {
    this.count = Math.ceil(bundles / length);
    this.#bundles = bundles;
    this.#length = length;
    this.#mostAhead = mostAhead;
  }

  /** Takes the next range as soon as it may be taken. Never resolves if none is left. */
  async take(): Promise<Taken> {
    while (this.#taken >= Math.min(this.count, this.#read + this.#mostAhead)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const place = this.#taken++;
    const first = place * this.#length;
    const range = { first, end: Math.min(first + this.#length, this.#bundles) };
    return { range, done: (part) => this.#deferred(place).resolve(part) };
  }

  /** Returns the result of a range once it is there. Call it once for each range, in order. */
  async part(place: number): Promise<Part> {
    const part = await this.#deferred(place).promise;
    this.#parts.delete(place);
    this.#read = place + 1;
    for (const wake of this.#waiting.splice(0)) wake();
    return part;
  }

  #deferred(place: number): { readonly promise: Promise<Part>; resolve(part: Part): void } {
    const known = this.#parts.get(place);
    if (known !== undefined) return known;
    let resolve: (part: Part) => void = () => {};
    const promise = new Promise<Part>((settle) => {
      resolve = settle;
    });
    const made = { promise, resolve };
    this.#parts.set(place, made);
    return made;
  }
}
