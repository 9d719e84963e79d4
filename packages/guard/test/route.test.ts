// Mistakes of a service in what it tells the guard: each is an error at once, and opens or closes no route.

import {
  type Admitted,
  createAccessControl,
  createDdosGuard,
  createRateLimiter,
  type GuardedRoute,
  guard,
  type KeyAnswer,
  memoryStore,
} from '@fedzk/guard';
import { describe, expect, it } from 'vitest';

const ANSWER: KeyAnswer = { valid: true, id: 'k1', owner: 'client_001', role: 'client', scopes: [] };
const ROUTE: GuardedRoute = { address: '192.0.2.1', need: 'proof_generation:execute' };

function made(validate: (key: string) => KeyAnswer | Promise<KeyAnswer> = () => ANSWER) {
  return guard({
    keys: { validate },
    accessControl: createAccessControl(),
    limits: { requests: createRateLimiter(), cost: createRateLimiter({ name: 'cost', limit: 1000 }) },
    ddos: createDdosGuard(),
  });
}

const asked = (key?: string): Request =>
  new Request('https://fedzk.example/', { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } });

const invalid = (message: RegExp) =>
  expect.objectContaining({ code: 'invalid-argument', message: expect.stringMatching(message) });

const statusOf = (outcome: Admitted | Response): number | undefined =>
  outcome instanceof Response ? outcome.status : undefined;

describe('a route', () => {
  it.each([
    undefined,
    null,
    '',
    'nonsense',
    5,
    'proof_generation',
    'proof_generation:',
    'proof_generation:peek',
    'proofs:execute',
    'proof_generation:execute:x',
    'toString:read',
    ['proof_generation', 'execute'],
    {},
  ])('can not need %j', async (need) => {
    for (const key of [undefined, 'k1']) {
      await expect(made()(asked(key), { ...ROUTE, need } as never)).rejects.toEqual(invalid(/^"route\.need" expected/));
    }
  });

  it('without a need is no route', async () => {
    await expect(made()(asked(), { address: '192.0.2.1' } as never)).rejects.toEqual(invalid(/^"route\.need"/));
  });

  it('without a key says so', async () => {
    const outcome = await made()(asked(), { address: '192.0.2.1', need: 'none' });
    expect(outcome).toMatchObject({ principal: undefined, fields: {} });
  });

  it('costs no more than the limit, which could never be paid', async () => {
    const admit = made();
    for (const cost of [1001, 1e9, -1, 1.5, Number.NaN, '10']) {
      await expect(admit(asked('k1'), { ...ROUTE, cost } as never)).rejects.toEqual(invalid(/^"route\.cost" .*1000/));
    }
    expect(await admit(asked('k1'), { ...ROUTE, cost: 1000 })).toHaveProperty('principal');
  });

  it.each([
    { mostBytes: -1 },
    { mostBytes: Number.NaN },
    { mostBytes: '4096' },
    { challenge: 'yes' },
    { address: 5 },
    { principal: '' },
    { principal: 5 },
  ])('can not have %j', async (own) => {
    await expect(made()(asked('k1'), { ...ROUTE, ...own } as never)).rejects.toEqual(invalid(/^"route\./));
  });
});

describe('a request', () => {
  const url = 'https://fedzk.example/';
  it.each([
    ["Express's", { url: '/proofs', headers: { authorization: 'Bearer k1' }, method: 'POST' }],
    ['one with a path', { url: '/proofs', headers: new Headers() }],
    ['one with a plain object', { url, headers: {} }],
    ['one with a Map', { url, headers: new Map([['authorization', 'Bearer k1']]) }],
    ['an URL', new URL(url)],
    ['a text', url],
    ['nothing', undefined],
  ])('is not %s', async (_, request) => {
    await expect(made()(request as never, ROUTE)).rejects.toEqual(invalid(/^"request(\.headers)?" expected/));
  });

  it('may be of another library', async () => {
    const { headers } = asked('k1');
    expect(await made()({ url, headers } as Request, ROUTE)).toHaveProperty('principal');
  });
});

describe('keys', () => {
  it('may answer at once', async () => {
    expect(await made(() => ANSWER)(asked('k1'), ROUTE)).toHaveProperty('principal.id', 'client_001');
    expect(statusOf(await made(() => ({ valid: false, reason: 'expired' }))(asked('k1'), ROUTE))).toBe(401);
  });

  it.each<[string, () => Promise<KeyAnswer>]>([
    [
      'at once',
      () => {
        throw new Error('the snapshot is too old');
      },
    ],
    [
      'later',
      async () => {
        throw new Error('storage');
      },
    ],
  ])('that throw %s are a storage that is away', async (_, validate) => {
    expect(statusOf(await made(validate)(asked('k1'), ROUTE))).toBe(503);
  });
});

it('has limits of two names, since equal ones share what they count', () => {
  const store = memoryStore();
  const limiter = createRateLimiter({ name: 'all', store });
  const of = (requests: typeof limiter, cost: typeof limiter) => () =>
    guard({
      keys: { validate: () => ANSWER },
      accessControl: createAccessControl(),
      limits: { requests, cost },
      ddos: createDdosGuard(),
    });
  expect(of(limiter, limiter)).toThrow(invalid(/^"limits" .*"all" twice/));
  expect(of(createRateLimiter({ store }), createRateLimiter({ limit: 1000, store }))).toThrow(
    invalid(/"default" twice/),
  );
  expect(of(limiter, createRateLimiter({ name: 'cost', store }))).not.toThrow();
});
