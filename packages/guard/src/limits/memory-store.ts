// Limits in the memory of one process.

import { callbackOf, optionsOf, unexpected } from '@fedzk/core';
import { BoundedTable } from './bounded-table.js';
import { GcraMeter } from './gcra.js';
import { charge, look, type Meter, take } from './meter.js';
import {
  policyOf,
  type RateLimitPolicy,
  type RateLimitResult,
  type RateLimitStore,
  type RateLimitTable,
} from './policy.js';
import { SlidingLogMeter } from './sliding-log.js';

export interface MemoryStoreOptions {
  /** The largest number of keys in a table, from 1 to 10,000,000. Default: 100,000. */
  readonly maxKeys?: number | undefined;
  /** The clock, in milliseconds. Default: `performance.now`, which never goes back. */
  readonly now?: (() => number) | undefined;
}

/**
 * Keeps limits in this process alone: no other process, and at the edge no other isolate, counts with it.
 *
 * A table is bounded. Where it is full, a new key takes the place of one among the oldest that has its whole limit again, or,
 * if there is none, of the one that has it soonest. So a flood of new keys drives out those that lose least by it, and debt
 * stays longest.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function memoryStore(options: MemoryStoreOptions = {}): RateLimitStore {
  const { maxKeys = 100_000, now } = optionsOf(options, ['maxKeys', 'now']);
  if (!Number.isInteger(maxKeys) || maxKeys < 1 || maxKeys > 10_000_000) {
    throw unexpected('maxKeys', 'an integer from 1 to 10000000', maxKeys);
  }
  const clock = callbackOf(now, 'now') ?? (() => performance.now());
  return Object.freeze<RateLimitStore>({
    open: (policy) => new MemoryTable(policyOf(policy), maxKeys, steady(clock)),
  });
}

/** Makes a clock of whole milliseconds from 0 that never goes back. What is no number counts as no time passed. */
export function steady(clock: () => number): () => number {
  const origin = Math.floor(clock());
  let last = 0;
  return () => {
    const time = Math.floor(clock()) - origin;
    if (time > last) last = time;
    return last;
  };
}

class MemoryTable implements RateLimitTable {
  readonly #make: () => Meter;
  readonly #now: () => number;
  readonly #meters: BoundedTable<Meter>;

  constructor({ algorithm, limit, windowSeconds }: RateLimitPolicy, most: number, now: () => number) {
    const Kind = algorithm === 'gcra' ? GcraMeter : SlidingLogMeter;
    this.#make = () => new Kind(limit, 1000 * windowSeconds);
    this.#now = now;
    this.#meters = new BoundedTable(most, (meter, at) => meter.fullAt(at));
  }

  take(key: string, cost: number): RateLimitResult {
    const now = this.#now();
    return take(this.#meterOf(key, now), now, cost);
  }

  look(key: string, cost: number): RateLimitResult {
    return look(this.#meters.get(key) ?? this.#make(), this.#now(), cost);
  }

  charge(key: string, cost: number, floor: number): RateLimitResult {
    const now = this.#now();
    return charge(this.#meterOf(key, now), now, cost, floor);
  }

  #meterOf(key: string, now: number): Meter {
    const known = this.#meters.get(key);
    if (known !== undefined) return known;
    const meter = this.#make();
    this.#meters.set(key, meter, now);
    return meter;
  }
}
