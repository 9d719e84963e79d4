// A map that forgets the least of what it knows once it is full.

/** How many of the oldest keys are looked at for one new key. */
const SAMPLE = 8;

/**
 * Holds values by key, so many at most. For a new key it forgets those among the next few, oldest first, that have ended; if none
 * has and it is full, the one that ends soonest.
 */
export class BoundedTable<Value> {
  readonly #most: number;
  readonly #endOf: (value: Value, now: number) => number;
  readonly #values = new Map<string, Value>();
  /** Goes round the keys. */
  #hand: Iterator<[string, Value]> = this.#values.entries();

  /** @param endOf when a value is worth nothing any more */
  constructor(most: number, endOf: (value: Value, now: number) => number) {
    this.#most = most;
    this.#endOf = endOf;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  /** Adds a value under a new key, or replaces the one that is there. */
  set(key: string, value: Value, now: number): void {
    if (!this.#values.has(key)) this.#makeRoom(now);
    this.#values.set(key, value);
  }

  delete(key: string): boolean {
    return this.#values.delete(key);
  }

  entries(): IterableIterator<[string, Value]> {
    return this.#values.entries();
  }

  #makeRoom(now: number): void {
    let least: string | undefined;
    let soonest = Number.POSITIVE_INFINITY;
    for (let i = Math.min(SAMPLE, this.#values.size); i > 0; i--) {
      const [key, value] = this.#next() ?? [];
      if (key === undefined || value === undefined) break;
      const end = this.#endOf(value, now);
      if (end <= now) {
        this.#values.delete(key);
      } else if (end < soonest) {
        least = key;
        soonest = end;
      }
    }
    if (this.#values.size >= this.#most && least !== undefined) this.#values.delete(least);
  }

  #next(): readonly [string, Value] | undefined {
    const step = this.#hand.next();
    if (step.done !== true) return step.value;
    this.#hand = this.#values.entries();
    const again = this.#hand.next();
    return again.done === true ? undefined : again.value;
  }
}
