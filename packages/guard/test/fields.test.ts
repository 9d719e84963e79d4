import { createRateLimiter, memoryStore, rateLimitFields } from '@fedzk/guard';
import { expect, it } from 'vitest';

it('writes what is left and when all is there again', async () => {
  const limiter = createRateLimiter({ store: memoryStore({ now: () => 0 }) });
  const state = await limiter.consume('a', 30);
  expect(rateLimitFields([{ policy: limiter.policy, state }])).toEqual({
    'RateLimit-Policy': '"default";q=100;w=60',
    RateLimit: '"default";r=70;t=60',
  });
});

it('tells whoever is refused to wait long enough, and no debt', async () => {
  let time = 0;
  const limiter = createRateLimiter({ limit: 2, windowSeconds: 10, store: memoryStore({ now: () => time }) });
  await limiter.consume('a', 2);
  await limiter.charge('a', 1);
  time = 2500;
  const state = await limiter.consume('a');
  expect(state.remaining).toBe(-1);
  // In debt until 10 s, and full again at 20 s.
  const fields = rateLimitFields([{ policy: limiter.policy, state }]);
  expect(fields).toMatchObject({ RateLimit: '"default";r=0;t=18', 'Retry-After': '8' });
  time += 1000 * Number(fields['Retry-After']);
  expect((await limiter.consume('a')).allowed).toBe(true);
});

it('lists several limits, and the longest wait', async () => {
  const store = memoryStore({ now: () => 0 });
  const requests = createRateLimiter({ name: 'requests', limit: 1, windowSeconds: 5, store });
  const cost = createRateLimiter({ name: 'cost', limit: 10, windowSeconds: 60, store });
  await Promise.all([requests.consume('a'), cost.consume('a', 10)]);
  const reports = [
    { policy: requests.policy, state: await requests.consume('a') },
    { policy: cost.policy, state: await cost.consume('a') },
  ];
  expect(rateLimitFields(reports)).toEqual({
    'RateLimit-Policy': '"requests";q=1;w=5, "cost";q=10;w=60',
    RateLimit: '"requests";r=0;t=5, "cost";r=0;t=60',
    'Retry-After': '60',
  });
});

it('promises nothing for a cost above the limit', async () => {
  const limiter = createRateLimiter({ limit: 5 });
  expect(rateLimitFields([{ policy: limiter.policy, state: await limiter.consume('a', 6) }])).not.toHaveProperty(
    'Retry-After',
  );
});

it('writes nothing about no limits', () => {
  expect(rateLimitFields([])).toEqual({});
});

const policy = createRateLimiter().policy;
const state = { allowed: true, remaining: 1, retryAfterMs: 0, resetMs: 0 };

it.each<[string, unknown]>([
  ['no list', { policy, state }],
  ['no policy', [{ state }]],
  ['a name that would end the header field', [{ policy: { ...policy, name: 'a"\r\nX: y' }, state }]],
  ['no number', [{ policy, state: { ...state, remaining: '1' } }]],
  ['NaN', [{ policy, state: { ...state, resetMs: Number.NaN } }]],
])('refuses %s', (_, reports) => {
  expect(() => rateLimitFields(reports as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});
