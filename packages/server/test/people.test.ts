// People: from the first admin's code to a session, over the real listener.

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Authenticator, ask, digitsOf, PASSWORD, type Somebody, signIn, takeUp } from './support/people.js';
import { logged, startSystem, type TestSystem } from './support/system.js';

let system: TestSystem;
let ann: Somebody;
const leader = () => system.parts.leader;

beforeAll(async () => {
  system = await startSystem();
  const { code } = await system.operators.leader.ask<{ code: string }>('POST', '/setup-code');
  ann = await takeUp(leader(), code, 'Ann');
});
afterAll(() => system.close());
afterEach(() => vi.restoreAllMocks());

const [monotonic, wall] = [performance.now.bind(performance), Date.now.bind(Date)];

/** Sets the clocks ahead. */
function later(ms: number): void {
  vi.spyOn(performance, 'now').mockImplementation(() => monotonic() + ms);
  vi.spyOn(Date, 'now').mockImplementation(() => wall() + ms);
}

describe('the first admin', () => {
  it('has an account, a session and ten recovery codes', async () => {
    expect(ann.recoveryCodes).toHaveLength(10);
    for (const code of ann.recoveryCodes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    const { status, body } = await ask(leader(), 'GET', '/session', { token: ann.token });
    expect([status, body]).toMatchObject([
      200,
      {
        person: { id: ann.id, name: 'Ann', roles: ['admin'] },
        ...{ kind: 'page', steppedUp: true },
        factors: { password: true, totp: true, passkeys: [{ name: 'passkey' }], recoveryCodes: 10 },
      },
    ]);
    expect(await logged(system, 'leader', 'person.created')).toMatchObject([{ result: 'success' }]);
  });

  it('is the only one: there is no code for another', async () => {
    await expect(system.operators.leader.ask('POST', '/setup-code')).rejects.toThrow('There are people already.');
  });

  it('leaves nothing of a secret in the key store that is not needed', async () => {
    const { identity } = leader();
    const text = new TextDecoder().decode(await identity.secrets.needed(`person/${ann.id}`));
    for (const secret of [PASSWORD, ...ann.recoveryCodes, ann.token]) expect(text).not.toContain(secret);
  });
});

describe('a session', () => {
  it('is opened by a passkey', async () => {
    const token = await signIn(leader(), ann);
    expect((await ask(leader(), 'GET', '/status', { token })).status).toBe(200);
    expect((await logged(system, 'leader', 'session.opened')).at(-1)).toMatchObject({ details: { by: 'passkey' } });
  });

  it('is opened by password and TOTP', async () => {
    later(60_000);
    const body = { name: 'ann', password: PASSWORD, totp: digitsOf(ann.secret) };
    const { status, body: said, headers } = await ask(leader(), 'POST', '/session', { body });
    expect([status, said.person.name]).toEqual([200, 'Ann']);
    expect(headers.get('set-cookie')).toBe(null);
    expect((await ask(leader(), 'GET', '/status', { token: said.token })).status).toBe(200);
  });

  it('ends by itself after 30 minutes without use, and after 12 hours', async () => {
    const token = await signIn(leader(), ann);
    const status = async () => (await ask(leader(), 'GET', '/session', { token })).status;
    for (let half = 1; half < 24; half++) {
      later(half * 29 * 60_000);
      expect(await status()).toBe(200);
      vi.restoreAllMocks();
    }
    later(23 * 29 * 60_000 + 31 * 60_000);
    expect(await status()).toBe(401);
    vi.restoreAllMocks();
    const other = await signIn(leader(), ann);
    later(12 * 3_600_000);
    expect((await ask(leader(), 'GET', '/session', { token: other })).status).toBe(401);
  });

  it('ends when its owner signs out', async () => {
    const token = await signIn(leader(), ann);
    expect((await ask(leader(), 'DELETE', '/session', { token })).status).toBe(200);
    expect((await ask(leader(), 'GET', '/session', { token })).status).toBe(401);
    expect((await logged(system, 'leader', 'session.closed')).length).toBe(1);
  });

  it('is needed for what operators do', async () => {
    for (const token of [undefined, 'A'.repeat(43), 'short'])
      expect((await ask(leader(), 'GET', '/status', { token })).status).toBe(401);
  });
});

describe('factors', () => {
  it('are added and removed, and each change ends the sessions', async () => {
    const token = await signIn(leader(), ann);
    const second = new Authenticator(leader().config.operators.url);
    const { body: options } = await ask(leader(), 'POST', '/self/factors', { token, body: { begin: 'passkey' } });
    const added = await ask(leader(), 'POST', '/self/factors', {
      token,
      body: { passkey: second.create(options), passkeyName: 'phone' },
    });
    expect([added.status, added.body.factors.passkeys.length]).toEqual([200, 2]);
    expect((await ask(leader(), 'GET', '/session', { token })).status).toBe(401);
    const again = await signIn(leader(), { ...ann, authenticator: second });
    expect((await ask(leader(), 'DELETE', `/self/factors/${second.id}`, { token: again })).status).toBe(200);
    await expect(signIn(leader(), { ...ann, authenticator: second })).rejects.toThrow('401');
    await signIn(leader(), ann);
  });

  it('are not removed where nobody could sign in afterwards', async () => {
    const gone = async (factor: string) =>
      (await ask(leader(), 'DELETE', `/self/factors/${factor}`, { token: await signIn(leader(), ann) })).status;
    expect(await gone('nothing')).toBe(404);
    expect(await gone('totp')).toBe(200);
    expect(await gone(ann.authenticator.id)).toBe(409);
  });

  it('are made anew after a recovery code, which opens no more than that', async () => {
    const [code = ''] = ann.recoveryCodes;
    const { status, body } = await ask(leader(), 'POST', '/session/recovery', { body: { name: 'Ann', code } });
    expect([status, body.kind]).toEqual([200, 'recovery']);
    const { token } = body;
    expect((await ask(leader(), 'GET', '/status', { token })).status).toBe(403);
    const made = await ask(leader(), 'POST', '/self/factors', { token, body: { begin: 'totp' } });
    const totp = digitsOf(made.body.secret);
    expect((await ask(leader(), 'POST', '/self/factors', { token, body: { totp } })).status).toBe(200);
    ann = { ...ann, secret: made.body.secret };
    expect((await ask(leader(), 'POST', '/self/factors', { token, body: { begin: 'totp' } })).status).toBe(401);
    expect((await logged(system, 'leader', 'person.recovered')).length).toBe(1);
  });
});
