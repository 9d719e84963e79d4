// What the packaging tests do with the package in every runtime, and what it has to see.

/** @param {typeof import('@fedzk/guard')} entry */
export const exercise = async ({ addressKey, createAccessControl, createRateLimiter, rateLimitFields }) => {
  const access = createAccessControl();
  const limiter = createRateLimiter({ limit: 2, windowSeconds: 60 });
  const key = addressKey('2001:DB8::7') ?? '';
  const states = await Promise.all([limiter.consume(key), limiter.consume(key), limiter.consume(key)]);
  await limiter.charge(key, 3);
  const state = await limiter.peek(key);
  return {
    key,
    can: access.can('client', 'proof_generation', 'execute'),
    reason: access.authorize({ id: 'c1', roles: ['client'] }, 'audit_logs', 'read').reason,
    allowed: states.map(({ allowed }) => allowed),
    remaining: state.remaining,
    policy: rateLimitFields([{ policy: limiter.policy, state }])['RateLimit-Policy'],
  };
};

export const expected = {
  key: '2001:db8:0:0::/64',
  can: true,
  reason: 'not-granted',
  allowed: [true, true, false],
  remaining: -3,
  policy: '"default";q=2;w=60',
};
