// Rows of the table of attacks about the first start, enrolment by mail, and the configuration. Each with its defence and without.

import { chmodSync, cpSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '@fedzk/testkit/folders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrolmentAnswer, EnrolmentRequest } from '../../src/client/enrolment.js';
import { ClientHome } from '../../src/client/home.js';
import { fingerprintOf } from '../../src/control/card.js';
import { json, run } from '../support/cli.js';
import { startSystem, type TestSystem } from '../support/system.js';
import { enrol } from '../support/task.js';

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
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("The fingerprint is not the answer's") });
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
});

describe('a system for development', () => {
  it("can't be started as one for production, with or without its folder's files", async () => {
    const words = ['serve', '--role', 'leader', '--data', system.data];
    const copy = at('copy');
    cpSync(system.data, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    // Its configuration names a root key elsewhere, as production's must.
    cpSync(join(copy, 'leader', 'root.key'), at('root.key'));
    unlinkSync(join(copy, 'leader', 'root.key'));
    const url = 'https://fedzk.north.example';
    const file = { role: 'leader', unlock: { file: at('root.key') }, clients: { url }, peer: { url: `${url}:9000` } };
    writeFileSync(join(copy, 'fedzk.json'), JSON.stringify(file));
    const started = await run([...words.slice(0, -1), copy]);
    expect(started).toMatchObject({ code: 2, out: '' });
    expect(started.err).toContain('This system was made for development');
    expect((await run(words)).code).toBe(2);
  });

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
  const started = async (file: string | object, mode = 0o644): ReturnType<typeof run> => {
    const data = folderOf([['fedzk.json', typeof file === 'string' ? file : JSON.stringify(file)]]);
    chmodSync(join(data, 'fedzk.json'), mode);
    return run(['serve', '--role', 'leader', '--create', '--data', data]);
  };

  it.each<[string, string | object, string]>([
    ['an unknown member', { client: {} }, '"client"'],
    ['an unknown member further in', { clients: { certificate: SECRET } }, '"clients.certificate"'],
    ['a password', { postgres: { password: SECRET } }, '"postgres"'],
    ['a secret in place of its place', { unlock: SECRET }, '"unlock"'],
    ['a secret as the number of a port', { clients: { port: SECRET } }, '"clients.port"'],
    ['a secret as a network', { clients: { proxies: [SECRET] } }, '"clients.proxies.0"'],
    ['no JSON', `{ "unlock": "${SECRET}" `, 'is no JSON'],
  ])('with %s is refused by its name, and its value is not repeated', async (_, file, says) => {
    const { code, out, err } = await started(file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
    expect(err).not.toContain(SECRET);
  });

  it.each([0o646, 0o664])('that others may change is refused: %o', async (mode) => {
    const { code, err } = await started({}, mode);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('Others may change') });
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
});
