import { createRateLimiter, memoryStore, type RateLimiter } from '@fedzk/guard';
import { describe, expect, it } from 'vitest';
import { ALGORITHMS, testLimits } from './support/limits.js';
import { timedInMemory as timed } from './support/memory.js';

testLimits(timed);

it.each(ALGORITHMS)('%s admits 100 in 60 seconds by default', async (algorithm) => {
  const limiter = createRateLimiter({ algorithm });
  const states = await Promise.all(Array.from({ length: 150 }, () => limiter.consume('a')));
  expect(states.filter(({ allowed }) => allowed).length).toBe(100);
  expect(limiter.policy).toEqual({ name: 'default', limit: 100, windowSeconds: 60, algorithm });
});

it('gives nothing back for a clock that goes back far, or reads no number', async () => {
  const { limiter, at } = timed(2, 60);
  at(100_000);
  await limiter.consume('a', 2);
  for (const ms of [0, -1e12, Number.NaN, 159_999]) {
    at(ms);
    expect((await limiter.consume('a')).allowed).toBe(false);
  }
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
