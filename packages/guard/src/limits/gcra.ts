// The generic cell rate algorithm (ITU-T I.371, annex A) with costs.

import type { Meter } from './meter.js';

/**
 * Counts with one number: the theoretical arrival time, at which the whole limit is there again. Times are in units of
 * 1/limit ms, so that they are integers and no rounding adds up.
 */
export class GcraMeter implements Meter {
  readonly #limit: number;
  readonly #windowMs: number;
  #arrival: number;

  /** @param counts of a meter that was stored */
  constructor(limit: number, windowMs: number, counts?: readonly number[]) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#arrival = counts?.[0] ?? 0;
  }

  remaining(now: number): number {
    return Math.floor(this.#limit - this.#owed(now) / this.#windowMs);
  }

  add(now: number, cost: number): void {
    this.#arrival = Math.max(this.#arrival, now * this.#limit) + cost * this.#windowMs;
  }

  wait(now: number, cost: number): number {
    if (cost > this.#limit) return Number.POSITIVE_INFINITY;
    const excess = this.#owed(now) - (this.#limit - cost) * this.#windowMs;
    return Math.max(0, Math.ceil(excess / this.#limit));
  }

  fullAt(): number {
    return Math.ceil(this.#arrival / this.#limit);
  }

  counts(now: number): number[] {
    return [this.#owed(now)];
  }

  /** How far the arrival time is ahead. A unit of cost is `windowMs`. */
  #owed(now: number): number {
    return Math.max(0, this.#arrival - now * this.#limit);
  }
}
