// What a store does whose service is slow, gone, or answers nonsense. The service is a client made by hand.

import {
  createAccessControl,
  createDdosGuard,
  createRateLimiter,
  guard,
  type RateLimiter,
  rateLimitFields,
} from '@fedzk/guard';
import { type RedisClient, type RedisStoreOptions, redisStore } from '@fedzk/guard/redis';
import { expect, it } from 'vitest';

type Answer = () => Promise<unknown>;

/** A limiter of 10 a minute. Its client answers each call by the next of these functions, and by the last for ever. */
function limited(
  answers: readonly Answer[],
  options: RedisStoreOptions = {},
): { readonly limiter: RateLimiter; readonly calls: readonly string[]; readonly told: readonly unknown[] } {
  const [calls, told]: [string[], unknown[]] = [[], []];
  const next = (call: string): Promise<unknown> => {
    calls.push(call);
    return (answers[calls.length - 1] ?? answers.at(-1) ?? never)();
  };
  const client: RedisClient = { evalSha: () => next('evalSha'), eval: () => next('eval') };
  const store = redisStore(client, { onError: (error) => told.push(error), ...options });
  return { limiter: createRateLimiter({ limit: 10, store }), calls, told };
}

const never: Answer = () => new Promise(() => {});
const nine: Answer = async () => [1, 9, 0, 60_000];
const refused: Answer = () => Promise.reject(new Error('connect ECONNREFUSED'));

it('reads what clients give for numbers, and an infinite wait', async () => {
  for (const answer of [
    [1, 9, 0, 6000],
    ['1', '9', '0', '6000'],
    [1n, 9n, 0n, 6000n],
  ]) {
    const { limiter } = limited([async () => answer]);
    expect(await limiter.consume('a')).toEqual({ allowed: true, remaining: 9, retryAfterMs: 0, resetMs: 6000 });
  }
  const { limiter } = limited([async () => [0, 10, -1, 0]]);
  expect((await limiter.consume('a', 11)).retryAfterMs).toBe(Number.POSITIVE_INFINITY);
});

it('sends the text where the server has no script of that hash', async () => {
  const { limiter, calls, told } = limited([() => Promise.reject(new Error('NOSCRIPT No matching script.')), nine]);
  expect((await limiter.consume('a')).remaining).toBe(9);
  expect(calls).toEqual(['evalSha', 'eval']);
  expect(told).toEqual([]);
});

it.each<[string, Answer]>([
  ['rejects', refused],
  [
    'throws',
    () => {
      throw new Error('it is closed');
    },
  ],
  ['rejects with no error', () => Promise.reject(undefined)],
  ['answers nothing', async () => null],
  ['answers too little', async () => [1, 9, 0]],
  ['answers no numbers', async () => [1, 'x', 0, 0]],
  ['answers a text', async () => 'OK'],
])('is closed by default where the client %s, and tells', async (_, answer) => {
  const { limiter, told } = limited([answer]);
  const state = await limiter.consume('a');
  expect(state).toEqual({ allowed: false, remaining: 0, retryAfterMs: 1000, resetMs: 1000, unavailable: true });
  expect(rateLimitFields([{ policy: limiter.policy, state }])['Retry-After']).toBe('1');
  await limiter.charge('a', 5);
  expect(told).toEqual([1, 2].map(() => expect.objectContaining({ name: 'FedzkError', code: 'storage' })));
});

it('is open where that is chosen, but never above the limit', async () => {
  const { limiter } = limited([refused], { onFailure: 'open' });
  expect(await limiter.consume('a', 3)).toMatchObject({ allowed: true, remaining: 7, unavailable: true });
  expect(await limiter.consume('a', 11)).toMatchObject({ allowed: false, retryAfterMs: Number.POSITIVE_INFINITY });
});

it.each([
  ['closed', 503],
  ['open', 'admitted'],
] as const)('has the guard of a service %s: %s', async (onFailure, expected) => {
  const { limiter: requests } = limited([nine]);
  const { limiter: cost } = limited([refused], { onFailure });
  const admit = guard({
    keys: { validate: async (id) => ({ valid: true, id, owner: 'client_001', role: 'client', scopes: [] }) },
    accessControl: createAccessControl(),
    limits: { requests, cost: { ...cost, policy: { ...cost.policy, name: 'cost' } } },
    ddos: createDdosGuard(),
  });
  const request = new Request('https://fedzk.example/', { headers: { authorization: 'Bearer k1' } });
  const outcome = await admit(request, { address: '192.0.2.1', need: 'proof_generation:execute' });
  expect(outcome instanceof Response ? outcome.status : 'admitted').toBe(expected);
  if (!(outcome instanceof Response)) await outcome.failed('proof');
});

it('asks a service that hangs once in a while, until it answers', async () => {
  const { limiter, calls, told } = limited([never, never, nine], { timeoutMs: 30 });
  expect((await limiter.consume('a')).unavailable).toBe(true);
  expect((await limiter.consume('a')).unavailable).toBe(true);
  expect([calls.length, told.length]).toEqual([1, 1]);
  while (calls.length < 2) await limiter.consume('a');
  expect(told.length).toBe(2);
  while ((await limiter.consume('a')).unavailable) await new Promise((resolve) => setTimeout(resolve, 1));
  expect([calls.length, told.length]).toEqual([3, 2]);
  await limiter.consume('a');
  expect(calls.length).toBe(4);
});

it('does not mind what an answer that comes too late is', async () => {
  let fail: (error: Error) => void = () => {};
  const late = (): Promise<never> =>
    new Promise((_, reject) => {
      fail = reject;
    });
  const { limiter, told } = limited([late], { timeoutMs: 5 });
  await limiter.consume('a');
  fail(new Error('late'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(told.length).toBe(1); // an unhandled rejection would fail the run
});

it.each<[string, unknown, unknown]>([
  ['no client', undefined, {}],
  ['another object', {}, {}],
  ['a client without eval', { evalsha: () => {} }, {}],
  ['an unknown option', { evalsha: () => {}, eval: () => {} }, { timeout: 5 }],
  ['a prefix that is no text', { evalsha: () => {}, eval: () => {} }, { prefix: 5 }],
  ['no such choice', { evalsha: () => {}, eval: () => {} }, { onFailure: 'ajar' }],
  ['no time', { evalsha: () => {}, eval: () => {} }, { timeoutMs: 0 }],
  ['no function', { evalsha: () => {}, eval: () => {} }, { onError: 'log' }],
])('refuses %s', (_, client, options) => {
  expect(() => redisStore(client as never, options as never)).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});
