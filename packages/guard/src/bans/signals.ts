// What is measured of each key within a window.

import { BoundedTable } from '../limits/bounded-table.js';
import type { BanKey } from './key.js';

/** What was measured of a key since its window began. */
export interface Signals extends BanKey {
  readonly requests: number;
  readonly bytes: number;
  /** Strikes, such as proofs that failed. */
  readonly failures: number;
  /** Why it is suspicious. */
  readonly because: readonly ('requests' | 'bytes' | 'failures')[];
}

interface Counts {
  began: number;
  requests: number;
  bytes: number;
  failures: number;
}

/** So few failures say nothing about a ratio. */
const LEAST_FAILURES = 5;

/** Counts requests, bytes and failures in windows that begin with a key's first request. */
export class SignalTable {
  readonly #kind: BanKey['kind'];
  readonly #counts: BoundedTable<Counts>;
  readonly #windowMs: number;
  readonly #requests: number;
  readonly #bytes: number;

  constructor(
    kind: BanKey['kind'],
    limits: {
      readonly maxKeys: number;
      readonly windowSeconds: number;
      readonly requests: number;
      readonly bytes: number;
    },
  ) {
    this.#kind = kind;
    this.#windowMs = 1000 * limits.windowSeconds;
    this.#requests = limits.requests;
    this.#bytes = limits.bytes;
    this.#counts = new BoundedTable(limits.maxKeys, ({ began }) => began + this.#windowMs);
  }

  /** Adds to what is measured, and returns the reasons for which the key is suspicious. */
  add(
    key: string,
    now: number,
    more: { readonly requests?: number; readonly bytes?: number; readonly failures?: number },
  ): Signals['because'] {
    let counts = this.#counts.get(key);
    if (counts === undefined || counts.began + this.#windowMs <= now) {
      counts = { began: now, requests: 0, bytes: 0, failures: 0 };
      this.#counts.set(key, counts, now);
    }
    counts.requests += more.requests ?? 0;
    counts.bytes += more.bytes ?? 0;
    counts.failures += more.failures ?? 0;
    return this.#because(counts);
  }

  /** Tells whether a key has sent more than twice its requests. */
  isFlood(key: string): boolean {
    return (this.#counts.get(key)?.requests ?? 0) > 2 * this.#requests;
  }

  /** Lists what is suspicious in its window. */
  suspicious(now: number): Signals[] {
    return [...this.#counts.entries()].flatMap(([key, counts]) => {
      const { began, requests, bytes, failures } = counts;
      const because = this.#because(counts);
      if (began + this.#windowMs <= now || because.length === 0) return [];
      return [{ kind: this.#kind, key, requests, bytes, failures, because }];
    });
  }

  delete(key: string): void {
    this.#counts.delete(key);
  }

  #because({ requests, bytes, failures }: Counts): Signals['because'] {
    return [
      ...(requests > this.#requests ? (['requests'] as const) : []),
      ...(bytes > this.#bytes ? (['bytes'] as const) : []),
      ...(failures >= LEAST_FAILURES && 2 * failures >= requests ? (['failures'] as const) : []),
    ];
  }
}
