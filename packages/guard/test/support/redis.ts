// Clients of both packages, and stores whose time is set by hand in a real Redis.

import { createRateLimiter } from '@fedzk/guard';
import { type IoredisClient, type RedisClient, type RedisStoreOptions, redisStore } from '@fedzk/guard/redis';
import { createClient } from '@redis/client';
import { Redis } from 'ioredis';
import type { MakeTimed } from './limits.js';

/** A client of one package. It keeps no commands while it has no connection, and connects again by itself. */
export interface Connected {
  readonly client: RedisClient;
  /** Resolves once it has a connection. */
  ready(): Promise<void>;
  close(): Promise<void>;
  /** Runs a script as it is. */
  evaluate(script: string, key: string, given: readonly string[]): Promise<unknown>;
}

/** Milliseconds between tries to connect. */
const RETRY = 20;

export const CONNECT: Readonly<Record<'ioredis' | 'node-redis', (socket: string) => Promise<Connected>>> = {
  async ioredis(socket) {
    const client = new Redis({
      path: socket,
      enableOfflineQueue: false,
      lazyConnect: true,
      retryStrategy: () => RETRY,
    });
    client.on('error', () => {});
    await client.connect();
    return {
      client,
      ready: () => until(() => client.status === 'ready'),
      close: async () => client.disconnect(),
      evaluate: (script, key, given) => client.eval(script, 1, key, ...given),
    };
  },
  async 'node-redis'(socket) {
    const client = createClient({
      disableOfflineQueue: true,
      socket: { path: socket, tls: false, reconnectStrategy: RETRY },
    });
    client.on('error', () => {});
    await client.connect();
    return {
      client,
      ready: () => until(() => client.isReady),
      close: async () => client.destroy(),
      evaluate: (script, key, given) => client.eval(script, { keys: [key], arguments: [...given] }),
    };
  },
};

/** Waits until something is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** When the time is 0 by hand. */
const ORIGIN = 1.7e12;

let tables = 0;

/** A limiter whose scripts take the time that is set by hand for Redis's own; so they must not let a key expire by Redis's. */
export function timedInRedis(connected: () => Connected, options: RedisStoreOptions = {}): MakeTimed {
  return (limit, windowSeconds, algorithm = 'sliding-log') => {
    let time = 0;
    const byHand = (script: string): string => {
      const changed = script
        .replace("redis.call('TIME')", '{ARGV[6], ARGV[7]}')
        .replace("redis.call('PEXPIRE', key, full)", "redis.call('PEXPIRE', key, full + 1e9)");
      if (changed.length === script.length) throw new Error('the script has another text than this test knows');
      return changed;
    };
    const client: IoredisClient = {
      evalsha: () => Promise.reject(new Error('NOSCRIPT')),
      eval(script, _, key = '', ...given) {
        const ms = ORIGIN + time;
        const clock = [String(Math.floor(ms / 1000)), String((ms % 1000) * 1000)];
        return connected().evaluate(byHand(script), key, [...given, ...clock]);
      },
    };
    const store = redisStore(client, { timeoutMs: 60_000, ...options });
    tables += 1;
    return {
      limiter: createRateLimiter({ name: `t${tables}`, limit, windowSeconds, algorithm, store }),
      at(ms) {
        time = ms;
      },
    };
  };
}
