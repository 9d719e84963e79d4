// What the packaging tests do with the package in every runtime, and what it has to see.

/** @param {typeof import('@fedzk/guard')} entry */
export const exercise = async ({
  addressKey,
  clientIdSchema,
  createAccessControl,
  createChallenges,
  createDdosGuard,
  createRateLimiter,
  guard,
  rateLimitFields,
}) => {
  const access = createAccessControl();
  const limiter = createRateLimiter({ limit: 2, windowSeconds: 60 });
  const key = addressKey('2001:DB8::7') ?? '';
  const states = await Promise.all([limiter.consume(key), limiter.consume(key), limiter.consume(key)]);
  await limiter.charge(key, 3);
  const state = await limiter.peek(key);
  const ddos = createDdosGuard();
  const admit = guard({
    keys: { validate: async (id) => ({ valid: true, id, owner: 'c1', role: 'client', scopes: [] }) },
    accessControl: access,
    limits: { requests: createRateLimiter(), cost: createRateLimiter({ name: 'cost' }) },
    ddos,
  });
  const request = new Request('https://fedzk.example/', { headers: { authorization: 'Bearer k1' } });
  const admitted = await admit(request, { address: '192.0.2.1', need: 'proof_generation:execute' });
  const refused = await admit(request, { address: '192.0.2.1', need: 'audit_logs:read' });
  ddos.block('192.0.2.7', 'by hand');
  const challenges = createChallenges({ secret: new Uint8Array(32).fill(1) });
  const { challenge } = await challenges.issue(key);
  return {
    key,
    admitted: 'principal' in admitted && admitted.principal?.id,
    refused: 'status' in refused && refused.status,
    connection: ddos.connection('192.0.2.7'),
    challenge: challenge.length,
    answer: await challenges.verify(key, 'nonsense'),
    can: access.can('client', 'proof_generation', 'execute'),
    reason: access.authorize({ id: 'c1', roles: ['client'] }, 'audit_logs', 'read').reason,
    allowed: states.map(({ allowed }) => allowed),
    remaining: state.remaining,
    ids: ['client_001', 'client 001'].map((id) => clientIdSchema()['~standard'].validate(id).issues?.[0]?.code ?? id),
    policy: rateLimitFields([{ policy: limiter.policy, state }])['RateLimit-Policy'],
  };
};

export const expected = {
  key: '2001:db8:0:0::/64',
  admitted: 'c1',
  refused: 403,
  connection: false,
  challenge: 64,
  answer: false,
  can: true,
  reason: 'not-granted',
  allowed: [true, true, false],
  remaining: -3,
  ids: ['client_001', 'character'],
  policy: '"default";q=2;w=60',
};
