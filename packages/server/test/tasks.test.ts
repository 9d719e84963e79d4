import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSealingKey, createSigningKey } from '@fedzk/agg';
import { readTaskFile, writeTaskFile } from '@fedzk/agg/task';
import { developmentKey } from '@fedzk/circuits';
import { FedzkError, toBase64url } from '@fedzk/core';
import { createVerifier, encodeVerificationKey } from '@fedzk/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../src/config.js';
import { bytesOf, type Card, partyOf } from '../src/control/card.js';
import type { Check } from '../src/doctor/check.js';
import { lineOf } from '../src/server.js';
import { layoutOf } from '../src/stores/layout.js';
import { json, run } from './support/cli.js';
import { ROLES } from './support/organisations.js';
import { logged, startSystem, type TestSystem } from './support/system.js';
import { enrol, openTask } from './support/task.js';

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.close());

describe('a task file', () => {
  let clients: { readonly id: string; readonly publicKey: Uint8Array }[];
  beforeAll(async () => {
    const homes = await Promise.all([1, 2, 3, 4].map((i) => enrol(system, `client_${i}`)));
    clients = homes.map((home) => ({ id: home.id, publicKey: bytesOf(home.request().signingKey) }));
  });
  const signed = async (change: (card: Card) => Card, of = clients, by: Role = 'leader') => {
    const { vkey } = await developmentKey('gradient-update-64x8');
    const verifier = createVerifier(vkey);
    const { own, other } = await system.operators.leader.ask<{ own: Card; other: Card }>('GET', '/peer');
    const file = writeTaskFile({
      ...{ id: 'other', level: 'standard', n: 64, bits: 8, headroom: 10, maxNormSq: 100_000n, minBatch: 4 },
      ...{ vkeyId: verifier.id, leader: partyOf(own), helper: partyOf(change(other)) },
      clients: of,
    });
    verifier.dispose();
    expect(readTaskFile(file).id).toBe('other');
    return system.operators[by].ask('POST', '/tasks', {
      file: new TextDecoder().decode(file),
      verificationKey: toBase64url(encodeVerificationKey(vkey, 'fedzk')),
    });
  };

  it.each<[string, (card: Card) => Card]>([
    ['url', (card) => ({ ...card, clients: 'https://elsewhere.example' })],
    ['signing key', (card) => ({ ...card, signingKey: toBase64url(createSigningKey().publicKey) })],
    ['sealing key', (card) => ({ ...card, sealingKey: toBase64url(createSealingKey().publicKey) })],
  ])('that names another helper than its card, by its %s, is not signed', async (_, change) => {
    await expect(signed(change)).rejects.toThrow('names another helper than its card');
  });

  it('that names the right one is', async () => {
    expect(await signed((card) => card)).toMatchObject({ served: false });
  });

  it('whose maker has put itself in the places of clients is signed by neither', async () => {
    const invented = ['client_2', 'sybil_1', 'sybil_2'].map((id) => ({
      id,
      publicKey: createSigningKey().publicKey,
    }));
    const left = clients.filter(({ id }) => id === 'client_1');
    for (const role of ROLES) {
      await expect(signed((card) => card, [...left, ...invented], role)).rejects.toThrow(
        'The task has 3 of 4 clients that this organisation does not know so: client_2 (another key than the one enrolled here), ' +
          'sybil_1 (not enrolled), sybil_2 (not enrolled). Sign only tasks',
      );
    }
  });
});

describe('a disk that is full', () => {
  const ready = async () => {
    const { port } = system.configs.leader.telemetry;
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    return [response.status, await response.json()];
  };
  const room = (bytes: number): void => {
    system.parts.leader.disk.free = async () => bytes;
  };

  it('is not ready, and refuses reports', async () => {
    const home = await enrol(system, 'before');
    room(64 * 2 ** 20 - 1);
    await expect.poll(ready).toEqual([503, { ready: false, hindrance: 'disk' }]);
    expect(await system.leader.status()).toMatchObject({ ready: false, hindrance: 'disk' });
    const { code, out } = await run(['status', '--data', system.data]);
    expect({ code, out }).toEqual({
      code: 1,
      out: expect.stringMatching(/^leader, development: takes no reports at https/),
    });
    expect(out).toContain('fewer than 64 MiB are free on its disk. Make room: it goes on by itself.');
    const { id } = await openTask(system, [home]);
    const url = `${system.configs.leader.clients.url}/v1/tasks/${id}/reports`;
    const authorization = `Bearer ${home.membership('leader').apiKey}`;
    const headers = { authorization, 'content-type': 'application/fedzk-agg;message=report' };
    const report = () => home.send('leader', new Request(url, { method: 'POST', headers, body: new Uint8Array(9) }));
    expect(await (await report()).json()).toMatchObject({ status: 503, type: 'urn:fedzk:problem:disk-full' });
    room(64 * 2 ** 20);
    await expect.poll(ready).toEqual([200, { ready: true }]);
    expect((await report()).status).toBe(400);
    room(0);
    await expect.poll(ready).toEqual([503, { ready: false, hindrance: 'disk' }]);
  });

  it('stops the log, without which operators do nothing', async () => {
    const { log } = system.parts.leader;
    // Without its lock a writer stops, as without room.
    rmSync(join(layoutOf(system.data, 'leader').log, '.state', 'lock'), { recursive: true });
    await expect(log.entries().next()).rejects.toMatchObject({ code: 'fail-stop' });
    const done = 'It was done, and the audit log has no entry of it.';
    await expect(enrol(system, 'unlogged', ['leader'])).rejects.toThrow(done);
    expect((await system.leader.status()).log.up).toBe(false);
    expect(await ready()).toEqual([503, { ready: false, hindrance: 'log' }]);
    const status = await run(['status', '--data', system.data]);
    expect(status.out).toContain('the log takes no entries. See fedzk doctor.');
    await expect(enrol(system, 'too_late', ['leader'])).rejects.toThrow('The audit log is not available');
    const { clients } = await system.operators.leader.ask<{ clients: readonly { id: string }[] }>('GET', '/clients');
    expect(clients.map(({ id }) => id)).not.toContain('too_late');
  });

  it('that has room again: the log goes on by itself, and says what it lacks', async () => {
    room(64 * 2 ** 20);
    await expect.poll(ready, { timeout: 10_000 }).toEqual([200, { ready: true }]);
    await enrol(system, 'after', ['leader']);
    const [gap, ...others] = await logged(system, 'leader', 'log.gap');
    expect([gap, others]).toMatchObject([{ details: { refused: 1 } }, []]);
    const found = await json<{ checks: { leader: readonly Check[] } }>(['doctor', '--data', system.data]);
    expect(found.checks.leader.filter(({ name }) => name === 'log' || name === 'rounds')).toMatchObject([
      { name: 'log', state: 'ok' },
      { name: 'rounds', state: 'ok' },
    ]);
  });
});

it('a failure’s line has the codes of its causes, and no more of them', () => {
  const full = Object.assign(new Error('secret'), { code: 'ERR_SQLITE_ERROR', errstr: 'database or disk is full' });
  const cause = new FedzkError('storage', 'inner', { cause: new AggregateError([full, new Error('second')]) });
  const line = lineOf(new FedzkError('storage', 'The apply failed.', { cause }));
  expect(JSON.parse(line)).toMatchObject({ cause: 'ERR_SQLITE_ERROR, database or disk is full' });
  expect(JSON.parse(lineOf(Object.assign(new Error('x'), { code: 'ENOSPC' })))).toMatchObject({ cause: 'ENOSPC' });
  expect(lineOf(new FedzkError('storage', 'Alone.'))).not.toContain('cause');
});
