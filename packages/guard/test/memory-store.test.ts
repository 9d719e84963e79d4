import { createRateLimiter, memoryStore, type RateLimiter } from '@fedzk/guard';
import { expect, it } from 'vitest';

/** A limiter of 2 a minute whose table has room for so many keys. */
function limited(maxKeys: number): { readonly limiter: RateLimiter; at(ms: number): void } {
  let time = 0;
  const limiter = createRateLimiter({ limit: 2, windowSeconds: 60, store: memoryStore({ maxKeys, now: () => time }) });
  return {
    limiter,
    at(ms) {
      time = ms;
    },
  };
}

it('forgets a key for a new one where the table is full', async () => {
  const { limiter } = limited(4);
  for (const key of ['a', 'b', 'c', 'd', 'e']) await limiter.consume(key, 2);
  const left = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(async (key) => (await limiter.peek(key)).remaining));
  expect(left.sort()).toEqual([0, 0, 0, 0, 2]);
});

it('forgets one that has its whole limit again first', async () => {
  const { limiter, at } = limited(4);
  await limiter.consume('old', 2);
  at(1000);
  for (const key of ['b', 'c', 'd']) await limiter.consume(key, 2);
  at(60_000);
  await limiter.consume('e', 2);
  const left = await Promise.all(['b', 'c', 'd', 'e'].map(async (key) => (await limiter.peek(key)).remaining));
  expect(left).toEqual([0, 0, 0, 0]);
});

it('keeps the debt of a key while new ones flood the table', async () => {
  const { limiter } = limited(100);
  await limiter.charge('attacker', 20);
  for (let i = 0; i < 5000; i++) await limiter.consume(`2001:db8:${i.toString(16)}:0::/64`);
  expect((await limiter.peek('attacker')).remaining).toBe(-18);
});

it('gives a peek no place in the table', async () => {
  const { limiter } = limited(1);
  await limiter.consume('a', 2);
  for (let i = 0; i < 100; i++) await limiter.peek(`b${i}`);
  expect((await limiter.peek('a')).remaining).toBe(0);
});

it('has room for one key', async () => {
  const { limiter } = limited(1);
  for (const key of ['a', 'b', 'a', 'b']) expect((await limiter.consume(key, 2)).allowed).toBe(true);
  expect((await limiter.consume('b')).allowed).toBe(false);
});

it('keeps the tables of two limiters apart', async () => {
  const store = memoryStore();
  const requests = createRateLimiter({ name: 'requests', limit: 1, store });
  const cost = createRateLimiter({ name: 'cost', limit: 1, store });
  await requests.consume('a');
  expect((await cost.consume('a')).allowed).toBe(true);
});
