import type { CheckedBundle } from '../verify/bundles.js';
import type { Range } from './messages.js';

/** What came of a range: its bundles, or those before the one that could not be checked, and why. */
export interface Part {
  readonly checked: readonly CheckedBundle[];
  readonly error?: unknown;
}

/** A range, and how whoever took it gives what came of it. */
export interface Taken {
  readonly range: Range;
  done(part: Part): void;
}

/** Ranges of bundles: they are taken in their order, and read in their order, each once. */
export class Ranges {
  /** How many there are. */
  readonly count: number;
  readonly #bundles: number;
  readonly #length: number;
  readonly #mostAhead: number;
  readonly #parts = new Map<number, { readonly promise: Promise<Part>; resolve(part: Part): void }>();
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #read = 0;

  /**
   * @param length bundles of a range
   * @param mostAhead how many may be taken before the one that is read next is there
   */
  constructor(bundles: number, length: number, mostAhead: number) {
    this.count = Math.ceil(bundles / length);
    this.#bundles = bundles;
    this.#length = length;
    this.#mostAhead = mostAhead;
  }

  /** Takes the next one, as soon as one may be taken; never, where none is left. */
  async take(): Promise<Taken> {
    while (this.#taken >= Math.min(this.count, this.#read + this.#mostAhead)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    const place = this.#taken++;
    const first = place * this.#length;
    const range = { first, end: Math.min(first + this.#length, this.#bundles) };
    return { range, done: (part) => this.#deferred(place).resolve(part) };
  }

  /** What came of one, as soon as it is there; that of each is asked for once, in their order. */
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
