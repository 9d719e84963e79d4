// Limits in a Redis that processes share.

import { optionsOf, unexpected } from '@fedzk/core';
import { policyOf, type RateLimitStore } from '../limits/policy.js';
import { REMOTE_OPTIONS, Remote, type RemoteStoreOptions } from '../limits/remote.js';
import { escapedKey, tableNameOf } from '../limits/shared-key.js';
import { type RedisClient, scriptRunner } from './client.js';
import { SCRIPTS } from './scripts.js';

export interface RedisStoreOptions extends RemoteStoreOptions {
  /** What the names of keys in Redis begin with, 256 characters at most. Default: `fedzk:limits:`. */
  readonly prefix?: string | undefined;
}

/**
 * Keeps limits in Redis from version 5 on, or in a server that runs its scripts. Each call is one script with one key, so it is
 * atomic, and works in Redis Cluster. Times are those of Redis. A key expires when its whole limit is there again.
 *
 * The name of a key contains what was limited, such as an address, in clear. The client stays the caller's, who listens to its
 * errors and ends it.
 *
 * @param client of `ioredis` or `redis`
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * const store = redisStore(new Redis(url, { enableOfflineQueue: false }), { onError: console.error });
 * const limiter = createRateLimiter({ name: 'cost', limit: 1000, store });
 * ```
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): RateLimitStore {
  const run = scriptRunner(client);
  const { prefix = 'fedzk:limits:', ...others } = optionsOf(options, ['prefix', ...REMOTE_OPTIONS]);
  if (typeof prefix !== 'string' || prefix.length > 256) {
    throw unexpected('prefix', 'a text of 256 characters at most', prefix);
  }
  const remote = new Remote('Redis', others);
  return Object.freeze<RateLimitStore>({
    open(given) {
      const policy = policyOf(given);
      const script = SCRIPTS[policy.algorithm];
      const table = `${prefix}${tableNameOf(policy)}:`;
      const numbers = [policy.limit, 1000 * policy.windowSeconds];
      return remote.table(policy, ({ method, key, cost, floor }) =>
        run(script, table + escapedKey(key), [method, cost, floor, ...numbers]),
      );
    },
  });
}
