// Bans, which end by themselves.

import { BoundedTable } from '../limits/bounded-table.js';
import type { BanKey } from './key.js';

interface Record {
  until: number;
  reason: string;
  /** How many bans of the key there were, as far as the table remembers. */
  count: number;
}

/** Who is banned. */
export interface Ban extends BanKey {
  readonly reason: string;
  readonly until: Date;
}

/** Bans of one kind of keys, on a steady clock of milliseconds. */
export class Bans {
  readonly #kind: BanKey['kind'];
  readonly #records: BoundedTable<Record>;
  readonly #firstMs: number;
  readonly #longestMs: number;

  constructor(
    kind: BanKey['kind'],
    limits: { readonly maxKeys: number; readonly banSeconds: number; readonly longestBanSeconds: number },
  ) {
    this.#kind = kind;
    this.#firstMs = 1000 * limits.banSeconds;
    this.#longestMs = 1000 * limits.longestBanSeconds;
    // Remembered after its end for as long as the longest ban, so that the next one is longer.
    this.#records = new BoundedTable(limits.maxKeys, ({ until }) => until + this.#longestMs);
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
      until > now ? [{ kind: this.#kind, key, reason, until: new Date(wall + until - now) }] : [],
    );
  }
}
