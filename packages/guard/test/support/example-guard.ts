import { createAccessControl, createDdosGuard, createRateLimiter, type Guard, guard } from '@fedzk/guard';

/** The guard of the examples' tests: the key `k1` is a client's. */
export function exampleGuard(): Guard {
  return guard({
    keys: {
      validate: async (key) =>
        key === 'k1'
          ? { valid: true, id: key, owner: 'client_001', role: 'client', scopes: [] }
          : { valid: false, reason: 'unknown' },
    },
    accessControl: createAccessControl(),
    limits: {
      requests: createRateLimiter(),
      cost: createRateLimiter({ name: 'cost', limit: 1000, algorithm: 'gcra' }),
    },
    ddos: createDdosGuard(),
  });
}
