// What every store of limits does, at times that are set by hand.

import type { RateLimitAlgorithm, RateLimiter } from '@fedzk/guard';
import { describe, expect, it } from 'vitest';

/** A limiter whose time is set by hand, in milliseconds from 0. */
interface Timed {
  readonly limiter: RateLimiter;
  at(ms: number): void;
}

/** Makes one, with a table of its own. */
export type MakeTimed = (limit: number, windowSeconds: number, algorithm?: RateLimitAlgorithm) => Timed;

export const ALGORITHMS = ['sliding-log', 'gcra'] as const;

export function testLimits(timed: MakeTimed): void {
  describe.each(ALGORITHMS)('%s', (algorithm) => {
    it('says how many remain', async () => {
      const { limiter } = timed(3, 60, algorithm);
      expect((await limiter.peek('a')).remaining).toBe(3);
      const left = [];
      for (let i = 0; i < 4; i++) left.push((await limiter.consume('a')).remaining);
      expect(left).toEqual([2, 1, 0, 0]);
      expect((await limiter.peek('b')).remaining).toBe(3);
    });

    it('has nothing to wait for where nothing is taken', async () => {
      const { limiter, at } = timed(3, 10, algorithm);
      const full = { allowed: true, remaining: 3, retryAfterMs: 0, resetMs: 0 };
      at(5000);
      expect(await limiter.peek('a')).toEqual(full);
      await limiter.consume('a');
      at(100_000);
      expect(await limiter.peek('a')).toEqual(full);
    });

    it('admits again exactly when it says, and not a millisecond before', async () => {
      const { limiter, at } = timed(7, 10, algorithm);
      at(123);
      for (let i = 0; i < 7; i++) await limiter.consume('a');
      const { allowed, retryAfterMs } = await limiter.consume('a');
      expect(allowed).toBe(false);
      at(123 + retryAfterMs - 1);
      expect((await limiter.consume('a')).allowed).toBe(false);
      at(123 + retryAfterMs);
      expect((await limiter.consume('a')).allowed).toBe(true);
    });

    it('has the whole limit again when it says, and not a millisecond before', async () => {
      const { limiter, at } = timed(7, 10, algorithm);
      await limiter.consume('a', 3);
      at(500);
      await limiter.charge('a', 25);
      const { resetMs } = await limiter.peek('a');
      at(500 + resetMs - 1);
      expect((await limiter.peek('a')).remaining).toBeLessThan(7);
      at(500 + resetMs);
      expect((await limiter.peek('a')).remaining).toBe(7);
    });

    it('takes nothing where it refuses', async () => {
      const { limiter } = timed(10, 60, algorithm);
      await limiter.consume('a', 6);
      expect((await limiter.consume('a', 5)).allowed).toBe(false);
      expect((await limiter.consume('a', 4)).allowed).toBe(true);
    });

    it('never admits a cost above the limit', async () => {
      const { limiter } = timed(10, 60, algorithm);
      for (const cost of [11, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
        expect(await limiter.consume('a', cost)).toMatchObject({
          allowed: false,
          remaining: 10,
          retryAfterMs: Number.POSITIVE_INFINITY,
        });
      }
      expect((await limiter.consume('a', 10)).allowed).toBe(true);
    });

    it('admits a cost of 0, but not in debt', async () => {
      const { limiter } = timed(2, 60, algorithm);
      await limiter.consume('a', 2);
      expect(await limiter.consume('a', 0)).toMatchObject({ allowed: true, remaining: 0 });
      await limiter.charge('a', 1);
      expect(await limiter.consume('a', 0)).toMatchObject({ allowed: false, remaining: -1 });
      await limiter.charge('a', 0);
      expect((await limiter.peek('a')).remaining).toBe(-1);
    });

    it('charges what is not left, down to ten limits', async () => {
      const { limiter, at } = timed(10, 60, algorithm);
      await limiter.charge('a', 15);
      expect((await limiter.peek('a')).remaining).toBe(-5);
      await limiter.charge('a', Number.MAX_SAFE_INTEGER);
      expect((await limiter.peek('a')).remaining).toBe(-100);
      await limiter.charge('a', 1);
      expect((await limiter.peek('a')).remaining).toBe(-100);
      at(600_000);
      expect((await limiter.peek('a')).remaining).toBe(0);
      at(660_000);
      expect((await limiter.peek('a')).remaining).toBe(10);
    });

    it('does not give anything back when the clock goes back', async () => {
      const { limiter, at } = timed(2, 60, algorithm);
      at(100_000);
      await limiter.consume('a', 2);
      for (const ms of [99_999, 40_000]) {
        at(ms);
        expect((await limiter.consume('a')).allowed).toBe(false);
      }
      at(159_999);
      expect((await limiter.consume('a', 2)).allowed).toBe(false);
      at(160_000);
      expect((await limiter.consume('a', 2)).allowed).toBe(true);
    });

    it('is exact for many who ask at once', async () => {
      const { limiter } = timed(100, 3600, algorithm);
      const costs = Array.from({ length: 300 }, (_, i) => 1 + (i % 3));
      const states = await Promise.all(costs.map((cost) => limiter.consume('a', cost)));
      const admitted = costs.reduce((sum, cost, i) => sum + (states[i]?.allowed ? cost : 0), 0);
      expect(admitted).toBe(100);
    });

    it('peeks without a change', async () => {
      const { limiter } = timed(1, 60, algorithm);
      for (let i = 0; i < 5; i++) expect((await limiter.peek('a')).allowed).toBe(true);
      expect((await limiter.consume('a')).allowed).toBe(true);
      expect(await limiter.peek('a')).toMatchObject({ allowed: false, remaining: 0 });
    });
  });
}

/** What a store does whose service has a clock that may be set. */
export function testClock(timed: MakeTimed): void {
  it.each(ALGORITHMS)('goes on where the clock was set back by more than a window: %s', async (algorithm) => {
    const { limiter, at } = timed(4, 60, algorithm);
    at(86_400_000);
    await limiter.consume('a', 4);
    at(0);
    expect(await limiter.consume('a')).toMatchObject({ allowed: false, remaining: 0 });
    at(59_999);
    expect((await limiter.consume('a', 4)).allowed).toBe(false);
    at(60_000);
    expect((await limiter.consume('a', 4)).allowed).toBe(true);
  });
}
