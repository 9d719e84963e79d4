// The store in Durable Objects, in workerd.

import { readFileSync, rmSync } from 'node:fs';
import { serialize } from 'node:v8';
import { createRateLimiter, type RateLimitAlgorithm, type RateLimiter } from '@fedzk/guard';
import {
  durableObjectStore,
  type RateLimitNamespace,
  RateLimitObject,
  type RateLimitObjectState,
} from '@fedzk/guard/durable-object';
import { blocks } from '@fedzk/testkit/readme';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Worker } from '../../packaging-tests/src/workerd.js';
import { ask, startWorker, storeOf, temporaryFolder, timedInObjects } from './support/durable-object.js';
import { ALGORITHMS, testClock, testLimits } from './support/limits.js';
import { testModels } from './support/models.js';

const folder = temporaryFolder();
let worker: Worker;
beforeAll(async () => {
  worker = await startWorker(folder);
});
afterAll(async () => {
  expect(await worker.stop()).toBe('');
  rmSync(folder, { recursive: true });
});

testLimits(timedInObjects(() => worker));
testClock(timedInObjects(() => worker));
testModels(
  timedInObjects(() => worker),
  6,
);

const limiterOf = (name: string, algorithm: RateLimitAlgorithm, limit = 10): RateLimiter =>
  createRateLimiter({ name, limit, windowSeconds: 3600, algorithm, store: storeOf(() => worker) });

it.each(ALGORITHMS)(
  'admits exactly the limit to many requests, each of which asks many times: %s',
  async (algorithm) => {
    const policy = { name: 'shared', limit: 500, windowSeconds: 3600, algorithm };
    const calls = Array.from(
      { length: 50 },
      (_, i) => ({ method: 'take', key: 'a', cost: 1 + (i % 3), floor: 0 }) as const,
    );
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(worker, { policy, calls })));
    const admitted = answers.map(({ results }) =>
      results.reduce((sum, { allowed }, i) => sum + (allowed ? (calls[i]?.cost ?? 0) : 0), 0),
    );
    expect(admitted.reduce((sum, each) => sum + each, 0)).toBe(500);
  },
);

it('keeps apart what senders chose to be taken for another', async () => {
  const keys = ['a', 'a:b', 'x:gcra:10:3600:a', '{a}', '\ud800', '\udc00', '\ufffd', 'é', ' ', '\n', '%000a'];
  const limiters = [limiterOf('x', 'gcra'), limiterOf('x', 'sliding-log'), limiterOf('x', 'gcra', 11)];
  for (const key of keys) {
    for (const limiter of limiters) expect((await limiter.consume(key)).remaining).toBe(limiter.policy.limit - 1);
  }
});

it.each(ALGORITHMS)('deletes what it stored when the whole limit is there again: %s', async (algorithm) => {
  const policy = { name: 'short', limit: 2, windowSeconds: 1, algorithm };
  const take = { method: 'take', key: 'a', cost: 2, floor: 0 } as const;
  const look = { ...take, method: 'look' } as const;
  const before = (await ask(worker, { policy, calls: [take] })).seen.length;
  let { seen, results } = await ask(worker, { policy, calls: [look] });
  while (seen.length === before) ({ seen, results } = await ask(worker, { policy, calls: [look] }));
  expect(seen.slice(before)).toEqual([{ stored: 0, alarm: null }]);
  ({ results } = await ask(worker, { policy, calls: [take] }));
  expect(results).toMatchObject([{ allowed: true, remaining: 0 }]);
  while (seen.length < before + 2) ({ seen } = await ask(worker, { policy, calls: [look] }));
});

it('waits with that while there is something to keep', async () => {
  const policy = { name: 'kept', limit: 2, windowSeconds: 1, algorithm: 'sliding-log' } as const;
  const take = { method: 'take', key: 'a', cost: 1, floor: 0 } as const;
  const before = (await ask(worker, { policy, calls: [take] })).seen.length;
  await new Promise((resolve) => setTimeout(resolve, 500));
  let { seen } = await ask(worker, { policy, calls: [take] });
  while (seen.at(-1)?.stored !== 0 || seen.length === before) {
    ({ seen } = await ask(worker, { policy, calls: [{ ...take, method: 'look' }] }));
  }
  expect(seen[before]).toEqual({ stored: 1, alarm: expect.any(Number) });
  expect(seen.at(-1)).toEqual({ stored: 0, alarm: null });
});

it.each(ALGORITHMS)('has all that it answered after it was killed: %s', async (algorithm) => {
  const limiter = limiterOf('killed', algorithm);
  await limiter.consume('a', 3);
  await limiter.consume('b', 10);
  await limiter.charge('b', 30);
  expect(await worker.stop()).toBe('');
  worker = await startWorker(folder);
  expect((await limiter.peek('a')).remaining).toBe(7);
  expect((await limiter.peek('b')).remaining).toBe(-30);
  expect((await limiter.consume('a', 8)).allowed).toBe(false);
  expect((await limiter.consume('a', 7)).remaining).toBe(0);
});

it('stores a log of 10,000 entries in less than 128 KiB, the most that any storage takes', async () => {
  const now = Date.now();
  const entries = Array.from({ length: 9999 }, (_, i) => [8000 * i - 80_000_000, 1]);
  let stored: unknown = { at: now, counts: [0, ...entries.flat()], fullAt: now + 86_400_000 };
  const state: RateLimitObjectState = {
    storage: {
      get: async () => stored,
      put: async (_, value) => {
        stored = value;
      },
      deleteAll: async () => {},
      getAlarm: async () => null,
      setAlarm: async () => {},
    },
    blockConcurrencyWhile: (work) => work(),
  };
  const object = new RateLimitObject(state);
  const policy = { name: 'long', limit: 10_000, windowSeconds: 86_400, algorithm: 'sliding-log' };
  const body = JSON.stringify({ policy, method: 'take', cost: 1, floor: 0 });
  const answer = await object.fetch(new Request('https://limits.invalid/', { method: 'POST', body }));
  expect(await answer.json()).toEqual([1, 0, 0, 86_400_000]);
  expect((stored as { readonly counts: readonly number[] }).counts.length).toBe(20_001);
  expect(serialize(stored).length).toBeLessThan(128 * 1024);
});

it('answers as the example of the README has it', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const text = blocks(readme, 'ts').find((each) => each.includes('durableObjectStore(')) ?? '';
  const example = await startWorker(temporaryFolder(), text);
  try {
    const statuses = [];
    for (let i = 0; i < 5; i++) {
      const headers = { 'cf-connecting-ip': '2001:db8::1' };
      statuses.push((await fetch(example.url, { headers })).status);
    }
    expect(statuses).toEqual([204, 204, 204, 429, 429]);
  } finally {
    expect(await example.stop()).toBe('');
  }
});

describe('in a Worker', () => {
  const told: unknown[] = [];
  const failing = (fetch: () => Promise<{ status: number; json(): Promise<unknown> }>): RateLimiter => {
    const namespace: RateLimitNamespace<string> = { idFromName: (name) => name, get: () => ({ fetch }) };
    const store = durableObjectStore(namespace, { onError: (error) => told.push(error.message), timeoutMs: 20 });
    return createRateLimiter({ store });
  };

  it.each<[string, () => Promise<{ status: number; json(): Promise<unknown> }>, RegExp]>([
    ['is overloaded', () => Promise.reject(new Error('Durable Object is overloaded.')), /see the cause/],
    ['has a class of another kind', async () => ({ status: 404, json: async () => [1, 1, 0, 0] }), /404/],
    ['answers something else', async () => ({ status: 200, json: async () => ({}) }), /no result/],
    ['hangs', () => new Promise(() => {}), /no answer within 20 ms/],
  ])('is closed where the object %s', async (_, fetch, message) => {
    expect(await failing(fetch).consume('a')).toMatchObject({ allowed: false, unavailable: true });
    expect(told.at(-1)).toMatch(message);
  });

  it.each([undefined, {}, { get: () => {} }])('refuses a binding that is none: %j', (namespace) => {
    expect(() => durableObjectStore(namespace as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
