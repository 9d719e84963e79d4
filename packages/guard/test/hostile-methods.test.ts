// Methods with arguments that no honest caller passes: an answer, or an error of ours. Functions of the entry are in testkit.

import {
  createAccessControl,
  createChallenges,
  createDdosGuard,
  createRateLimiter,
  guard,
  memoryStore,
} from '@fedzk/guard';
import { redisStore } from '@fedzk/guard/redis';
import { type Callee, rawErrors } from '@fedzk/testkit/hostile-calls';
import { isOurs } from '@fedzk/testkit/hostile-entries';
import { expect, it } from 'vitest';

const accessControl = createAccessControl();
const limiter = createRateLimiter();
const ddos = createDdosGuard();
const challenges = createChallenges({ secret: new Uint8Array(32) });
const memory = memoryStore();
const redis = redisStore({ evalsha: async () => 'OK', eval: async () => 'OK' });
const shared = createRateLimiter({ store: redis });
const keys = { validate: async () => ({ valid: false, reason: 'unknown' }) as const };
const admit = guard({
  keys,
  accessControl,
  limits: { requests: limiter, cost: createRateLimiter({ name: 'cost' }) },
  ddos,
  challenges,
});
const request = new Request('https://fedzk.example/', { headers: { authorization: 'Bearer x' } });

const callees = Object.entries({ accessControl, limiter, ddos, challenges, memory, redis, shared }).flatMap(
  ([name, object]) =>
    Object.entries(object).flatMap(([method, call]): Callee[] =>
      typeof call === 'function'
        ? [{ name: `${name}.${method}`, call: (...given) => Reflect.apply(call, object, given) }]
        : [],
    ),
);

const calls: Callee[] = [
  { name: 'admit', call: (route) => admit(request, route as never) },
  { name: 'admit of a request', call: (given) => admit(given as never, { address: undefined, need: 'none' }) },
];

it.each([...callees, ...calls])('$name', async (callee) => {
  expect(await rawErrors(callee, isOurs)).toEqual([]);
});

it('are all there', () => {
  expect(callees.length).toBeGreaterThan(15);
});
