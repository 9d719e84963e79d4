// Limits in Durable Objects, one for each key.

import { FedzkError, methodsOf } from '@fedzk/core';
import { policyOf, type RateLimitStore } from '../limits/policy.js';
import { Remote, type RemoteStoreOptions } from '../limits/remote.js';
import { escapedKey, tableNameOf } from '../limits/shared-key.js';

/** What is used of a Durable Object's stub. */
export interface RateLimitStub {
  fetch(url: string, init: { method: string; body: string }): Promise<{ status: number; json(): Promise<unknown> }>;
}

/** The namespace of Durable Objects whose class is `RateLimitObject`, as a Worker's `env` has it. */
export interface RateLimitNamespace<Id = unknown> {
  idFromName(name: string): Id;
  get(id: Id): RateLimitStub;
}

/**
 * Keeps limits in Durable Objects, one for each key of each limit: all that Workers everywhere ask about a key comes to one
 * object, which counts one call after the other.
 *
 * @param namespace a binding whose class is {@link RateLimitObject}
 * @throws {FedzkError} `invalid-argument`
 * @example
 * ```ts
 * export { RateLimitObject } from '@fedzk/guard/durable-object';
 * const limiter = createRateLimiter({ name: 'cost', limit: 1000, store: durableObjectStore(env.LIMITS) });
 * ```
 */
export function durableObjectStore<Id>(
  namespace: RateLimitNamespace<Id>,
  options: RemoteStoreOptions = {},
): RateLimitStore {
  methodsOf(namespace, ['idFromName', 'get'], 'namespace', 'a binding of Durable Objects');
  const remote = new Remote('The Durable Object', options);
  return Object.freeze<RateLimitStore>({
    open(given) {
      const policy = policyOf(given);
      const table = tableNameOf(policy);
      return remote.table(policy, async ({ method, key, cost, floor }) => {
        const object = namespace.get(namespace.idFromName(`${table}:${escapedKey(key)}`));
        const body = JSON.stringify({ policy, method, cost, floor });
        // The host is no one's: a stub has its object get every request.
        const response = await object.fetch('https://limits.invalid/', { method: 'POST', body });
        if (response.status === 200) return response.json();
        throw new FedzkError('storage', `The Durable Object answered with status ${response.status}.`);
      });
    },
  });
}
