// An exact sliding window: a log of what was taken within the last window.

import type { Meter } from './meter.js';

/**
 * Counts with a log of times and costs. What is taken at a time counts until `windowMs` later, exclusively. Debt buys each
 * unit that an entry frees, before anyone else, so it is paid off at the rate of the limit; and what is admitted in any window
 * stays within the limit.
 */
export class SlidingLogMeter implements Meter {
  readonly #limit: number;
  readonly #windowMs: number;
  /** A time, then its cost, and so on: one list, since a table has many. */
  #entries: number[];
  /** The place of the oldest time that counts. */
  #head = 0;
  /** The sum of the costs from there on: at most the limit. */
  #used = 0;
  /** Above 0 only while all of the limit is used. */
  #debt: number;

  /** @param counts of a meter that was stored */
  constructor(limit: number, windowMs: number, counts?: readonly number[]) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#debt = counts?.[0] ?? 0;
    this.#entries = counts?.slice(1) ?? [];
    for (let at = 0; at < this.#entries.length; at += 2) this.#used += this.#cost(at);
  }

  remaining(now: number): number {
    this.#expire(now);
    return this.#limit - this.#used - this.#debt;
  }

  add(now: number, cost: number): void {
    this.#expire(now);
    const paid = Math.min(cost, this.#limit - this.#used);
    this.#debt += cost - paid;
    this.#log(now, paid);
  }

  wait(now: number, cost: number): number {
    if (cost > this.#limit) return Number.POSITIVE_INFINITY;
    let missing = cost - this.remaining(now);
    if (missing <= 0) return 0;
    // Each round of the whole limit takes a window, since its entries come again as those of the debt.
    const rounds = Math.ceil(missing / this.#limit) - 1;
    missing -= rounds * this.#limit;
    let at = this.#head;
    for (let freed = this.#cost(at); freed < missing; freed += this.#cost(at)) at += 2;
    return this.#time(at) + (rounds + 1) * this.#windowMs - now;
  }

  fullAt(now: number): number {
    this.#expire(now);
    if (this.#debt > 0) return now + this.wait(now, this.#limit);
    return this.#used === 0 ? now : this.#time(this.#entries.length - 2) + this.#windowMs;
  }

  counts(now: number): number[] {
    this.#expire(now);
    const entries = this.#entries.slice(this.#head);
    return [this.#debt, ...entries.map((each, i) => (i % 2 === 0 ? each - now : each))];
  }

  /** Drops entries that have left the window. Debt takes their place. */
  #expire(now: number): void {
    while (this.#head < this.#entries.length) {
      const leaves = this.#time(this.#head) + this.#windowMs;
      if (leaves > now) break;
      const cost = this.#cost(this.#head);
      this.#head += 2;
      this.#used -= cost;
      const paid = Math.min(cost, this.#debt);
      this.#debt -= paid;
      this.#log(leaves, paid);
    }
    // Half or more of the list is spent: each entry is moved once on average.
    if (this.#head > 0 && 2 * this.#head >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }

  #log(time: number, cost: number): void {
    if (cost === 0) return;
    this.#used += cost;
    const last = this.#entries.length - 2;
    if (last >= this.#head && this.#time(last) === time) {
      this.#entries[last + 1] = this.#cost(last) + cost;
    } else if (last < 0) {
      this.#entries = [time, cost]; // a list that grows has room for more from its first item on
    } else {
      this.#entries.push(time, cost);
    }
  }

  #time(place: number): number {
    return this.#entries[place] ?? 0;
  }

  #cost(place: number): number {
    return this.#entries[place + 1] ?? 0;
  }
}
