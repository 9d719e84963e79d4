import { setImmediate } from 'node:timers/promises';
import {
  type Admitted,
  type AuditEvent,
  createAccessControl,
  createChallenges,
  createDdosGuard,
  createRateLimiter,
  type DdosGuard,
  type Guard,
  type GuardedRoute,
  guard,
  type KeyAnswer,
  memoryStore,
  problem,
} from '@fedzk/guard';
import { cases, Dice } from '@fedzk/testkit/random';
import { solveChallenge } from 'altcha-lib/v1';
import { describe, expect, it } from 'vitest';

const RECORDS: Readonly<Record<string, { owner: string; role: string; scopes: string[] }>> = {
  k1: { owner: 'client_001', role: 'client', scopes: [] },
  k2: { owner: 'client_002', role: 'client', scopes: [] },
  reader: { owner: 'client_003', role: 'client', scopes: ['model_aggregation:read'] },
  admin: { owner: 'root', role: 'admin', scopes: [] },
};

interface Made {
  readonly admit: Guard;
  readonly ddos: DdosGuard;
  /** How often a key was looked up. */
  looked: number;
  at(ms: number): void;
}

function made(events: AuditEvent[] = []): Made {
  let time = 0;
  const now = (): number => time;
  const ddos = createDdosGuard({ now });
  const store = memoryStore({ now });
  const self: Made = {
    ddos,
    looked: 0,
    at(ms) {
      time = ms;
    },
    admit: guard({
      keys: {
        async validate(presented): Promise<KeyAnswer> {
          self.looked += 1;
          if (presented === 'broken') throw new Error('SECRET disk path');
          if (presented === 'old') return { valid: false, reason: 'revoked' };
          if (presented === 'odd') return { valid: false, reason: 'a\nb' };
          const record = Object.hasOwn(RECORDS, presented) ? RECORDS[presented] : undefined;
          return record === undefined ? { valid: false, reason: 'unknown' } : { valid: true, id: presented, ...record };
        },
      },
      accessControl: createAccessControl(),
      limits: {
        requests: createRateLimiter({ name: 'requests', store }),
        cost: createRateLimiter({ name: 'cost', limit: 1000, algorithm: 'gcra', store }),
      },
      ddos,
      audit: { append: async (event) => events.push(event) },
      challenges: createChallenges({ secret: new Uint8Array(32).fill(1), difficulty: 1000 }),
    }),
  };
  return self;
}

const ROUTE: GuardedRoute = { address: '192.0.2.1', need: 'proof_generation:execute', cost: 10, mostBytes: 1000 };

const asked = (key?: string, headers: Record<string, string> = {}, url = 'https://fedzk.example/v1/reports'): Request =>
  new Request(url, {
    method: 'POST',
    headers: { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...headers },
  });

/** The type of a refusal, or `admitted`. */
async function typeOf(outcome: Admitted | Response): Promise<string> {
  if (!(outcome instanceof Response)) return 'admitted';
  const { type, status } = (await outcome.clone().json()) as { type: string; status: number };
  expect(outcome.status).toBe(status);
  expect(outcome.headers.get('content-type')).toBe('application/problem+json');
  return type.replace('urn:fedzk:problem:', '');
}

describe('a valid key', () => {
  it('is admitted with what its record says', async () => {
    const outcome = await made().admit(asked('k1'), ROUTE);
    expect(outcome).toMatchObject({
      principal: { id: 'client_001', roles: ['client'] },
      fields: {
        'RateLimit-Policy': '"requests";q=100;w=60, "cost";q=1000;w=60',
        RateLimit: '"requests";r=99;t=60, "cost";r=990;t=1',
      },
    });
    expect(await typeOf(await made().admit(asked(undefined, { 'x-api-key': 'k1' }), ROUTE))).toBe('admitted');
  });

  it('gets no role by a text that anyone can type', async () => {
    const { admit } = made();
    const headers = { role: 'admin', 'x-role': 'admin', 'x-user-role': 'admin', 'x-forwarded-user': 'root' };
    const request = asked('k1', headers, 'https://fedzk.example/v1?role=admin');
    expect(await typeOf(await admit(request, { ...ROUTE, need: 'audit_logs:read' }))).toBe('forbidden');
    expect(await typeOf(await admit(asked('admin_k1'), { ...ROUTE, need: 'audit_logs:read' }))).toBe('unauthenticated');
    expect(await typeOf(await admit(asked('admin'), { ...ROUTE, need: 'audit_logs:read' }))).toBe('admitted');
  });

  it('is restricted to its scopes', async () => {
    const { admit } = made();
    expect(await typeOf(await admit(asked('reader'), ROUTE))).toBe('forbidden');
    expect(await typeOf(await admit(asked('reader'), { ...ROUTE, need: 'model_aggregation:read' }))).toBe('admitted');
  });

  it('is refused with the certificate of another, by the same answer as an unknown key', async () => {
    const { admit } = made();
    const other = await admit(asked('k1'), { ...ROUTE, principal: 'client_002' });
    const unknown = await admit(asked('k9'), ROUTE);
    expect(await typeOf(other)).toBe('unauthenticated');
    expect(await (other as Response).text()).toBe(await (unknown as Response).text());
    expect(await typeOf(await admit(asked('k1'), { ...ROUTE, principal: 'client_001' }))).toBe('admitted');
  });

  it('has 100 requests a minute, and 1,000 units', async () => {
    const { admit } = made();
    const all = [];
    for (let i = 0; i < 101; i++) all.push(await typeOf(await admit(asked('k1'), { ...ROUTE, cost: 1 })));
    expect(all.filter((each) => each === 'admitted').length).toBe(100);
    expect(await typeOf(await admit(asked('k2'), { ...ROUTE, cost: 1000 }))).toBe('admitted');
    const refused = await admit(asked('k2'), { ...ROUTE, cost: 1000 });
    expect(await typeOf(refused)).toBe('rate-limited');
    expect((refused as Response).headers.get('retry-after')).toMatch(/^6\d$/);
  });
});

describe('bad proofs of a valid key', () => {
  it('are checked ten times in the first minute, then the owner is banned, and others at its address are not', async () => {
    const { admit, ddos, at } = made();
    const closed: string[] = [];
    ddos.onBan(({ kind, key }) => closed.push(`${kind} ${key}`));
    let checked = 0;
    for (let ms = 0; ms < 60_000; ms += 50) {
      at(ms);
      const outcome = await admit(asked('k1'), ROUTE);
      if (outcome instanceof Response) continue;
      checked++;
      await outcome.failed('proof');
    }
    await ddos.settled();
    expect({ checked, closed }).toEqual({ checked: 10, closed: ['owner client_001'] });
    expect(await typeOf(await admit(asked('k1'), ROUTE))).toBe('blocked');
    expect(await typeOf(await admit(asked('k2'), ROUTE))).toBe('admitted');
  });

  it('are refused once one is banned, even those that were admitted before', async () => {
    const { admit } = made();
    const all = await Promise.all(Array.from({ length: 20 }, () => admit(asked('k1'), ROUTE)));
    let checked = 0;
    for (const outcome of all) {
      if (outcome instanceof Response) throw new Error('it was not admitted');
      const refused = outcome.blocked();
      if (refused !== undefined) {
        expect(await typeOf(refused)).toBe('blocked');
        continue;
      }
      checked++;
      await outcome.failed('proof');
    }
    expect(checked).toBe(10);
  });

  it('count as strikes even where the fine can not be charged', async () => {
    const ddos = createDdosGuard();
    const failing = {
      ...createRateLimiter({ name: 'cost', limit: 1000 }),
      charge: () => Promise.reject(new Error('away')),
    };
    const admit = guard({
      keys: { validate: async (id) => ({ valid: true, id, owner: 'client_001', role: 'client', scopes: [] }) },
      accessControl: createAccessControl(),
      limits: { requests: createRateLimiter(), cost: failing },
      ddos,
    });
    for (let i = 0; i < 10; i++) {
      const outcome = await admit(asked('k1'), ROUTE);
      if (outcome instanceof Response) throw new Error('it was not admitted');
      await expect(outcome.failed('proof')).rejects.toThrow('away');
    }
    expect(ddos.banned({ kind: 'owner', key: 'client_001' })).toBe(true);
  });
});

describe('without a valid key', () => {
  it('an address is banned after ten invalid keys, before a key is looked up', async () => {
    const self = made();
    const types = [];
    for (let i = 0; i < 20; i++) types.push(await typeOf(await self.admit(asked(`guess${i}`), ROUTE)));
    // From the fifth on, half of the requests or more have failed.
    expect(types.slice(0, 9)).toEqual([...Array(4).fill('unauthenticated'), ...Array(5).fill('rate-limited')]);
    expect(types.slice(9)).toEqual(Array(11).fill('blocked'));
    expect(self.looked).toBe(10);
  });

  it('an address at which somebody has one is limited, and not banned', async () => {
    const { admit } = made();
    await admit(asked('k1'), ROUTE);
    const types = [];
    for (let i = 0; i < 200; i++) types.push(await typeOf(await admit(asked('guess'), ROUTE)));
    expect(new Set(types)).toEqual(new Set(['unauthenticated', 'rate-limited']));
    expect(await typeOf(await admit(asked('k1'), ROUTE))).toBe('admitted');
  });

  it('an address has 50 requests a minute', async () => {
    const { admit } = made();
    const types = [];
    for (let i = 0; i < 60; i++) types.push(await typeOf(await admit(asked(), ROUTE)));
    expect(types.filter((type) => type === 'unauthenticated').length).toBe(50);
    expect(types.filter((type) => type === 'rate-limited').length).toBe(10);
  });

  it('a browser solves a challenge, and a machine gets 429', async () => {
    const { admit } = made();
    const route: GuardedRoute = { address: '192.0.2.1', need: 'none', challenge: true };
    for (let i = 0; i < 50; i++) expect(await typeOf(await admit(asked(), route))).toBe('admitted');
    expect(await typeOf(await admit(asked(), { address: '192.0.2.1', need: 'none' }))).toBe('rate-limited');
    const refused = await admit(asked(), route);
    expect(await typeOf(refused)).toBe('challenge');
    const { challenge } = await (refused as Response).json();
    const { number } = (await solveChallenge(challenge.challenge, challenge.salt, 'SHA-256', 1000).promise) ?? {};
    const altcha = btoa(JSON.stringify({ ...challenge, number }));
    expect(await typeOf(await admit(asked(undefined, { altcha }), route))).toBe('admitted');
    expect(await typeOf(await admit(asked(undefined, { altcha }), route))).toBe('challenge');
  });
});

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('the audit sink', () => {
  const event = { user_id: 'unknown', resource: 'proof_generation:execute', result: 'denied', source: '192.0.2.1' };

  it.each<[string, Record<string, string>, GuardedRoute, object]>([
    ['an unknown key', { authorization: 'Bearer k9' }, ROUTE, { reason: 'unknown' }],
    ['a revoked key', { authorization: 'Bearer old' }, ROUTE, { reason: 'revoked' }],
    ['an odd reason', { authorization: 'Bearer odd' }, ROUTE, { reason: 'a\\u000ab' }],
    ['no key', { authorization: 'Basic eDp5' }, ROUTE, { reason: 'malformed' }],
    [
      'the key of another',
      { authorization: 'Bearer k1' },
      { ...ROUTE, principal: 'client_002' },
      {
        reason: 'other-owner',
        user_id: 'client_002',
        severity: 'high',
        actor: 'client_001',
        details: { key: 'k1' },
      },
    ],
  ])('gets the reason for which a key is refused, and the sender does not: %s', async (_, headers, route, own) => {
    const events: AuditEvent[] = [];
    const { admit } = made(events);
    const answer = (await admit(asked(undefined, headers), route)) as Response;
    await admit.logged();
    expect(events).toEqual([{ ...event, operation: 'key_refused', time: expect.stringMatching(TIME), ...own }]);
    const unknown = (await made().admit(asked('k9'), ROUTE)) as Response;
    expect(await answer.text()).toBe(await unknown.text());
    expect([...answer.headers]).toEqual([...unknown.headers]);
  });

  it.each([
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['a\nb\u2028', 'a\\u000ab\\u2028'],
    ['\ud800x', '\\ud800x'],
    [`${'a'.repeat(250)}${'\n'.repeat(6)}`, `${'a'.repeat(250)}\\u000a`],
    [`${'a'.repeat(249)}\n\u{1f600}`, `${'a'.repeat(249)}\\u000a`],
  ])('gets a name that fits on a line: %j', async (principal, user_id) => {
    const events: AuditEvent[] = [];
    const { admit } = made(events);
    await admit(asked('k9'), { ...ROUTE, principal });
    await admit.logged();
    expect(events).toMatchObject([{ user_id }]);
  });

  it('gets what is denied', async () => {
    const events: AuditEvent[] = [];
    const { admit } = made(events);
    await admit(asked('reader'), { ...ROUTE, address: '2001:db8::1' });
    await admit(asked('k1'), { ...ROUTE, need: 'audit_logs:read' });
    await admit(asked('k1'), ROUTE);
    await admit.logged();
    const denied = { ...event, operation: 'access_denied', time: expect.stringMatching(TIME) };
    expect(events).toEqual([
      { ...denied, user_id: 'client_003', reason: 'out-of-scope', source: '2001:db8:0:0::/64' },
      { ...denied, user_id: 'client_001', reason: 'not-granted', resource: 'audit_logs:read' },
    ]);
  });

  it('is not filled by an address that guesses keys, nor by an owner that is denied', async () => {
    const events: AuditEvent[] = [];
    const { admit } = made(events);
    for (let i = 0; i < 1000; i++) {
      await admit(asked(`guess${i}`), ROUTE);
      if (i < 10) await setImmediate(); // the sink takes the event
    }
    expect(events.length).toBe(4);
    await admit.logged();
    expect(events[4]).toMatchObject({ reason: 'unknown', details: { count: 6 } }); // then it was banned
    expect(events[4]).not.toHaveProperty('source');
    for (let i = 0; i < 1000; i++)
      await admit(asked('k2'), { ...ROUTE, address: '192.0.2.2', need: 'audit_logs:read' });
    await admit.logged();
    const denied = events.slice(5);
    expect(denied.reduce((sum, { details }) => sum + Number(details?.['count'] ?? 1), 0)).toBe(100);
  });

  it('may fail: the refusal stands, and whoever asks for it is told', async () => {
    const admit = guard({
      keys: { validate: async () => ({ valid: false, reason: 'unknown' }) },
      accessControl: createAccessControl(),
      limits: { requests: createRateLimiter(), cost: createRateLimiter({ name: 'cost' }) },
      ddos: createDdosGuard(),
      audit: { append: async () => Promise.reject(new Error('full')) },
    });
    expect(await typeOf(await admit(asked('k9'), ROUTE))).toBe('unauthenticated');
    await expect(admit.logged()).rejects.toMatchObject({ code: 'not-logged' });
    await admit.logged();
  });
});

it.each([
  ['https://fedzk.example/?key=fedzk_live_x', {}, 'malformed'],
  ['https://fedzk.example/fedzk_test_x', {}, 'malformed'],
  ['https://fedzk.example/?a=%66edzk_live_x', {}, 'malformed'],
  ['https://fedzk.example/fedzk%5Flive%5fx', {}, 'malformed'],
  ['https://fedzk.example/%ff?a=fedzk%255flive_x', {}, 'malformed'],
  ['https://fedzk.example/', { 'content-length': '-1' }, 'malformed'],
  ['https://fedzk.example/', { 'content-length': '1e3' }, 'malformed'],
  ['https://fedzk.example/', { 'content-length': '1001' }, 'too-large'],
  ['https://fedzk.example/', { 'content-length': '1000' }, 'admitted'],
  ['https://fedzk.example/', { 'x-api-key': 'k1' }, 'unauthenticated'],
])('%s with %j is %s', async (url, headers, type) => {
  expect(await typeOf(await made().admit(asked('k1', headers as Record<string, string>, url), ROUTE))).toBe(type);
});

it('says nothing of a store that fails', async () => {
  const outcome = await made().admit(asked('broken'), ROUTE);
  expect(await typeOf(outcome)).toBe('storage-unavailable');
  expect(await (outcome as Response).text()).not.toContain('SECRET');
});

it('answers 10,000 bad requests with 4xx', async () => {
  const dice = new Dice(4);
  const texts = [
    '',
    'k1',
    'bearer',
    'Bearer ',
    'Basic eDp5',
    'Bearer a b',
    'Bearer k9',
    '\u00ff',
    'x'.repeat(2000),
    '{}',
    '../..',
    '0',
    '5000',
    '-1',
    '%00',
    '[object Object]',
    '__proto__',
    'Bearer constructor',
  ];
  const names = [
    'authorization',
    'x-api-key',
    'content-length',
    'altcha',
    'content-type',
    'x-forwarded-for',
    'role',
    'expect',
  ];
  const addresses = ['192.0.2.1', '::1', 'nonsense', '', undefined, '2001:db8::1', '1.2.3.4, 5.6.7.8'];
  const counts: Record<string, number> = {};
  let self = made();
  for (let i = 0; i < cases(10_000); i++) {
    if (i % 100 === 0) self = made();
    const headers = new Headers();
    for (let n = dice.upTo(4); n > 0; n--) headers.set(dice.pick(names), dice.pick(texts));
    // Two of the texts are a valid key's; without them none is.
    if (headers.get('x-api-key') === 'k1') headers.delete('x-api-key');
    const url = `https://fedzk.example/${encodeURI(dice.pick(texts))}?${dice.pick(texts)}=${dice.pick(texts)}`;
    const request = new Request(url, { method: dice.pick(['GET', 'POST', 'DELETE', 'X']), headers });
    const outcome = await self.admit(request, {
      ...ROUTE,
      address: dice.pick(addresses),
      challenge: dice.upTo(1) === 0,
    });
    if (!(outcome instanceof Response)) throw new Error(`admitted: ${JSON.stringify([...headers])}`);
    const type = await typeOf(outcome);
    counts[type] = (counts[type] ?? 0) + 1;
    expect(outcome.status).toBeGreaterThanOrEqual(400);
    expect(outcome.status).toBeLessThan(500);
    expect(
      Object.keys((await outcome.json()) as object)
        .sort()
        .join(),
    ).toMatch(/^(challenge,)?(code,path,)?(retryAfter,)?status,title,type$/);
  }
  expect(Object.keys(counts).sort()).toEqual([
    'blocked',
    'challenge',
    'malformed',
    'rate-limited',
    'too-large',
    'unauthenticated',
  ]);
});

describe('a problem', () => {
  it('has Retry-After with jitter where it says to come again', async () => {
    const seconds = Array.from({ length: 200 }, () =>
      Number(problem('overloaded', { retryAfterSeconds: 100 }).headers.get('retry-after')),
    );
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(110);
    expect(new Set(seconds).size).toBeGreaterThan(3);
    expect(problem('forbidden').headers.has('retry-after')).toBe(false);
    expect(problem('unauthenticated').headers.get('www-authenticate')).toBe('Bearer');
  });

  it('can not have another type', async () => {
    expect(await problem('invalid', { members: { type: 'x', path: 'a', code: 'b' } }).json()).toEqual({
      type: 'urn:fedzk:problem:invalid',
      title: 'The body is invalid.',
      status: 422,
      path: 'a',
      code: 'b',
    });
    for (const type of ['teapot', 'constructor', undefined, 1]) {
      expect(() => problem(type as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    }
  });
});

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['no keys', {}],
  ['an unknown option', { key: 1 }],
])('%s is no guard', (_, options) => {
  expect(() => guard(options as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});
