// Limits how much a key may cost within a time.

import { FedzkError, methodsOf, optionsOf, unexpected } from '@fedzk/core';
import { memoryStore } from './memory-store.js';
import {
  policyOf,
  type RateLimitAlgorithm,
  type RateLimitPolicy,
  type RateLimitResult,
  type RateLimitStore,
  storeOf,
} from './policy.js';

export interface RateLimiterOptions {
  /** Units of cost within the window: from 1 to 10,000, with `gcra` to 1,000,000. Default: 100. */
  readonly limit?: number | undefined;
  /** The window in whole seconds, a day at most. Default: 60. */
  readonly windowSeconds?: number | undefined;
  /** Default: `sliding-log`. */
  readonly algorithm?: RateLimitAlgorithm | undefined;
  /** Default: a {@link memoryStore} of its own. */
  readonly store?: RateLimitStore | undefined;
  /** Its name in header fields and in a shared store. Default: `default`. */
  readonly name?: string | undefined;
}

/** Limits by key. A key is a text of 1 to 256 characters; a cost is an integer from 0. */
export interface RateLimiter {
  readonly policy: RateLimitPolicy;
  /**
   * Takes a cost if so much is left. Takes nothing otherwise, so whoever keeps trying isn't kept out longer by it. A cost of 0
   * is allowed unless there is debt.
   *
   * @param cost default: 1
   * @throws {FedzkError} `invalid-argument`
   */
  consume(key: string, cost?: number): Promise<RateLimitResult>;
  /**
   * Tells how a key stands, without a change.
   *
   * @throws {FedzkError} `invalid-argument`
   */
  peek(key: string): Promise<RateLimitResult>;
  /**
   * Charges a cost afterwards, such as the fine for an invalid proof, even if it isn't left: debt down to −10 × limit. While
   * there is debt nothing is admitted.
   *
   * @throws {FedzkError} `invalid-argument`
   */
  charge(key: string, cost: number): Promise<void>;
}

/** The most debt, in limits. */
const MOST_DEBT = 10;

/**
 * Makes a limiter.
 *
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const limiter = createRateLimiter({ limit: 1000, windowSeconds: 60 });
 * const { allowed, remaining } = await limiter.consume('client_001', 10);
 * if (allowed && !(await check(report))) await limiter.charge('client_001', 90);
 * ```
 */
export function createRateLimiter(options: RateLimiterOptions = {}): RateLimiter {
  const given = optionsOf(options, ['limit', 'windowSeconds', 'algorithm', 'store', 'name']);
  const { limit = 100, windowSeconds = 60, algorithm = 'sliding-log', name = 'default' } = given;
  const policy = policyOf({ name, limit, windowSeconds, algorithm });
  const store = storeOf(given.store ?? memoryStore());
  const table = methodsOf(store.open(policy), ['take', 'look', 'charge'], 'store.open(policy)', 'a table of limits');
  return Object.freeze<RateLimiter>({
    policy,
    async consume(key, cost = 1) {
      return table.take(keyOf(key), costOf(cost));
    },
    async peek(key) {
      return table.look(keyOf(key), 1);
    },
    async charge(key, cost) {
      await table.charge(keyOf(key), costOf(cost), -MOST_DEBT * policy.limit);
    },
  });
}

/** @throws {FedzkError} `invalid-argument`, without the key, which may be personal */
export function keyOf(key: string): string {
  if (typeof key === 'string' && key !== '' && key.length <= 256) return key;
  throw new FedzkError('invalid-argument', '"key" expected a text of 1 to 256 characters.');
}

function costOf(cost: number): number {
  if (Number.isSafeInteger(cost) && cost >= 0) return cost;
  throw unexpected('cost', 'an integer from 0', cost);
}
