import { createRateLimiter, memoryStore, type RateLimitAlgorithm, type RateLimiter } from '@fedzk/guard';
import { describe, expect, it } from 'vitest';

/** A limiter whose time is set by hand, in milliseconds. */
function timed(
  limit: number,
  windowSeconds: number,
  algorithm: RateLimitAlgorithm = 'sliding-log',
): { readonly limiter: RateLimiter; at(ms: number): void } {
  let time = 0;
  const store = memoryStore({ now: () => time });
  const limiter = createRateLimiter({ limit, windowSeconds, algorithm, store });
  return {
    limiter,
    at(ms) {
      time = ms;
    },
  };
}

const ALGORITHMS = ['sliding-log', 'gcra'] as const;

describe.each(ALGORITHMS)('%s', (algorithm) => {
  it('admits 100 in 60 seconds by default', async () => {
    const limiter = createRateLimiter({ algorithm });
    const states = await Promise.all(Array.from({ length: 150 }, () => limiter.consume('a')));
    expect(states.filter(({ allowed }) => allowed).length).toBe(100);
    expect(limiter.policy).toEqual({ name: 'default', limit: 100, windowSeconds: 60, algorithm });
  });

  it('says how many remain', async () => {
    const { limiter } = timed(3, 60, algorithm);
    expect((await limiter.peek('a')).remaining).toBe(3);
    const left = [];
    for (let i = 0; i < 4; i++) left.push((await limiter.consume('a')).remaining);
    expect(left).toEqual([2, 1, 0, 0]);
    expect((await limiter.peek('b')).remaining).toBe(3);
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
    for (const ms of [0, -1e12, Number.NaN]) {
      at(ms);
      expect((await limiter.consume('a')).allowed).toBe(false);
    }
    at(159_999);
    expect((await limiter.consume('a', 2)).allowed).toBe(false);
    at(160_000);
    expect((await limiter.consume('a', 2)).allowed).toBe(true);
  });

  it('is exact for many who ask at once', async () => {
    const limiter = createRateLimiter({ limit: 1000, windowSeconds: 3600, algorithm });
    const costs = Array.from({ length: 3000 }, (_, i) => 1 + (i % 3));
    const states = await Promise.all(costs.map((cost) => limiter.consume('a', cost)));
    const admitted = costs.reduce((sum, cost, i) => sum + (states[i]?.allowed ? cost : 0), 0);
    expect(admitted).toBe(1000);
  });

  it('peeks without a change', async () => {
    const { limiter } = timed(1, 60, algorithm);
    for (let i = 0; i < 5; i++) expect((await limiter.peek('a')).allowed).toBe(true);
    expect((await limiter.consume('a')).allowed).toBe(true);
    expect(await limiter.peek('a')).toMatchObject({ allowed: false, remaining: 0 });
  });
});

it('admits up to twice the limit in a window with gcra, and never with the sliding log', async () => {
  const admitted: Record<string, number> = {};
  for (const algorithm of ALGORITHMS) {
    const { limiter, at } = timed(60, 60, algorithm);
    let count = 0;
    for (let ms = 0; ms < 60_000; ms += 100) {
      at(ms);
      if ((await limiter.consume('a')).allowed) count++;
    }
    admitted[algorithm] = count;
  }
  expect(admitted).toEqual({ 'sliding-log': 60, gcra: 119 });
});

describe('an attacker who sends a bad proof whenever one is admitted', () => {
  /** Counts the proofs that are checked in two minutes of 400 tries a second. A check costs 10, a failure 90 more. */
  async function checked(fine: (limiter: RateLimiter) => Promise<unknown>): Promise<number> {
    const { limiter, at } = timed(1000, 60, 'gcra');
    let count = 0;
    for (let ms = 0; ms < 120_000; ms += 2.5) {
      at(ms);
      if (!(await limiter.consume('attacker', 10)).allowed) continue;
      count++;
      await fine(limiter);
    }
    return count;
  }

  it('buys one proof with each refill where a fine is dropped that the budget does not cover', async () => {
    expect(await checked((limiter) => limiter.consume('attacker', 90))).toBe(209);
  });

  it('pays for each in full where the fine is debt', async () => {
    expect(await checked((limiter) => limiter.charge('attacker', 90))).toBe(30);
  });

  it('is kept out for eleven minutes after bad proofs that were all sent at once', async () => {
    const { limiter, at } = timed(1000, 60, 'gcra');
    const sent = await Promise.all(Array.from({ length: 400 }, () => limiter.consume('attacker', 10)));
    const admitted = sent.filter(({ allowed }) => allowed).length;
    expect(admitted).toBe(100);
    for (let i = 0; i < admitted; i++) await limiter.charge('attacker', 90);
    at(9 * 60_000);
    expect((await limiter.consume('attacker', 10)).allowed).toBe(false);
  });
});

describe('arguments', () => {
  it.each<[string, unknown]>([
    ['limit 0', { limit: 0 }],
    ['a limit that is no integer', { limit: 1.5 }],
    ['an infinite limit', { limit: Number.POSITIVE_INFINITY }],
    ['a sliding log that is too long', { limit: 10_001 }],
    ['gcra above a million', { limit: 1_000_001, algorithm: 'gcra' }],
    ['no window', { windowSeconds: 0 }],
    ['a window above a day', { windowSeconds: 86_401 }],
    ['an unknown algorithm', { algorithm: 'fixed' }],
    ['a name that would end the header field', { name: 'a"' }],
    ['a store without open', { store: {} }],
    ['a store without a table', { store: { open: () => ({}) } }],
    ['an unknown option', { window: 60 }],
  ])('refuses %s', (_, options) => {
    expect(() => createRateLimiter(options as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1', null, 1n])(
    'refuses the cost %s',
    async (cost) => {
      const limiter = createRateLimiter();
      await expect(limiter.consume('a', cost as never)).rejects.toMatchObject({ code: 'invalid-argument' });
      await expect(limiter.charge('a', cost as never)).rejects.toMatchObject({ code: 'invalid-argument' });
    },
  );

  it.each([undefined, null, '', 'x'.repeat(257), 1, {}])('refuses the key %j', async (key) => {
    const limiter = createRateLimiter();
    for (const call of [limiter.consume, limiter.peek, (each: string) => limiter.charge(each, 1)]) {
      await expect(call(key as never)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
  });

  it.each([0, 1.5, 10_000_001, '5'])('refuses a table of %j keys', (maxKeys) => {
    expect(() => memoryStore({ maxKeys: maxKeys as never })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});
