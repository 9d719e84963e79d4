// The store in Redis against a real Redis, by the clients of both packages.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createRateLimiter, type RateLimiter } from '@fedzk/guard';
import { type RedisStoreOptions, redisStore } from '@fedzk/guard/redis';
import { program, programOf, runNode } from '@fedzk/testkit/processes';
import { blocks, promisedOutput } from '@fedzk/testkit/readme';
import { findRedis, Redis } from '@fedzk/testkit/services/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALGORITHMS, testClock, testLimits } from './support/limits.js';
import { testModels } from './support/models.js';
import { CONNECT, type Connected, timedInRedis, until } from './support/redis.js';

const tool = findRedis();
const KINDS = ['ioredis', 'node-redis'] as const;

describe.skipIf('missing' in tool)('missing' in tool ? `Redis (skipped: ${tool.missing})` : 'Redis', () => {
  let server: Redis;
  const clients: Partial<Record<(typeof KINDS)[number], Connected>> = {};
  const by = (kind: (typeof KINDS)[number]): Connected => clients[kind] as Connected;

  beforeAll(async () => {
    server = await Redis.create('path' in tool ? tool.path : '');
    // What it has answered is with the system, which outlives it.
    await server.command('CONFIG', 'SET', 'appendfsync', 'no');
    for (const kind of KINDS) clients[kind] = await CONNECT[kind](server.socket);
  });
  afterAll(async () => {
    for (const kind of KINDS) await by(kind).close();
    await server[Symbol.asyncDispose]();
  });

  describe.each(KINDS)('%s', (kind) => {
    testLimits(timedInRedis(() => by(kind)));
  });

  describe('its scripts', () => {
    testModels(
      timedInRedis(() => by('ioredis')),
      30,
    );

    testClock(timedInRedis(() => by('ioredis')));

    it('count the largest limits exactly', async () => {
      const { limiter, at } = timedInRedis(() => by('ioredis'))(1_000_000, 86_400, 'gcra');
      await limiter.charge('a', 10_999_999);
      expect(await limiter.peek('a')).toMatchObject({ remaining: -9_999_999, resetMs: Math.ceil(10_999_999 * 86.4) });
      at(86);
      expect((await limiter.peek('a')).remaining).toBe(-9_999_999);
      at(87);
      expect((await limiter.peek('a')).remaining).toBe(-9_999_998);
    });

    it('find a time among 2,000 entries, with debt that outlasts several windows', async () => {
      const { limiter, at } = timedInRedis(() => by('ioredis'))(2000, 60, 'sliding-log');
      for (let ms = 0; ms < 2000; ms++) {
        at(ms);
        await limiter.consume('a');
      }
      await limiter.charge('a', 7000);
      // Three windows and a half of debt: the entry of 1000 ms is free after the fourth.
      expect(await limiter.consume('a')).toMatchObject({
        allowed: false,
        remaining: -7000,
        retryAfterMs: 4 * 60_000 + 1000 - 1999,
        resetMs: 5 * 60_000 + 999 - 1999,
      });
      at(4 * 60_000 + 999);
      expect((await limiter.consume('a')).allowed).toBe(false);
      at(4 * 60_000 + 1000);
      expect(await limiter.consume('a')).toMatchObject({ allowed: true, remaining: 0 });
    });
  });

  const limiterOf = (kind: (typeof KINDS)[number], name: string, options: RedisStoreOptions = {}): RateLimiter =>
    createRateLimiter({ name, limit: 10, windowSeconds: 3600, store: redisStore(by(kind).client, options) });

  it('counts the same for both clients', async () => {
    const [a, b] = KINDS.map((kind) => limiterOf(kind, 'both'));
    await a?.consume('k', 3);
    await b?.consume('k', 4);
    const states = [await a?.peek('k'), await b?.peek('k')];
    expect(states.map((state) => state?.remaining)).toEqual([3, 3]);
    await b?.charge('k', 50);
    expect((await a?.consume('k', 0))?.remaining).toBe(-47);
  });

  it.each(ALGORITHMS)('admits exactly the limit to four processes with wrong clocks: %s', async (algorithm) => {
    await server.command('FLUSHALL');
    const consumer = await program(new URL('./support/redis-consumer.ts', import.meta.url));
    const given = [
      ['ioredis', 0, 600, 1],
      ['node-redis', -86_400_000, 300, 2],
      ['ioredis', 3_600_000, 200, 3],
      ['node-redis', 1e12, 600, 1],
    ];
    const ended = await Promise.all(
      given.map(([kind, skew, calls, cost]) =>
        runNode([consumer, String(kind), server.socket, algorithm, String(skew), String(calls), String(cost)]),
      ),
    );
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(given.map(() => ({ code: 0, stderr: '' })));
    expect(ended.reduce((sum, { stdout }) => sum + Number(stdout), 0)).toBe(1000);
  });

  it('does what the example of the README says', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const text = blocks(readme, 'ts').find((each) => each.includes('redisStore(')) ?? '';
    const ioredis = createRequire(import.meta.url).resolve('ioredis');
    const example = await programOf(text.replace("from 'ioredis'", `from ${JSON.stringify(ioredis)}`));
    await server.command('FLUSHALL');
    const env = { ...process.env, REDIS_URL: server.socket };
    expect(await runNode([example], { env })).toEqual({ code: 0, stdout: promisedOutput(text), stderr: '' });
  });

  it('sends a script again after the server has forgotten it', async () => {
    const limiter = limiterOf('node-redis', 'flushed');
    await limiter.consume('a');
    await server.command('SCRIPT', 'FLUSH');
    expect(await Promise.all([limiter.consume('a'), limiter.consume('a')])).toMatchObject([
      { remaining: 8 },
      { remaining: 7 },
    ]);
  });

  it.each(ALGORITHMS)('lets a key expire when its whole limit is there again: %s', async (algorithm) => {
    await server.command('FLUSHALL');
    const store = redisStore(by('ioredis').client, { prefix: 'mine:' });
    const limiter = createRateLimiter({ name: 'short', limit: 4, windowSeconds: 1, algorithm, store });
    const { resetMs } = await limiter.consume('a', 3);
    await limiter.peek('never seen');
    expect(await server.command('KEYS', '*')).toEqual([`mine:short:${algorithm}:4:1:a`]);
    const [left] = await server.command('PTTL', `mine:short:${algorithm}:4:1:a`);
    expect(Number(left)).toBeGreaterThan(0);
    expect(Number(left)).toBeLessThanOrEqual(resetMs);
    await until(async () => (await server.command('DBSIZE'))[0] === '0');
    expect(await limiter.consume('a', 4)).toMatchObject({ allowed: true, remaining: 0 });
  });

  it('keeps apart what senders chose to be taken for another', async () => {
    await server.command('FLUSHALL');
    const keys = [
      'a',
      'a:b',
      'x:gcra:10:3600:a',
      '{a}',
      '%007ba%007d',
      '\ud800',
      '\udc00',
      '\ufffd',
      'é',
      ' ',
      '\n',
      '*',
    ];
    for (const limiter of [limiterOf('ioredis', 'x'), limiterOf('node-redis', 'x-x')]) {
      for (const key of keys) expect((await limiter.consume(key)).remaining).toBe(9);
      for (const key of keys) expect((await limiter.consume(key)).remaining).toBe(8);
    }
    const names = await server.command('KEYS', '*');
    expect(names.length).toBe(2 * keys.length);
    expect(names.filter((name) => !/^fedzk:limits:x(-x)?:sliding-log:10:3600:[!-z|~]+$/.test(name))).toEqual([]);
  });

  it('begins anew where a policy has changed', async () => {
    const store = redisStore(by('ioredis').client);
    for (const limit of [3, 2]) {
      const limiter = createRateLimiter({ name: 'changed', limit, store });
      expect((await limiter.consume('a', limit)).allowed).toBe(true);
    }
  });

  it('answers for a key that holds something else', async () => {
    const told: unknown[] = [];
    const limiter = limiterOf('ioredis', 'taken', { onError: (error) => told.push(error.cause) });
    await server.command('SET', 'fedzk:limits:taken:sliding-log:10:3600:a', 'text');
    expect(await limiter.consume('a')).toMatchObject({ allowed: false, unavailable: true });
    expect(told).toEqual([expect.objectContaining({ message: expect.stringContaining('WRONGTYPE') })]);
  });

  describe.each(KINDS)('of which a client of %s loses sight', (kind) => {
    it.each(['open', 'closed'] as const)('killed and started again, fails %s', async (onFailure) => {
      const told: string[] = [];
      const onError: RedisStoreOptions['onError'] = (error) => told.push(error.code);
      const limiter = createRateLimiter({
        ...{ name: `killed-${kind}-${onFailure}`, limit: 500, windowSeconds: 3600 },
        store: redisStore(by(kind).client, { onFailure, onError, timeoutMs: 200 }),
      });
      let [answers, admitted, failed] = [0, 0, 0];
      let killed: Promise<void> | undefined;
      const take = async (): Promise<void> => {
        const { allowed, unavailable } = await limiter.consume('a');
        answers += 1;
        if (answers === 300) killed = server.kill();
        if (!unavailable) admitted += Number(allowed);
        else {
          failed += 1;
          expect(allowed).toBe(onFailure === 'open');
        }
      };
      const many = (): Promise<unknown> => Promise.all(Array.from({ length: 200 }, take));
      await many();
      await many();
      await killed;
      expect(await limiter.consume('a')).toMatchObject({ allowed: onFailure === 'open', unavailable: true });
      expect(await limiter.charge('a', 1)).toBeUndefined();
      expect(told.length).toBeGreaterThan(0);
      expect(new Set(told)).toEqual(new Set(['storage']));

      await server.start();
      for (const each of KINDS) await by(each).ready();
      await until(async () => !(await limiter.peek('a')).unavailable);
      for (let i = 0; i < 3; i++) await many();
      const { allowed, remaining, unavailable } = await limiter.consume('a');
      expect({ allowed, remaining, unavailable }).toEqual({ allowed: false, remaining: 0, unavailable: undefined });
      // What was counted as the server died had no answer, and a client may have sent it twice.
      expect(admitted).toBeLessThanOrEqual(500);
      expect(admitted).toBeGreaterThanOrEqual(500 - 2 * failed);
    });

    it('stopped, fails within the time that is set, and is asked again later', async () => {
      const told: string[] = [];
      const onError: RedisStoreOptions['onError'] = (error) => told.push(error.message);
      const limiter = limiterOf(kind, `stopped-${kind}`, { timeoutMs: 50, onFailure: 'open', onError });
      await limiter.consume('a');
      process.kill(server.pid ?? 0, 'SIGSTOP');
      try {
        const states = await Promise.all(Array.from({ length: 5 }, () => limiter.consume('a')));
        expect(states.map(({ allowed, unavailable }) => ({ allowed, unavailable }))).toEqual(
          states.map(() => ({ allowed: true, unavailable: true })),
        );
        expect(told).toEqual(states.map(() => 'Redis gave no answer within 50 ms.'));
      } finally {
        process.kill(server.pid ?? 0, 'SIGCONT');
      }
      await until(async () => !(await limiter.peek('a')).unavailable);
      // The commands that waited in the socket were counted after all.
      expect((await limiter.peek('a')).remaining).toBe(4);
    });
  });
});
