// Attacks on people's accounts, over the real listener of operators: with the defence, and where it is cheap without it.

import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NAMES } from '../../src/stores/identity.js';
import { Authenticator, ask, digitsOf, PASSWORD, type Somebody, signIn, takeUp } from '../support/people.js';
import { logged, startSystem, type TestSystem } from '../support/system.js';

let system: TestSystem;
let ann: Somebody;
let bob: Somebody;
const leader = () => system.parts.leader;

beforeEach(async () => {
  system = await startSystem();
  const { code } = await system.operators.leader.ask<{ code: string }>('POST', '/setup-code');
  ann = await takeUp(leader(), code, 'Ann');
  bob = await added('Bob', 'admin');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await system.close();
  expect(system.failures).toEqual([]);
});

/** Adds somebody by the socket, which in development is an admin of its own. */
async function added(name: string, role: string): Promise<Somebody> {
  const { code } = await system.operators.leader.ask<{ code: string }>('POST', '/people', { name, roles: [role] });
  return takeUp(leader(), code, name);
}

const [monotonic, wall] = [performance.now.bind(performance), Date.now.bind(Date)];

/** Sets the clocks ahead of what they are. */
function later(ms: number): void {
  vi.spyOn(performance, 'now').mockImplementation(() => monotonic() + ms);
  vi.spyOn(Date, 'now').mockImplementation(() => wall() + ms);
}

/** Sends the same request so often at once. @returns how often it was answered with 200 */
async function atOnce(count: number, send: () => Promise<{ readonly status: number }>): Promise<number> {
  const all = await Promise.all(Array.from({ length: count }, send));
  return all.filter(({ status }) => status === 200).length;
}

const byPassword = (who: Somebody, totp: string, password = PASSWORD) =>
  ask(leader(), 'POST', '/session', { body: { name: who.name, password, totp } });

describe('what is used once', () => {
  it('a TOTP: not again, and of 20 at once one passes', async () => {
    later(90_000);
    const totp = digitsOf(ann.secret);
    expect(await atOnce(20, () => byPassword(ann, totp))).toBe(1);
    later(600_000);
    expect((await byPassword(ann, totp)).status).not.toBe(200);
    const refused = await logged(system, 'leader', 'session.refused');
    expect(refused.filter(({ reason }) => reason === 'totp-used').length).toBeGreaterThan(0);
    // Without the marks several pass.
    later(900_000 + 600_000);
    vi.spyOn(leader().people.oneUse, 'take').mockResolvedValue(true);
    const other = digitsOf(ann.secret);
    expect(await atOnce(5, () => byPassword(ann, other))).toBeGreaterThan(1);
  });

  it('a TOTP is not used up by whoever lacks the password', async () => {
    later(90_000);
    const totp = digitsOf(ann.secret);
    expect((await byPassword(ann, totp, 'another password')).status).toBe(401);
    expect((await byPassword(ann, totp)).status).toBe(200);
  });

  it('a recovery code', async () => {
    const [code = '', other = ''] = ann.recoveryCodes;
    const recover = () => ask(leader(), 'POST', '/session/recovery', { body: { name: 'Ann', code } });
    expect(await atOnce(20, recover)).toBe(1);
    later(900_000);
    expect((await recover()).status).toBe(401);
    expect((await ask(leader(), 'POST', '/session/recovery', { body: { name: 'Bob', code: other } })).status).toBe(401);
  });

  it('a code for first factors', async () => {
    const { code } = await system.operators.leader.ask<{ code: string }>('POST', '/people', {
      ...{ name: 'Eve', roles: ['coordinator'] },
    });
    const begun = await ask(leader(), 'POST', '/setup', { body: { code, begin: 'totp' } });
    const body = { code, password: PASSWORD, totp: digitsOf(begun.body.secret) };
    expect(await atOnce(20, () => ask(leader(), 'POST', '/setup', { body }))).toBe(1);
    expect((await ask(leader(), 'POST', '/setup', { body: { code, begin: 'totp' } })).status).toBe(401);
  });

  it('a login code', async () => {
    const claim = { user: 'ann', host: 'here' };
    type Begun = { readonly login: string; readonly code: string };
    const { login, code } = await system.operators.leader.ask<Begun>('POST', '/logins', claim);
    const approve = () => ask(leader(), 'POST', `/logins/${code}`, { token: ann.token, body: { approve: true } });
    expect(await atOnce(20, approve)).toBe(1);
    const state = () => system.operators.leader.ask<{ state: string }>('GET', `/logins/${login}`);
    expect((await state()).state).toBe('approved');
    await expect(state()).rejects.toThrow('expired');
  });
});

describe('the listener', () => {
  const asked = (headers: Readonly<Record<string, string>>, method = 'GET', path = '/v1/session'): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = leader().config.operators;
      const host = `localhost:${port}`;
      const all = { host, authorization: `Bearer ${ann.token}`, ...headers };
      request({ port, host: '127.0.0.1', method, path, headers: all }, (response) => {
        response.resume();
        expect(response.headers['set-cookie']).toBe(undefined);
        resolve(response.statusCode ?? 0);
      })
        .once('error', reject)
        .end();
    });

  it('takes requests of its own page alone', async () => {
    const { port } = leader().config.operators;
    expect(await asked({})).toBe(200);
    expect(await asked({ origin: `http://localhost:${port}`, 'sec-fetch-site': 'same-origin' })).toBe(200);
    for (const headers of [
      { host: `127.0.0.1:${port}` },
      { host: `evil.example:${port}` },
      { host: 'localhost' },
      { origin: 'http://localhost:3999' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
    ])
      expect(await asked(headers), JSON.stringify(headers)).toBe(403);
    expect(await asked({ 'sec-fetch-site': 'none' }, 'DELETE')).toBe(403);
  });

  it('takes no token but in Authorization, and gives a new one at each sign-in', async () => {
    expect(await asked({ authorization: '', cookie: `session=${ann.token}` })).toBe(401);
    expect(await asked({ authorization: '' }, 'GET', `/v1/session?token=${ann.token}`)).toBe(401);
    const before = ann.token;
    const { body: options } = await ask(leader(), 'POST', '/session/challenge');
    const passkey = ann.authenticator.get(options);
    const { body } = await ask(leader(), 'POST', '/session', { token: before, body: { passkey } });
    expect(body.token).not.toBe(before);
  });
});

describe('a passkey', () => {
  const signed = async (lie: Parameters<Authenticator['get']>[1]) => {
    const { body: options } = await ask(leader(), 'POST', '/session/challenge');
    return ask(leader(), 'POST', '/session', { body: { passkey: ann.authenticator.get(options, lie) } });
  };

  it('of another origin, without its user, for another challenge or again is refused', async () => {
    expect((await signed({})).status).toBe(200);
    expect((await signed({ origin: 'http://localhost:3999' })).status).toBe(401);
    expect((await signed({ origin: 'https://evil.example' })).status).toBe(401);
    expect((await signed({ verified: false })).status).toBe(401);
    expect((await signed({ challenge: Buffer.alloc(32).toString('base64url') })).status).toBe(401);
    expect((await signed({ type: 'webauthn.create' })).status).toBe(401);
    const { body: options } = await ask(leader(), 'POST', '/session/challenge');
    const passkey = ann.authenticator.get(options);
    expect((await ask(leader(), 'POST', '/session', { body: { passkey } })).status).toBe(200);
    expect((await ask(leader(), 'POST', '/session', { body: { passkey } })).status).toBe(401);
    // A challenge is good for five minutes, and for what it was made for.
    const { body: old } = await ask(leader(), 'POST', '/session/challenge');
    const { body: own } = await ask(leader(), 'POST', '/session/challenge', { token: ann.token });
    expect((await ask(leader(), 'POST', '/session', { body: { passkey: ann.authenticator.get(own) } })).status).toBe(
      401,
    );
    later(301_000);
    expect((await ask(leader(), 'POST', '/session', { body: { passkey: ann.authenticator.get(old) } })).status).toBe(
      401,
    );
  });

  it('whose counter goes back is refused with an alert, which nobody else can raise', async () => {
    expect((await signed({ counter: 7 })).status).toBe(200);
    const alerts = async () =>
      (await logged(system, 'leader', 'session.refused')).filter(({ category }) => category === 'passkey_copied');
    const { body: options } = await ask(leader(), 'POST', '/session/challenge');
    const other = new Authenticator(leader().config.operators.url);
    Object.assign(other, { id: ann.authenticator.id });
    expect((await ask(leader(), 'POST', '/session', { body: { passkey: other.get(options) } })).status).toBe(401);
    expect(await alerts()).toEqual([]);
    for (const counter of [7, 6, 0]) expect((await signed({ counter })).status).toBe(401);
    expect(await alerts()).toMatchObject(Array.from({ length: 3 }, () => ({ severity: 'critical' })));
    expect((await signed({ counter: 8 })).status).toBe(200);
  });

  it('with the id of another person is not added', async () => {
    const token = await signIn(leader(), bob);
    const authenticator = new Authenticator(leader().config.operators.url);
    Object.assign(authenticator, { id: ann.authenticator.id });
    const { body: options } = await ask(leader(), 'POST', '/self/factors', { token, body: { begin: 'passkey' } });
    const body = { passkey: authenticator.create(options) };
    expect((await ask(leader(), 'POST', '/self/factors', { token, body })).status).toBe(422);
    // Also where two are added at once.
    const passkeys = leader().people.accounts.get(ann.id)?.passkeys ?? [];
    const change = leader().people.accounts.change(bob.id, (before) => ({ ...before, passkeys }));
    await expect(change).rejects.toMatchObject({ code: 'already-exists' });
    await signIn(leader(), ann);
  });

  it('that is wrong without end does not fill the log, and keeps nobody out', async () => {
    const body = { passkey: ann.authenticator.get({ challenge: Buffer.alloc(32).toString('base64url') }) };
    for (let i = 0; i < 30; i++) expect((await ask(leader(), 'POST', '/session', { body })).status).toBe(401);
    const entries = await logged(system, 'leader', 'session.refused');
    expect(entries.length).toBeGreaterThan(4);
    expect(entries.length).toBeLessThan(15);
    await signIn(leader(), ann);
  });

  it('is made for this origin alone, with its user', async () => {
    const made = async (lie: object) => {
      const token = await signIn(leader(), bob);
      const authenticator = new Authenticator(leader().config.operators.url);
      const { body: options } = await ask(leader(), 'POST', '/self/factors', { token, body: { begin: 'passkey' } });
      const passkey = authenticator.create(options, lie);
      return (await ask(leader(), 'POST', '/self/factors', { token, body: { passkey } })).status;
    };
    expect(await made({ origin: 'https://evil.example' })).toBe(422);
    expect(await made({ verified: false })).toBe(422);
    expect(await made({ challenge: Buffer.alloc(32).toString('base64url') })).toBe(422);
    expect(await made({})).toBe(200);
  });
});

describe('an act that needs a second person', () => {
  const makeAdmin = { name: 'Mallory', roles: ['admin'] };
  const ask2 = async (who: Somebody, method: string, path: string, body?: object) =>
    ask(leader(), method, path, { token: who.token, ...(body && { body }) });
  const approve = (who: Somebody, { approval, act }: { approval: string; act: string }, more: object) =>
    ask2(who, 'POST', `/approvals/${approval}`, { approve: true, act, ...more });
  const signedBy = ({ authenticator }: Somebody, act: string) => ({ passkey: authenticator.get({ challenge: act }) });

  it('waits: to make, reset, promote or remove an admin, and to change the peer', async () => {
    const cy = await added('Cy', 'coordinator');
    const own = leader().identity.card(leader().config);
    for (const [method, path, body] of [
      ['POST', '/people', makeAdmin],
      ['PUT', `/people/${cy.id}/roles`, { roles: ['admin'] }],
      ['POST', `/people/${bob.id}/reset`, undefined],
      ['DELETE', `/people/${bob.id}`, undefined],
      ['PUT', '/peer', { card: { ...own, role: 'helper' }, fingerprint: 'x' }],
    ] as const)
      expect((await ask2(ann, method, path, body)).status, `${method} ${path}`).toBe(202);
    expect(
      leader()
        .people.accounts.list()
        .map(({ name }) => name),
    ).toEqual(['Ann', 'Bob', 'Cy']);
    expect((await ask2(ann, 'GET', '/approvals')).body.approvals).toHaveLength(5);
    // Others need a factor alone.
    expect((await ask2(ann, 'POST', '/people', { name: 'Dora', roles: ['auditor'] })).status).toBe(200);
    expect((await ask2(ann, 'DELETE', `/people/${cy.id}`)).status).toBe(200);
  });

  it('is done once, by another admin whose factor is bound to it', async () => {
    const first = (await ask2(ann, 'POST', '/people', makeAdmin)).body;
    const other = (await ask2(ann, 'POST', '/people', { ...makeAdmin, name: 'Trent' })).body;
    expect((await approve(ann, first, signedBy(ann, first.act))).status).toBe(403);
    const cy = await added('Cy', 'coordinator');
    expect((await approve(cy, first, signedBy(cy, first.act))).status).toBe(403);
    expect((await approve(bob, first, {})).status).toBe(403);
    expect((await approve(bob, first, signedBy(bob, other.act))).status).toBe(403);
    expect((await approve(bob, { ...first, act: other.act }, signedBy(bob, other.act))).status).toBe(409);
    expect(leader().people.accounts.byName('Mallory')).toBe(undefined);
    const shown = (await ask2(bob, 'GET', '/approvals')).body.approvals[0];
    expect(shown).toMatchObject({ act: first.act, body: makeAdmin, by: { name: 'Ann' }, path: '/v1/people' });
    const answer = signedBy(bob, first.act);
    expect(await atOnce(20, () => approve(bob, first, answer))).toBe(1);
    expect(
      leader()
        .people.accounts.list()
        .filter(({ name }) => name === 'Mallory'),
    ).toHaveLength(1);
    expect((await approve(bob, first, signedBy(bob, first.act))).status).toBe(404);
    for (const step of ['requested', 'given', 'executed'])
      expect((await logged(system, 'leader', `approval.${step}`)).length, step).toBe(step === 'requested' ? 2 : 1);
  });

  it('is not what it was if somebody changes it meanwhile', async () => {
    const asked = (await ask2(ann, 'POST', '/people', makeAdmin)).body;
    const record = leader().approvals.get(asked.approval);
    Object.assign(record?.act ?? {}, { body: JSON.stringify({ ...makeAdmin, name: 'Somebody else' }) });
    expect((await approve(bob, asked, signedBy(bob, asked.act))).status).toBe(409);
    expect(leader().people.accounts.byName('Somebody else')).toBe(undefined);
  });

  it('is refused by either, and forgotten after an hour', async () => {
    const [one, two] = [
      (await ask2(ann, 'POST', '/people', makeAdmin)).body,
      (await ask2(ann, 'POST', '/people', { ...makeAdmin, name: 'Trent' })).body,
    ];
    expect((await ask2(bob, 'POST', `/approvals/${one.approval}`, { approve: false, act: one.act })).status).toBe(200);
    expect((await approve(bob, one, signedBy(bob, one.act))).status).toBe(404);
    later(3_601_000);
    await signIn(leader(), bob);
    expect((await approve(bob, two, signedBy(bob, two.act))).status).toBe(404);
    expect((await logged(system, 'leader', 'approval.expired')).length).toBe(1);
  });

  it('waits through a restart, and is never done twice', async () => {
    const one = (await ask2(ann, 'POST', '/people', makeAdmin)).body;
    const two = (await ask2(ann, 'POST', '/people', { ...makeAdmin, name: 'Trent' })).body;
    const record = leader().approvals.get(two.approval);
    if (record === undefined) throw new Error('there is none');
    await leader().approvals.begin(record);
    await system.again('leader');
    expect((await ask2(ann, 'GET', '/session')).status).toBe(401);
    await signIn(leader(), bob);
    const [first, second] = (await ask2(bob, 'GET', '/approvals')).body.approvals;
    expect([first.interrupted, second.interrupted]).toEqual([false, true]);
    expect((await approve(bob, two, signedBy(bob, two.act))).status).toBe(403);
    expect((await approve(bob, one, signedBy(bob, one.act))).body).toMatchObject({ approved: true, status: 200 });
    expect(leader().people.accounts.byName('Trent')).toBe(undefined);
  });

  it('waits a day for an admin who is the only one, in production', async () => {
    await system.operators.leader.ask('DELETE', `/people/${bob.id}`);
    Object.assign(leader().identity, { self: { ...leader().identity.self, mode: 'production' } });
    const asked = (await ask2(ann, 'POST', '/people', makeAdmin)).body;
    expect((await approve(ann, asked, signedBy(ann, asked.act))).status).toBe(403);
    later(23 * 3_600_000);
    await signIn(leader(), ann);
    expect((await approve(ann, asked, signedBy(ann, asked.act))).status).toBe(403);
    later(25 * 3_600_000);
    await signIn(leader(), ann);
    expect((await approve(ann, asked, signedBy(ann, asked.act))).status).toBe(200);
    const [requested] = await logged(system, 'leader', 'approval.requested');
    expect(requested).toMatchObject({ severity: 'high', details: { sole: true } });
    Object.assign(leader().identity, { self: { ...leader().identity.self, mode: 'development' } });
  });
});

describe('a session', () => {
  it('ends with a change of roles or factors', async () => {
    const cy = await added('Cy', 'coordinator');
    const status = async () => (await ask(leader(), 'GET', '/session', { token: cy.token })).status;
    expect(await status()).toBe(200);
    await system.operators.leader.ask('PUT', `/people/${cy.id}/roles`, { roles: ['auditor'] });
    expect(await status()).toBe(401);
    await signIn(leader(), cy);
    await system.operators.leader.ask('POST', `/people/${cy.id}/reset`);
    expect(await status()).toBe(401);
    await expect(signIn(leader(), cy)).rejects.toThrow('401');
  });

  it('has no factor by a password, and none for longer than five minutes', async () => {
    const stepUp = (body: object) => ask(leader(), 'POST', '/session/step-up', { token: ann.token, body });
    later(301_000);
    const act = async () =>
      (await ask(leader(), 'POST', '/people', { token: ann.token, body: { name: 'Dora', roles: ['auditor'] } })).status;
    expect(await act()).toBe(403);
    expect((await stepUp({ password: PASSWORD })).status).toBe(403);
    expect(await act()).toBe(403);
    const { body: options } = await ask(leader(), 'POST', '/session/challenge', { token: ann.token });
    expect((await stepUp({ passkey: bob.authenticator.get(options) })).status).toBe(403);
    expect((await stepUp({ passkey: ann.authenticator.get(options) })).status).toBe(200);
    expect(await act()).toBe(200);
    const totp = digitsOf(ann.secret);
    expect((await stepUp({ totp })).status).toBe(200);
    expect((await stepUp({ totp })).status).toBe(403);
  });
});

describe('a login code', () => {
  const begin = () =>
    system.operators.leader.ask<{ login: string; code: string }>('POST', '/logins', { user: 'mallory', host: 'there' });
  const decide = (code: string, body: object) => ask(leader(), 'POST', `/logins/${code}`, { token: ann.token, body });

  it('says who has asked, before anything is decided', async () => {
    const { login, code } = await begin();
    expect((await decide(code, {})).body).toMatchObject({ user: 'mallory', host: 'there' });
    expect((await decide(code, { approve: false })).body).toEqual({ approved: false });
    const said = await system.operators.leader.ask('GET', `/logins/${login}`);
    expect(said).toEqual({ state: 'refused' });
  });

  it('is void after five wrong ones, and after five minutes', async () => {
    const guessed = await begin();
    for (let i = 0; i < 5; i++) expect((await decide('0000-0000', { approve: true })).status).toBe(404);
    expect((await decide(guessed.code, { approve: true })).status).toBe(404);
    const late = await begin();
    later(301_000);
    await signIn(leader(), ann);
    expect((await decide(late.code, { approve: true })).status).toBe(404);
  });
});

describe('wrong passwords', () => {
  /** Signs in from another address of this machine. */
  const from = (localAddress: string, body: object): Promise<[status: number, text: string]> =>
    new Promise((resolve, reject) => {
      const { port } = leader().config.operators;
      const text = JSON.stringify(body);
      const headers = {
        ...{ host: `localhost:${port}`, 'content-type': 'application/json' },
        'content-length': Buffer.byteLength(text),
      };
      const place = { port, host: '127.0.0.1', localAddress, method: 'POST', path: '/v1/session', headers };
      request(place, (response) => {
        let said = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          said += part;
        });
        response.once('end', () => resolve([response.statusCode ?? 0, said]));
      })
        .once('error', reject)
        .end(text);
    });
  const wrong = (name: string) => ({ name, password: 'not the password', totp: '123456' });

  it('from elsewhere slow that address down, and not the admin, who is never locked out', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) statuses.push((await from('127.0.0.2', wrong('Ann')))[0]);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    later(90_000);
    expect((await byPassword(ann, digitsOf(ann.secret))).status).toBe(200);
    // There too, a little later.
    expect((await from('127.0.0.2', wrong('Ann')))[0]).toBe(401);
    expect((await from('127.0.0.2', wrong('Ann')))[0]).toBe(429);
    // A passkey has no wait.
    await signIn(leader(), ann);
  });

  it('with names that nobody has get the same answer, and no key of the log each', async () => {
    const [known] = [await from('127.0.0.3', wrong('Ann'))];
    const keys = async () => (await leader().identity.secrets.under('subject/')).length;
    const first = await from('127.0.0.4', wrong('Nobody'));
    const before = await keys();
    expect(first).toEqual(known);
    for (let i = 0; i < 40; i++) await from('127.0.0.4', wrong(`Nobody ${i}`));
    expect(await keys()).toBe(before);
    const reasons = (await logged(system, 'leader', 'session.refused')).map(({ reason }) => reason);
    expect(reasons).toContain('unknown-name');
    // As many as are free for an address; the name is not told by that either.
    for (let i = 0; i < 15; i++) await from('127.0.0.4', wrong(`Nobody else ${i}`));
    expect((await from('127.0.0.4', wrong('Ann')))[0]).toBe(429);
    expect((await from('127.0.0.4', wrong('Nobody')))[0]).toBe(429);
  });

  it('a hundred at once are computed one at a time, and few of them', async () => {
    const { passwords } = leader().people;
    const before = passwords.computed;
    const all = Promise.all(
      Array.from({ length: 100 }, (_, i) => from(`127.0.1.${1 + (i % 5)}`, wrong(i % 2 ? 'Ann' : `Nobody ${i}`))),
    );
    // Meanwhile somebody signs in.
    await signIn(leader(), ann);
    expect(new Set((await all).map(([status]) => status))).toEqual(new Set([401, 429]));
    expect(passwords.computed - before).toBeLessThan(100);
  });
});

it('a code is void once there is a newer one, also for whoever has begun with it', async () => {
  const { people } = leader();
  const { record, code } = await people.accounts.invite('Eve', ['coordinator']);
  const { code: newer } = await people.accounts.reset(record.id);
  await expect(people.accounts.accept(record.id, code, {})).rejects.toMatchObject({ code: 'not-found' });
  expect(people.accounts.byInvitation(code)).toBe(undefined);
  expect(people.accounts.byInvitation(newer.toLowerCase().replace(/-/g, ' '))?.name).toBe('Eve');
});

it('a round is given up by whoever has shown a factor', async () => {
  const step = async (what: string) =>
    (await ask(leader(), 'POST', '/tasks/none/rounds', { token: ann.token, body: { do: what, round: '1' } })).status;
  expect(await step('abandon')).toBe(404);
  later(301_000);
  expect(await step('abandon')).toBe(403);
  expect(await step('open')).toBe(404);
});

it('a page elsewhere, behind a proxy with TLS, is the only one that passkeys are for', async () => {
  const url = 'https://ops.example';
  await system.again('leader', { change: (config) => ({ ...config, operators: { ...config.operators, url } }) });
  const { port } = leader().config.operators;
  const challenge = (headers: Readonly<Record<string, string>>): Promise<[number, string]> =>
    new Promise((resolve, reject) => {
      const place = { port, host: '127.0.0.1', method: 'POST', path: '/v1/session/challenge', headers };
      request(place, (response) => {
        let said = '';
        response.on('data', (part: Buffer) => {
          said += part.toString();
        });
        response.once('end', () => resolve([response.statusCode ?? 0, said]));
      })
        .once('error', reject)
        .end();
    });
  const [status, said] = await challenge({ host: 'ops.example', origin: url, 'sec-fetch-site': 'same-origin' });
  expect([status, JSON.parse(said).rpId]).toEqual([200, 'ops.example']);
  for (const headers of [
    { host: 'ops.example', origin: `http://localhost:${port}` },
    { host: 'ops.example', origin: 'http://ops.example' },
    { host: `localhost:${port}`, origin: url },
    { host: 'ops.example:444', origin: url },
  ])
    expect((await challenge(headers))[0], JSON.stringify(headers)).toBe(403);
});

describe('roles', () => {
  it('an auditor has no other, and nobody changes their own', async () => {
    const roles = ['admin', 'auditor'];
    const { token } = ann;
    expect(
      (await ask(leader(), 'PUT', `/people/${ann.id}/roles`, { token, body: { roles: ['auditor'] } })).status,
    ).toBe(409);
    await expect(system.operators.leader.ask('POST', '/people', { name: 'Eve', roles })).rejects.toThrow(
      'Nobody is both',
    );
    await expect(system.operators.leader.ask('PUT', `/people/${bob.id}/roles`, { roles })).rejects.toThrow(
      'Nobody is both',
    );
  });

  it('the last admin stays: not removed, reset or made another', async () => {
    const operator = system.operators.leader;
    await operator.ask('DELETE', `/people/${bob.id}`);
    for (const [method, path, body] of [
      ['DELETE', `/people/${ann.id}`, undefined],
      ['POST', `/people/${ann.id}/reset`, undefined],
      ['PUT', `/people/${ann.id}/roles`, { roles: ['coordinator'] }],
    ] as const)
      await expect(operator.ask(method, path, body)).rejects.toThrow('the last admin');
    expect(
      leader()
        .people.accounts.admins()
        .map(({ name }) => name),
    ).toEqual(['Ann']);
  });
});

it('a sign-in is refused while the log takes nothing', async () => {
  vi.spyOn(leader().log, 'append').mockRejectedValue(new Error('full'));
  Object.defineProperty(leader().log, 'isUp', { get: () => false, configurable: true });
  const { body: options } = await ask(leader(), 'POST', '/session/challenge');
  const passkey = ann.authenticator.get(options);
  const { status, body } = await ask(leader(), 'POST', '/session', { body: { passkey } });
  expect([status, body.type]).toEqual([503, 'urn:fedzk:problem:log-unavailable']);
  Reflect.deleteProperty(leader().log, 'isUp');
});

it('a copy of the key store has no password, code or token', async () => {
  for (const id of await leader().identity.secrets.under(NAMES.person)) {
    const text = new TextDecoder().decode(await leader().identity.secrets.needed(NAMES.person + id));
    for (const secret of [PASSWORD, ann.token, ...ann.recoveryCodes, ...bob.recoveryCodes])
      expect(text).not.toContain(secret);
  }
});
