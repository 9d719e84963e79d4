// What a limit is, what is left of it, and the storage that counts.

import { fieldsOf, methodsOf, unexpected } from '@fedzk/core';

/**
 * How a budget comes back.
 * - `sliding-log`: exact. In no window of the given length, wherever it begins, is more than the limit admitted. Keeps the
 *   time of each admission.
 * - `gcra`: the budget comes back evenly, as in a leaky bucket. One number a key; up to twice the limit in one window.
 */
export type RateLimitAlgorithm = 'sliding-log' | 'gcra';

/** A limit: so many units of cost within so much time. */
export interface RateLimitPolicy {
  /** Its name in header fields, and what keeps it apart from others in a shared store: `[a-z][a-z0-9_-]*`. */
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly algorithm: RateLimitAlgorithm;
}

/** How a key stands. */
export interface RateLimitResult {
  /** Whether the cost was taken, or for a peek whether a cost of 1 would be. */
  readonly allowed: boolean;
  /** Units that are left, rounded down. Below zero while there is debt. */
  readonly remaining: number;
  /** Milliseconds until the same cost would be admitted, if nothing else is. 0 if it was; infinite above the limit. */
  readonly retryAfterMs: number;
  /** Milliseconds until the whole limit is there again. */
  readonly resetMs: number;
  /** Set if a shared storage gave no answer: nothing was counted, and the rest is what the store says in its place. */
  readonly unavailable?: true;
}

/** Counts the keys of one policy. Each method is one atomic step; times are those of the storage's own clock. */
export interface RateLimitTable {
  /** Takes the cost if so much is left, and nothing otherwise. */
  take(key: string, cost: number): RateLimitResult | Promise<RateLimitResult>;
  /** Tells how a key stands for a cost, without a change. */
  look(key: string, cost: number): RateLimitResult | Promise<RateLimitResult>;
  /** Takes the cost even if it isn't left, down to `floor`, which is negative. */
  charge(key: string, cost: number, floor: number): RateLimitResult | Promise<RateLimitResult>;
}

/** Keeps what limits count: in memory, or in a service that many processes share. */
export interface RateLimitStore {
  /** Opens the table of a policy. Stores that are shared keep tables apart by the policy's name. */
  open(policy: RateLimitPolicy): RateLimitTable;
}

/** @throws {FedzkError} `invalid-argument` */
export function storeOf(store: RateLimitStore): RateLimitStore {
  return methodsOf(store, ['open'], 'store', 'memoryStore(), or another object with open(policy)');
}

const MOST_LIMIT = 1_000_000;
/** A sliding log has an entry for each admission. */
const MOST_LOGGED = 10_000;
const MOST_SECONDS = 86_400;

/** @throws {FedzkError} `invalid-argument` */
export function policyOf(policy: RateLimitPolicy): RateLimitPolicy {
  const { name, limit, windowSeconds, algorithm } = fieldsOf(
    policy,
    ['name', 'limit', 'windowSeconds', 'algorithm'],
    'policy',
  );
  if (typeof name !== 'string' || !/^[a-z][a-z0-9_-]{0,63}$/.test(name)) {
    throw unexpected('name', 'a name of [a-z][a-z0-9_-]*, 64 characters at most', name);
  }
  if (algorithm !== 'sliding-log' && algorithm !== 'gcra') {
    throw unexpected('algorithm', '"sliding-log" or "gcra"', algorithm);
  }
  const most = algorithm === 'gcra' ? MOST_LIMIT : MOST_LOGGED;
  if (!Number.isInteger(limit) || limit < 1 || limit > most) {
    throw unexpected('limit', `an integer from 1 to ${most} with "${algorithm}"`, limit);
  }
  if (!Number.isInteger(windowSeconds) || windowSeconds < 1 || windowSeconds > MOST_SECONDS) {
    throw unexpected('windowSeconds', `an integer from 1 to ${MOST_SECONDS}`, windowSeconds);
  }
  return Object.freeze({ name, limit, windowSeconds, algorithm });
}
