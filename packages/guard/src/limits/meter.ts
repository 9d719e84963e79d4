import type { RateLimitResult } from './policy.js';

/** Counts one key. Times are whole milliseconds that never decrease; costs are integers from 0. */
export interface Meter {
  /** Units left, rounded down; below zero while there is debt. */
  remaining(now: number): number;
  /** Takes a cost, which may be more than is left. */
  add(now: number, cost: number): void;
  /** Milliseconds until a cost is left. */
  wait(now: number, cost: number): number;
  /** When the whole limit is there again, so that nothing is lost if the meter is forgotten. */
  fullAt(now: number): number;
  /** What it has counted, to be stored: a new meter that is given these numbers goes on from the time 0. */
  counts(now: number): number[];
}

/** Takes a cost if so much is left. */
export function take(meter: Meter, now: number, cost: number): RateLimitResult {
  const allowed = cost <= meter.remaining(now);
  if (allowed) meter.add(now, cost);
  return stateOf(meter, now, cost, allowed);
}

/** Tells how a meter stands for a cost. */
export function look(meter: Meter, now: number, cost: number): RateLimitResult {
  return stateOf(meter, now, cost, cost <= meter.remaining(now));
}

/** Takes a cost even if it isn't left, down to `floor`. */
export function charge(meter: Meter, now: number, cost: number, floor: number): RateLimitResult {
  meter.add(now, Math.max(0, Math.min(cost, meter.remaining(now) - floor)));
  return stateOf(meter, now, 0, meter.remaining(now) >= 0);
}

function stateOf(meter: Meter, now: number, cost: number, allowed: boolean): RateLimitResult {
  return {
    allowed,
    remaining: meter.remaining(now),
    retryAfterMs: allowed ? 0 : meter.wait(now, cost),
    resetMs: Math.max(0, meter.fullAt(now) - now),
  };
}
