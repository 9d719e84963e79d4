// The store in a Redis Cluster of several nodes, by the clients of both packages.

import { createRateLimiter, type RateLimiter } from '@fedzk/guard';
import { type RedisClient, redisStore } from '@fedzk/guard/redis';
import { findRedis } from '@fedzk/testkit/services/redis';
import { RedisCluster } from '@fedzk/testkit/services/redis-cluster';
import { createCluster } from '@redis/client';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALGORITHMS } from './support/limits.js';

const tool = findRedis();
const KEYS = 60;
const LIMIT = 3;

describe.skipIf('missing' in tool)('missing' in tool ? `Redis (skipped: ${tool.missing})` : 'Redis Cluster', () => {
  let cluster: RedisCluster;
  let clients: readonly RedisClient[];
  const closings: (() => unknown)[] = [];

  beforeAll(async () => {
    cluster = await RedisCluster.create('path' in tool ? tool.path : '');
    const nodes = cluster.ports.map((port) => ({ host: '127.0.0.1', port }));
    const io = new Cluster(nodes, { lazyConnect: true });
    await io.connect();
    closings.push(() => io.disconnect());
    const node = createCluster({ rootNodes: nodes.map((socket) => ({ socket: { ...socket, tls: false } })) });
    await node.connect();
    closings.push(() => node.destroy());
    clients = [io, node];
  });
  afterAll(async () => {
    for (const close of closings) await close();
    await cluster[Symbol.asyncDispose]();
  });

  it.each(ALGORITHMS)('counts each key once for both clients, on all of its nodes: %s', async (algorithm) => {
    const errors: unknown[] = [];
    const limiters = clients.map((client): RateLimiter => {
      const store = redisStore(client, { timeoutMs: 60_000, onError: (error) => errors.push(error) });
      return createRateLimiter({ name: 'spread', limit: LIMIT, windowSeconds: 3600, algorithm, store });
    });
    const keys = Array.from({ length: KEYS }, (_, i) => `{same}:client_${i}`);
    const results = await Promise.all(
      keys.flatMap((key) => limiters.flatMap((limiter) => [limiter.consume(key), limiter.consume(key)])),
    );
    expect(errors).toEqual([]);
    expect(results.filter(({ allowed }) => allowed)).toHaveLength(KEYS * LIMIT);
    // Senders' braces don't put all keys on one server.
    const sizes = await cluster.commandEach('DBSIZE');
    for (const [size] of sizes) expect(Number(size)).toBeGreaterThan(0);
    expect(sizes.reduce((sum, [size]) => sum + Number(size), 0)).toBe(KEYS);
    await cluster.commandEach('FLUSHALL');
  });
});
