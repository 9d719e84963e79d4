// One request against a limit in memory, by our limiters and by rate-limiter-flexible.

import { createRateLimiter, memoryStore, type RateLimitAlgorithm } from '@fedzk/guard';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Contender, Subject } from '../contenders.js';

export const PEER = 'rate-limiter-flexible';

/** The tasks, after each contender has answered as it must. */
export async function subjects(): Promise<Subject[]> {
  return [
    // So much that none is refused: 10,000 a second for each key.
    { name: 'admitted, 1,000 keys', contenders: await contenders(10_000, 1, 1000, true) },
    { name: 'admitted, 100,000 keys', contenders: await contenders(100, 1, 100_000, true) },
    { name: 'refused, 1 key', contenders: await contenders(1, 86_400, 1, false) },
  ];
}

async function contenders(limit: number, seconds: number, keys: number, admits: boolean): Promise<Contender[]> {
  const names = Array.from({ length: keys }, (_, i) => `client_${i}`);
  const peer = new RateLimiterMemory({ points: limit, duration: seconds });
  const all = [
    ours('fedzk sliding log', 'sliding-log', limit, seconds),
    ours('fedzk gcra', 'gcra', limit, seconds),
    {
      name: PEER,
      // It rejects where it refuses.
      ask: (key: string): Promise<boolean> =>
        peer.consume(key).then(
          () => true,
          () => false,
        ),
    },
  ];
  return Promise.all(all.map(({ name, ask }) => contender(name, ask, names, limit, admits)));
}

interface Asked {
  readonly name: string;
  ask(key: string): Promise<boolean>;
}

function ours(name: string, algorithm: RateLimitAlgorithm, limit: number, windowSeconds: number): Asked {
  const limiter = createRateLimiter({ limit, windowSeconds, algorithm, store: memoryStore({ maxKeys: 200_000 }) });
  return { name, ask: async (key) => (await limiter.consume(key)).allowed };
}

/** Goes round the keys. Where it is to refuse, the limit is used up first. */
async function contender(
  name: string,
  ask: Asked['ask'],
  keys: readonly string[],
  limit: number,
  admits: boolean,
): Promise<Contender> {
  if (!admits) for (let i = 0; i < limit; i++) await ask(keys[0] ?? '');
  let next = 0;
  const run = async (): Promise<void> => {
    const allowed = await ask(keys[next] ?? '');
    next = (next + 1) % keys.length;
    if (allowed !== admits) throw new Error(`${name} ${allowed ? 'admits' : 'refuses'} what it should not`);
  };
  await run();
  return { name, run };
}
