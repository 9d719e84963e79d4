// Rows of the table of attacks about the first start, enrolment by mail, and the configuration. Each with its defence and without.

import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { CertificateAuthority } from '@fedzk/host';
import { folderOf } from '@fedzk/testkit/folders';
import { run as runProgram } from '@fedzk/testkit/processes';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddCertificate } from '../../../host/test/support/odd.js';
import type { EnrolmentAnswer, EnrolmentRequest } from '../../src/client/enrolment.js';
import { ClientHome } from '../../src/client/home.js';
import { readConfig } from '../../src/config.js';
import { fingerprintOf } from '../../src/control/card.js';
import { makeSystem } from '../../src/start/first-start.js';
import { Identity, NAMES, openSecrets } from '../../src/stores/identity.js';
import { layoutOf } from '../../src/stores/layout.js';
import { json, run } from '../support/cli.js';
import { startSystem, type TestSystem } from '../support/system.js';
import { enrol } from '../support/task.js';
import { Wire } from '../support/wire.js';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

const at = (...names: string[]): string => join(system.parent, ...names);
const write = (name: string, content: unknown): string => {
  writeFileSync(at(name), JSON.stringify(content), { mode: 0o600 });
  return at(name);
};

/** What an operator's command makes of a request, and with which fingerprint. */
async function enrolled(request: string, fingerprint: string, out: string): Promise<{ code: number; err: string }> {
  const { code, err } = await run([
    ...['client', 'enrol', request, '--fingerprint', fingerprint],
    ...['--out', at(out), '--data', system.data, '--role', 'leader'],
  ]);
  return { code, err };
}

describe('a request that was swapped in the mail', () => {
  let honest: EnrolmentRequest;
  let swapped: EnrolmentRequest;
  beforeAll(async () => {
    honest = await ClientHome.create(at('north_1'), 'north_1');
    swapped = await ClientHome.create(at('thief'), 'north_1');
  });

  it('is refused by the fingerprint that the client told', async () => {
    const found = await enrolled(write('swapped.json', swapped), fingerprintOf(honest), 'swapped.answer.json');
    expect(found).toEqual({ code: 1, err: expect.stringContaining('fingerprint') });
    // Keys of both in one request: the proof is of the key that signs, and of the id.
    const mixed = { ...honest, signingKey: swapped.signingKey };
    expect((await enrolled(write('mixed.json', mixed), fingerprintOf(mixed), 'mixed.answer.json')).code).toBe(1);
    const { clients } = await json<{ clients: readonly unknown[] }>(['client', 'list', '--data', system.data]);
    expect(clients).toEqual([]);
  });

  it('would enrol the thief where the fingerprint is that of the file', async () => {
    const found = await enrolled(at('swapped.json'), fingerprintOf(swapped), 'thief.answer.json');
    expect(found.code).toBe(0);
    const answer = JSON.parse(readFileSync(at('thief.answer.json'), 'utf8')) as EnrolmentAnswer;
    const thief = ClientHome.open(at('thief'));
    await thief.join(answer, { fingerprint: fingerprintOf(answer), development: true });
    expect((await thief.ask('leader', '/me')).status).toBe(200);
    thief.close();
    // Its API key is sealed: the client that it was meant for can't open it, and notices.
    const victim = ClientHome.open(at('north_1'));
    const joined = victim.join(answer, { fingerprint: fingerprintOf(answer), development: true });
    await expect(joined).rejects.toThrow('sealed to another client');
  });
});

describe('an answer that was swapped or changed in the mail', () => {
  let home: ClientHome;
  let answer: EnrolmentAnswer;
  let other: EnrolmentAnswer;
  beforeAll(async () => {
    home = await enrol(system, 'south_1', ['helper']);
    const again = await ClientHome.create(at('homes', 'south_2'), 'south_2');
    const body = (request: EnrolmentRequest) => ({ request, fingerprint: fingerprintOf(request) });
    answer = await system.operators.leader.ask<EnrolmentAnswer>('POST', '/clients', body(home.request()));
    other = await system.operators.leader.ask<EnrolmentAnswer>('POST', '/clients', body(again));
  });
  const joins = (file: unknown, fingerprint: string): ReturnType<typeof run> =>
    run([
      ...['client', 'join', write('answer.json', file), '--home', home.folder],
      ...['--fingerprint', fingerprint, '--development'],
    ]);

  it('is refused by the fingerprint that the operator told', async () => {
    // The pins of an attacker's own server.
    const pin = `sha256/${Buffer.alloc(32, 7).toString('base64')}`;
    const bent = { ...answer, card: { ...answer.card, pins: { ...answer.card.pins, clients: pin } } };
    const production = { ...answer, card: { ...answer.card, mode: 'production' } };
    for (const file of [bent, production, other]) {
      const { code, err } = await joins(file, fingerprintOf(answer));
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('The answer has the fingerprint') });
    }
    expect((await joins(other, fingerprintOf(other))).code).toBe(1);
    expect((await joins(answer, fingerprintOf(answer))).code).toBe(0);
    // Without the comparison the client would send its reports to the attacker.
    expect((await joins(bent, fingerprintOf(bent))).code).toBe(0);
    expect(home.membership('leader').answer.card.pins.clients).toBe(pin);
  });

  it('of a server for development is refused where the client has not asked for that', async () => {
    const words = ['client', 'join', write('answer.json', answer), '--home', home.folder];
    const refused = await run([...words, '--fingerprint', fingerprintOf(answer)]);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('The server is for development') });
  });

  it('of a server for development would be taken where that does not say its mode', async () => {
    const posing = { ...answer, card: { ...answer.card, mode: 'production' } };
    const words = ['client', 'join', write('answer.json', posing), '--home', home.folder];
    expect((await run([...words, '--fingerprint', fingerprintOf(posing)])).code).toBe(0);
    expect((await home.ask('leader', '/me')).status).toBe(200);
  });
});

describe('the id of a client that is enrolled', () => {
  let request: EnrolmentRequest;
  beforeAll(async () => {
    request = await ClientHome.create(at('homes', 'west_1'), 'west_1');
  });
  const posted = async (id: unknown) => {
    const body = Buffer.from(JSON.stringify({ request: { ...request, id }, fingerprint: '0' }));
    const wire = await Wire.plain({ path: `${system.data}/leader.sock` });
    const answer = await wire.ask('POST', '/v1/clients', { body, fields: { 'content-type': 'application/json' } });
    wire.close();
    return { ...answer, problem: JSON.parse(answer.text) as unknown };
  };

  it.each([
    ...[
      '',
      'ab',
      'a'.repeat(65),
      '.',
      '..',
      '../x',
      '..\\x',
      '/etc',
      'a/b',
      '%2e%2e%2fx',
      'a b c',
      ' abc',
      'abc ',
      'a.b.c',
    ],
    ...['abc\n', 'a\r\nbc', 'a\0bc', 'a\u001b[2Jc', 'a\u009bc', 'a\u2028c', 'a\u202ebc', 'a\u200bbc', '\ud800abc'],
    // Like north_1: of the Cyrillic alphabet, full width, composed; and one whose codes end as those of north_1 do.
    ...['n\u043erth_1', 'n\uff4frth_1', 'no\u0301rth_1', '\u016eorth_1', 'é12'],
    ...[7, null, ['abc'], { id: 'abc' }],
  ])('is refused with 422 if it is %j', async (id) => {
    const { status, fields, problem } = await posted(id);
    expect({ status, type: fields['content-type'] }).toEqual({ status: 422, type: 'application/problem+json' });
    expect(problem).toEqual({
      ...{ type: 'urn:fedzk:problem:invalid', title: 'The body is invalid.', status: 422 },
      ...{ path: 'request.id', code: typeof id === 'string' ? 'regex' : 'string' },
    });
  });

  it('is looked at in its form alone: a right one comes to the fingerprint', async () => {
    for (const id of ['abc', 'a'.repeat(64), 'west_1', '-_-']) {
      expect(await posted(id)).toMatchObject({ status: 422, problem: { path: '', code: 'not-authentic' } });
    }
  });

  it('would get the certificate of another where any letters are taken', async () => {
    const { issuer } = system.parts.leader.identity;
    if (issuer === undefined) expect.unreachable();
    // ASCII has no such letter, and of its code the lower half is written.
    const name = { type: 'url', value: 'urn:fedzk:client:\u016eorth_1' } as const;
    const made = await oddCertificate(issuer, { names: [name] });
    expect(new X509Certificate(made).subjectAltName).toBe('URI:urn:fedzk:client:north_1');
  });

  it('would be one that nobody can revoke where it is a step of a path', async () => {
    const { secrets } = system.parts.leader.identity;
    const record = { id: '..', signingKey: request.signingKey, pin: 'none', apiKey: 'none', enrolled: '', expires: '' };
    await secrets.put(`${NAMES.client}..`, record);
    await system.again('leader');
    const revoke = (id: string) => run(['client', 'revoke', id, '--data', system.data, '--role', 'leader']);
    const { clients } = await json<{ clients: readonly object[] }>(['client', 'list', '--data', system.data]);
    expect(clients).toContainEqual(expect.objectContaining(record));
    expect((await revoke('..')).code).toBe(1);
  });
});

describe('a volume that was lost', () => {
  it.each<[string, readonly string[]]>([
    ['the leader', ['--role', 'leader']],
    ['the helper', ['--role', 'helper']],
    ['both', []],
  ])('of %s is noticed by a start that nobody watches: exit 2, and nothing is made', async (_, words) => {
    const data = join(folderOf(), 'data');
    const refused = { code: 2, out: '', err: expect.stringContaining('restore it from a backup') };
    expect(await run(['serve', ...words, '--data', data])).toEqual(refused);
    expect(existsSync(data)).toBe(false);
    // What a configuration tool puts back by itself.
    mkdirSync(data);
    writeFileSync(join(data, 'fedzk.json'), '{}');
    expect(await run(['serve', ...words, '--data', data])).toEqual(refused);
    expect(readdirSync(data)).toEqual(['fedzk.json']);
  });

  it('would be made anew, and know none of its clients, where a start makes what it does not find', async () => {
    await enrol(system, 'east_1', ['leader']);
    const lost = join(folderOf(), 'data');
    await makeSystem({ data: lost, mode: 'development', roles: ['leader'] });
    const config = readConfig({ role: 'leader', mode: 'development', data: lost });
    const made = await Identity.open(layoutOf(lost, 'leader'), config);
    const before = system.parts.leader.identity;
    const { pins } = made.card(config);
    expect(pins.clients).not.toBe(before.card(config).pins.clients);
    expect(await made.secrets.under(NAMES.client)).toEqual([]);
    expect(await before.secrets.under(NAMES.client)).toContain('east_1');
    await made.close();
  });
});

describe('a copy of the folder of a system for development, without its root key', () => {
  let copy: string;
  const open = (rootKey: string): ReturnType<typeof openSecrets> => {
    const file = { unlock: { file: rootKey } };
    const config = readConfig({ role: 'leader', mode: 'development', data: copy, file });
    return openSecrets(layoutOf(copy, 'leader'), config);
  };
  beforeAll(() => {
    copy = at('copy');
    cpSync(system.data, copy, { recursive: true, filter: (path) => !/\.(sock|pid)/.test(path) });
    cpSync(join(copy, 'leader', 'root.key'), at('root.key'));
    unlinkSync(join(copy, 'leader', 'root.key'));
  });

  it('is opened by nothing in it, and by no other key', async () => {
    await expect(open(join(copy, 'leader', 'root.key'))).rejects.toMatchObject({ code: 'invalid-state' });
    writeFileSync(at('other.key'), 'a5'.repeat(32), { mode: 0o600 });
    await expect(open(at('other.key'))).rejects.toMatchObject({ code: 'wrong-key' });
  });

  it('would give all that is secret to whoever has the root key with it', async () => {
    const secrets = await open(at('root.key'));
    const root = await secrets.json<CertificateAuthority>(NAMES.root);
    const both = await secrets.needed(NAMES.signing);
    await secrets.store.close();
    expect(root?.key).toContain('PRIVATE KEY');
    expect(both.slice(0, 32)).toEqual(system.parts.leader.identity.signing.privateKey);
  });

  it("can't be started as one for production, with or without its folder's files", async () => {
    // Its configuration names a root key elsewhere, as production's must.
    const url = 'https://fedzk.north.example';
    const file = { role: 'leader', unlock: { file: at('root.key') }, clients: { url }, peer: { url: `${url}:9000` } };
    writeFileSync(join(copy, 'fedzk.json'), JSON.stringify(file));
    const words = ['serve', '--role', 'leader', '--data'];
    const started = await run([...words, copy]);
    expect(started).toMatchObject({ code: 2, out: '' });
    expect(started.err).toContain('This system was made for development');
    expect((await run([...words, system.data])).code).toBe(2);
  });

  it('would be started as one for production, with keys of development, where the key store does not say its mode', async () => {
    const secrets = await open(at('root.key'));
    const self = await secrets.json<object>(NAMES.self);
    await secrets.replace(NAMES.self, { ...self, mode: 'production' });
    await secrets.store.close();
    const posing = readConfig({ role: 'leader', mode: 'production', data: copy });
    // By its root CA, which is on the same machine, it is found out still.
    await expect(Identity.open(layoutOf(copy, 'leader'), posing)).rejects.toThrow("has the root CA's key");
    const again = await open(at('root.key'));
    await again.remove(NAMES.root);
    await again.store.close();
    const opened = await Identity.open(layoutOf(copy, 'leader'), posing);
    expect(opened.self.mode).toBe('production');
    await opened.close();
  });
});

describe('a system for development', () => {
  it('has no secret in its files that opens without the root key', async () => {
    for (const name of readdirSync(system.data, { recursive: true, encoding: 'utf8' })) {
      const path = join(system.data, name);
      const about = statSync(path);
      // Others can't enter the folder of a role, whatever the modes in it are.
      if (['leader', 'helper'].includes(name)) expect(about.mode & 0o077, name).toBe(0);
      if (!about.isFile() || name.endsWith('root.key')) continue;
      expect(readFileSync(path, 'latin1'), name).not.toMatch(/PRIVATE KEY|fedzk_(test|live)_/);
    }
  });
});

describe('a configuration', () => {
  const SECRET = 'correct-horse-battery-staple';
  const folderWith = (file: string | object, mode = 0o644): string => {
    const data = folderOf([['fedzk.json', typeof file === 'string' ? file : JSON.stringify(file)]]);
    chmodSync(join(data, 'fedzk.json'), mode);
    return data;
  };
  const started = (file: string | object, mode?: number): ReturnType<typeof run> =>
    run(['serve', '--role', 'leader', '--create', '--data', folderWith(file, mode)]);

  it.each<[string, string | object, string]>([
    ['an unknown member', { client: {} }, '"client"'],
    ['an unknown member further in', { clients: { certificate: SECRET } }, '"clients.certificate"'],
    ['a password', { postgres: { password: SECRET } }, '"postgres"'],
    ['a secret in place of its place', { unlock: SECRET }, '"unlock"'],
    ['a secret as the number of a port', { clients: { port: SECRET } }, '"clients.port"'],
    ['a secret as a network', { clients: { proxies: [SECRET] } }, '"clients.proxies.0"'],
    ['no JSON', `{ "unlock": "${SECRET}" `, 'is no JSON'],
    ['a secret without quotes', `{"a":${SECRET}}`, 'is no JSON'],
    ['a member twice', '{ "clients": { "port": 1 }, "peer": {}, "clients": { "port": 2 } }', '"clients"'],
    ['a member twice further in', '{ "clients": { "port": 1, "url": "", "port": 2 } }', '"port"'],
    ['a member twice, written in two ways', '{ "peer": {}, "p\\u0065er": {} }', '"peer"'],
    ['a prototype', '{ "__proto__": { "unlock": {} } }', '"__proto__"'],
    ['a prototype further in', '{ "clients": { "__proto__": { "port": 1 } } }', '"clients.__proto__"'],
    ['a constructor', '{ "constructor": { "prototype": { "unlock": {} } } }', '"constructor"'],
    ['a list', '[{ "clients": {} }]', '"0"'],
  ])('with %s is refused by its name, and its value is not repeated', async (_, file, says) => {
    const { code, out, err } = await started(file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
    expect(err).not.toContain(SECRET);
  });

  it('may say the same name in two objects, and in a text', () => {
    const text = `{ "clients": { "port": 1 }, "peer": { "port": 2 }, "unlock": { "file": "{ \\"port\\": 1, \\"port\\": 2 }" } }`;
    const { clients, peer } = readConfig({ role: 'leader', mode: 'development', data: folderWith(text) });
    expect([clients.port, peer.port]).toEqual([1, 2]);
  });

  it('would be taken, and would set what nobody sees in it, where it is read as JSON alone and merged', () => {
    /** As many programs do. */
    const merge = (target: Record<string, unknown>, from: object): Record<string, unknown> => {
      for (const [name, value] of Object.entries(from)) {
        target[name] = typeof value === 'object' ? merge(Object(target[name]), value) : value;
      }
      return target;
    };
    const merged = (text: string) => merge({ clients: { port: 8443 } }, JSON.parse(text));
    expect(merged('{ "client": { "port": 1 } }')).toMatchObject({ clients: { port: 8443 } });
    expect(merged('{ "clients": { "port": 1 }, "clients": { "port": 2 } }')).toMatchObject({ clients: { port: 2 } });
    merged('{ "__proto__": { "development": true } }');
    const anything: { readonly development?: boolean } = {};
    const found = anything.development;
    Reflect.deleteProperty(Object.prototype, 'development');
    expect(found).toBe(true);
  });

  it('would have its secrets repeated where the messages of JSON and of the schema are shown', () => {
    // The beginning of it: of a short one all.
    expect(() => JSON.parse(`{"a":${SECRET}}`)).toThrow('"a":correct-');
    expect(v.safeParse(v.number(), SECRET).issues?.[0].message).toContain(SECRET);
  });

  it.each([0o646, 0o664])('that others may change is refused: %o', async (mode) => {
    const { code, err } = await started({}, mode);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('Others may change') });
  });

  it('that others may change would set what they want, where nobody looks at its mode', () => {
    const data = folderWith({}, 0o666);
    // What another user of the machine writes into it.
    writeFileSync(join(data, 'fedzk.json'), JSON.stringify({ clients: { proxies: ['0.0.0.0/0'] } }));
    const file = JSON.parse(readFileSync(join(data, 'fedzk.json'), 'utf8')) as object;
    const { clients } = readConfig({ role: 'leader', mode: 'development', data, file });
    expect(clients.proxies).toEqual(['0.0.0.0/0']);
  });

  it('that others may read is taken: it has no secret', async () => {
    expect((await started({}, 0o644)).err).not.toContain('Others may');
  });

  it('by words has no secret: there is no option for one, and none is repeated', async () => {
    for (const words of [
      ['serve', `--root-key=${SECRET}`],
      ['serve', '--unlock', SECRET],
      ['client', 'report', '--api-key', SECRET],
      ['person', 'first', `--password=${SECRET}`],
    ]) {
      const { code, out, err } = await run(words);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).not.toContain(SECRET);
    }
  });

  it('by words would show its secret to everybody on the machine', async () => {
    const child = spawn('sh', ['-c', 'read line', 'serve', `--root-key=${SECRET}`], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await once(child, 'spawn');
    const { stdout } = await runProgram('ps', ['-o', 'args=', '-p', String(child.pid)]);
    child.stdin.end();
    expect(stdout).toContain(SECRET);
  });
});
