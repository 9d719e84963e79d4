// Limits that a service counts, which may be slow, or gone.

import { callbackOf, FedzkError, optionsOf, unexpected } from '@fedzk/core';
import type { RateLimitPolicy, RateLimitResult, RateLimitTable } from './policy.js';

/** What a store does when its service gives no answer. */
export interface RemoteStoreOptions {
  /**
   * What happens to a request that can't be counted: `open` admits it, `closed` refuses it. Default: `closed`. The result says
   * `unavailable`.
   */
  readonly onFailure?: 'open' | 'closed' | undefined;
  /** Milliseconds to wait for an answer, from 1 to 60,000. Default: 1000. */
  readonly timeoutMs?: number | undefined;
  /** Is told of each call that failed, but not of those that didn't ask because an answer was late. */
  readonly onError?: ((error: FedzkError) => void) | undefined;
}

/** A call of a table, as it is sent. */
export interface RemoteCall {
  readonly method: 'take' | 'look' | 'charge';
  readonly key: string;
  readonly cost: number;
  /** 0 unless it is `charge`. */
  readonly floor: number;
}

/** Asks a service. Its answer is checked by {@link resultOf}; it may reject with anything. */
export type Ask = (call: RemoteCall) => Promise<unknown>;

export const REMOTE_OPTIONS = ['onFailure', 'timeoutMs', 'onError'] as const;

/** A refused request may try again so soon. */
const RETRY_MS = 1000;

/**
 * Asks a service, and answers in its place where it gives none. Once an answer was late, one call in each `timeoutMs` asks, and
 * the others fail at once, until one is answered: requests don't pile up before a service that hangs.
 */
export class Remote {
  readonly #service: string;
  readonly #isOpen: boolean;
  readonly #timeoutMs: number;
  readonly #onError: ((error: FedzkError) => void) | undefined;
  /** When the next call may ask, while answers are late. */
  #asksAt: number | undefined;

  /**
   * @param service its name, for messages
   * @throws {FedzkError} `invalid-argument`
   */
  constructor(service: string, options: RemoteStoreOptions) {
    const { onFailure = 'closed', timeoutMs = 1000, onError } = optionsOf(options, REMOTE_OPTIONS);
    if (onFailure !== 'open' && onFailure !== 'closed') throw unexpected('onFailure', '"open" or "closed"', onFailure);
    if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > 60_000) {
      throw unexpected('timeoutMs', 'an integer from 1 to 60000', timeoutMs);
    }
    this.#service = service;
    this.#isOpen = onFailure === 'open';
    this.#timeoutMs = timeoutMs;
    this.#onError = callbackOf(onError, 'onError');
  }

  table(policy: RateLimitPolicy, ask: Ask): RateLimitTable {
    const call = async (method: RemoteCall['method'], key: string, cost: number, floor = 0): Promise<RateLimitResult> =>
      (await this.#answer(() => ask({ method, key, cost, floor }))) ?? this.#substitute(policy, cost);
    return Object.freeze<RateLimitTable>({
      take: (key, cost) => call('take', key, cost),
      look: (key, cost) => call('look', key, cost),
      charge: (key, cost, floor) => call('charge', key, cost, floor),
    });
  }

  async #answer(ask: () => Promise<unknown>): Promise<RateLimitResult | undefined> {
    if (this.#asksAt !== undefined) {
      const now = performance.now();
      if (now < this.#asksAt) return undefined;
      this.#asksAt = now + this.#timeoutMs;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#asksAt = performance.now() + this.#timeoutMs;
        reject(new FedzkError('storage', `${this.#service} gave no answer within ${this.#timeoutMs} ms.`));
      }, this.#timeoutMs);
    });
    try {
      const result = resultOf(await Promise.race([ask(), late]), this.#service);
      this.#asksAt = undefined;
      return result;
    } catch (cause) {
      this.#tell(cause);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #tell(cause: unknown): void {
    const onError = this.#onError;
    if (onError === undefined) return;
    const error =
      cause instanceof FedzkError
        ? cause
        : new FedzkError('storage', `${this.#service} did not count a request: see the cause.`, { cause });
    // What it throws is reported as an uncaught error, and no request fails by it.
    queueMicrotask(() => onError(error));
  }

  /** A cost above the limit is never admitted. */
  #substitute({ limit }: RateLimitPolicy, cost: number): RateLimitResult {
    const unavailable = true;
    if (cost > limit) {
      const retryAfterMs = Number.POSITIVE_INFINITY;
      return { allowed: false, remaining: 0, retryAfterMs, resetMs: RETRY_MS, unavailable };
    }
    return this.#isOpen
      ? { allowed: true, remaining: limit - cost, retryAfterMs: 0, resetMs: 0, unavailable }
      : { allowed: false, remaining: 0, retryAfterMs: RETRY_MS, resetMs: RETRY_MS, unavailable };
  }
}

/** Writes a result as four numbers: 1 if it was allowed, what remains, the wait, where −1 is infinite, and the reset. */
export function numbersOf({ allowed, remaining, retryAfterMs, resetMs }: RateLimitResult): number[] {
  return [Number(allowed), remaining, Number.isFinite(retryAfterMs) ? retryAfterMs : -1, resetMs];
}

/**
 * Reads what {@link numbersOf} wrote. Clients of Redis may give numbers as texts.
 *
 * @throws {FedzkError} `storage`
 */
function resultOf(answer: unknown, service: string): RateLimitResult {
  const numbers = Array.isArray(answer) ? answer.map(Number) : [];
  const [allowed, remaining = 0, retryAfterMs = 0, resetMs = 0] = numbers;
  if (numbers.length !== 4 || !numbers.every(Number.isSafeInteger)) {
    throw new FedzkError('storage', `${service} gave an answer that is no result of a limit.`);
  }
  return {
    allowed: allowed === 1,
    remaining,
    retryAfterMs: retryAfterMs < 0 ? Number.POSITIVE_INFINITY : retryAfterMs,
    resetMs,
  };
}
