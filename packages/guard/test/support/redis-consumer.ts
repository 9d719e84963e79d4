// A process that consumes from a limit in Redis, as one of several: `KIND SOCKET ALGORITHM SKEW CALLS COST` prints how much it got.

import { createRateLimiter, type RateLimitAlgorithm } from '@fedzk/guard';
import { redisStore } from '@fedzk/guard/redis';
import { CONNECT } from './redis.js';

const [kind, socket = '', algorithm, skew, calls, cost] = process.argv.slice(2);

// The clock of this machine is wrong.
const now = Date.now;
Date.now = () => now() + Number(skew);

const connected = await CONNECT[kind as keyof typeof CONNECT](socket);
const store = redisStore(connected.client, { timeoutMs: 60_000 });
const limiter = createRateLimiter({
  name: 'shared',
  limit: 1000,
  windowSeconds: 3600,
  algorithm: algorithm as RateLimitAlgorithm,
  store,
});
const states = await Promise.all(Array.from({ length: Number(calls) }, () => limiter.consume('a', Number(cost))));
console.log(states.filter(({ allowed }) => allowed).length * Number(cost));
await connected.close();
