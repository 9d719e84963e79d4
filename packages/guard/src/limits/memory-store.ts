// Limits in the memory of one process.

import { callbackOf, optionsOf, unexpected } from '@fedzk/core';
import { GcraMeter } from './gcra.js';
import type { Meter } from './meter.js';
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

/** How many of the oldest keys are looked at for one new key. */
const SAMPLE = 8;

class MemoryTable implements RateLimitTable {
  readonly #make: () => Meter;
  readonly #most: number;
  readonly #now: () => number;
  readonly #meters = new Map<string, Meter>();
  /** Goes round the keys, oldest first. */
  #hand: Iterator<[string, Meter]> = this.#meters.entries();

  constructor({ algorithm, limit, windowSeconds }: RateLimitPolicy, most: number, now: () => number) {
    const Kind = algorithm === 'gcra' ? GcraMeter : SlidingLogMeter;
    this.#make = () => new Kind(limit, 1000 * windowSeconds);
    this.#most = most;
    this.#now = now;
  }

  take(key: string, cost: number): RateLimitResult {
    const now = this.#now();
    const meter = this.#meterOf(key, now);
    const allowed = cost <= meter.remaining(now);
    if (allowed) meter.add(now, cost);
    return stateOf(meter, now, cost, allowed);
  }

  look(key: string, cost: number): RateLimitResult {
    const now = this.#now();
    const meter = this.#meters.get(key) ?? this.#make();
    return stateOf(meter, now, cost, cost <= meter.remaining(now));
  }

  charge(key: string, cost: number, floor: number): RateLimitResult {
    const now = this.#now();
    const meter = this.#meterOf(key, now);
    meter.add(now, Math.max(0, Math.min(cost, meter.remaining(now) - floor)));
    return stateOf(meter, now, 0, meter.remaining(now) >= 0);
  }

  #meterOf(key: string, now: number): Meter {
    const known = this.#meters.get(key);
    if (known !== undefined) return known;
    this.#makeRoom(now);
    const meter = this.#make();
    this.#meters.set(key, meter);
    return meter;
  }

  /** Forgets keys among the next few that have their whole limit again; where the table is full, one key in any case. */
  #makeRoom(now: number): void {
    let least: string | undefined;
    let soonest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < Math.min(SAMPLE, this.#meters.size); i++) {
      const [key, meter] = this.#next() ?? [];
      if (key === undefined || meter === undefined) break;
      const fullAt = meter.fullAt(now);
      if (fullAt <= now) {
        this.#meters.delete(key);
      } else if (fullAt < soonest) {
        least = key;
        soonest = fullAt;
      }
    }
    if (this.#meters.size >= this.#most && least !== undefined) this.#meters.delete(least);
  }

  #next(): readonly [string, Meter] | undefined {
    const step = this.#hand.next();
    if (step.done !== true) return step.value;
    this.#hand = this.#meters.entries();
    const again = this.#hand.next();
    return again.done === true ? undefined : again.value;
  }
}

function stateOf(meter: Meter, now: number, cost: number, allowed: boolean): RateLimitResult {
  return {
    allowed,
    remaining: meter.remaining(now),
    retryAfterMs: allowed ? 0 : meter.wait(now, cost),
    resetMs: meter.fullAt(now) - now,
  };
}
