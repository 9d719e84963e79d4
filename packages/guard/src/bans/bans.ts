// Bans, which end by themselves.

import { BoundedTable } from '../limits/bounded-table.js';

interface Record {
  until: number;
  reason: string;
  /** How many bans of the key there were, as far as the table remembers. */
  count: number;
}

/** A key that is banned. */
export interface Ban {
  readonly key: string;
  readonly reason: string;
  readonly until: Date;
}

/** Keys that are banned, on a steady clock of milliseconds. */
export class Bans {
  readonly #records: BoundedTable<Record>;
  readonly #firstMs: number;
  readonly #longestMs: number;

  constructor(most: number, firstSeconds: number, longestSeconds: number) {
    this.#firstMs = 1000 * firstSeconds;
    this.#longestMs = 1000 * longestSeconds;
    // Remembered after its end for as long as the longest ban, so that the next one is longer.
    this.#records = new BoundedTable(most, ({ until }) => until + this.#longestMs);
  }

  has(key: string, now: number): boolean {
    return (this.#records.get(key)?.until ?? 0) > now;
  }

  /**
   * Bans a key. A ban that ends later stays.
   *
   * @param ms how long; if left out, twice as long as the last time
   * @returns for how long it is banned, in milliseconds
   */
  add(key: string, reason: string, now: number, ms?: number): number {
    const before = this.#records.get(key);
    const count = before?.count ?? 0;
    const length = ms ?? Math.min(this.#longestMs, this.#firstMs * 2 ** Math.min(count, 30));
    const until = Math.max(before?.until ?? 0, now + length);
    this.#records.set(key, { until, reason, count: count + 1 }, now);
    return until - now;
  }

  /** Ends a ban, and forgets those before it. Tells whether the key was banned. */
  delete(key: string, now: number): boolean {
    const was = this.has(key, now);
    this.#records.delete(key);
    return was;
  }

  list(now: number): Ban[] {
    const wall = Date.now();
    return [...this.#records.entries()].flatMap(([key, { until, reason }]) =>
      until > now ? [{ key, reason, until: new Date(wall + until - now) }] : [],
    );
  }
}
