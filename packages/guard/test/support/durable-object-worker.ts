// A Worker with limits in Durable Objects, which a test tells what to ask, and what time it is.

import { durableObjectStore, type RateLimitNamespace, RateLimitObject } from '@fedzk/guard/durable-object';
import type { Asked, Seen } from './durable-object.js';

interface ListedStorage {
  list(): Promise<Map<string, unknown>>;
  getAlarm(): Promise<number | null>;
}

const seen: Seen[] = [];

/** Tells what is stored after each alarm. */
class WatchedObject extends RateLimitObject {
  readonly #storage: ListedStorage;

  constructor(state: ConstructorParameters<typeof RateLimitObject>[0] & { readonly storage: ListedStorage }) {
    super(state);
    this.#storage = state.storage;
  }

  override async alarm(): Promise<void> {
    await super.alarm();
    seen.push({ stored: (await this.#storage.list()).size, alarm: await this.#storage.getAlarm() });
  }
}

export { WatchedObject as RateLimitObject };

const clock = Date.now;

export default {
  async fetch(request: Request, env: { readonly LIMITS: RateLimitNamespace }): Promise<Response> {
    const { policy, calls, at } = (await request.json()) as Asked;
    Date.now = at === undefined ? clock : () => at;
    const table = durableObjectStore(env.LIMITS, { timeoutMs: 60_000 }).open(policy);
    const results = await Promise.all(calls.map(({ method, key, cost, floor }) => table[method](key, cost, floor)));
    return Response.json({
      results: results.map((each) => ({ ...each, retryAfterMs: String(each.retryAfterMs) })),
      seen,
    });
  },
};
