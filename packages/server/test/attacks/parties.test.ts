// Rows of the table of attacks about the other aggregator, certificates and operators. Each with its defence and without.

import { X509Certificate } from 'node:crypto';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer as listen, type Server as NetServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { format } from 'node:util';
import { createSealingKey, createSigningKey } from '@fedzk/agg';
import { FedzkError } from '@fedzk/core';
import { type CertificateAuthority, type Credentials, issueCertificate, spkiPin } from '@fedzk/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { greedyRequest } from '../../../host/test/support/odd.js';
import { createRequest, type EnrolmentAnswer } from '../../src/client/enrolment.js';
import type { ClientHome } from '../../src/client/home.js';
import type { Config } from '../../src/config.js';
import { fingerprintOf } from '../../src/control/card.js';
import { ROUTES } from '../../src/http/routes.js';
import { lineOf, type Replaced, createServer as serve } from '../../src/server.js';
import { NAMES } from '../../src/stores/identity.js';
import { logged, startSystem, type TestSystem } from '../support/system.js';
import { enrol } from '../support/task.js';
import { papersOf, Wire } from '../support/wire.js';

let system: TestSystem;
let home: ClientHome;
/** The root of the leader, which signed the right certificate too. */
let root: CertificateAuthority;
let right: Credentials;
/** The way to the helper's listener for the leader. */
const port = (): number => system.configs.helper.peer.port;

beforeAll(async () => {
  system = await startSystem();
  home = await enrol(system, 'client_a');
  const { identity } = system.parts.leader;
  root = (await identity.secrets.json<CertificateAuthority>(NAMES.root)) as CertificateAuthority;
  right = identity.tls.peer;
});
afterAll(() => system.close());

const codeOf = (call: () => Promise<unknown>): Promise<unknown> =>
  call().then(
    () => 'done',
    (error: { readonly code?: unknown }) => error.code,
  );

/** Asks the helper as the other aggregator. */
async function ask(papers: Credentials | undefined, session?: Buffer): Promise<number> {
  const wire = await Wire.open({ port: port(), ...(papers && { papers }), ...(session && { tls: { session } }) });
  const { status } = await wire.ask('GET', '/v1/peer');
  wire.close();
  return status;
}

const NAMES_OF_LEADER = ['localhost'];
const ours = (key?: string, days?: number): Promise<Credentials> =>
  issueCertificate(root, {
    names: NAMES_OF_LEADER,
    usages: ['server', 'client'],
    ...(key && { key }),
    ...(days && { days }),
  });

describe('whoever says to be the other aggregator', () => {
  it('is refused without a certificate, with another key of the right CA, and with the certificate of a client', async () => {
    expect(await ask(right)).toBe(200);
    expect(await ask(await ours(right.key))).toBe(200);
    for (const wrong of [undefined, await ours(), papersOf(home, 'helper'), papersOf(home, 'leader')]) {
      expect(await ask(wrong)).toBe(0);
    }
  });

  it('is refused with the right key once its certificate has expired', async () => {
    const brief = await ours(right.key, 1 / 86_400);
    const { validTo } = new X509Certificate(brief.certificate);
    await wait(Math.max(0, Date.parse(validTo) - Date.now()) + 1_100);
    expect(await ask(brief)).toBe(0);
  });

  it('loses what it has open when another card comes, and a resumed session opens nothing', async () => {
    const wire = await Wire.open({ port: port(), papers: right });
    const session = new Promise<Buffer>((resolve) => wire.socket.once('session', resolve));
    expect((await wire.ask('GET', '/v1/peer')).status).toBe(200);
    const { own, other } = await system.operators.helper.ask<{ own: object; other: Card }>('GET', '/peer');
    expect(own).not.toEqual(other);
    const changed = { ...other, pins: { ...other.pins, peer: spkiPin((await ours()).certificate) } };
    const set = (card: object): Promise<unknown> =>
      system.operators.helper.ask('PUT', '/peer', { card, fingerprint: fingerprintOf(card) });
    expect(await ask(right, await session)).toBe(200);
    await set(changed);
    await wire.closed;
    expect(await ask(right, await session)).toBe(0);
    expect(await ask(right)).toBe(0);
    await set(other);
    expect(await ask(right)).toBe(200);
  });

  it('would be anybody with a certificate where the pin is whatever comes', async () => {
    const attacker = await ours();
    const lax: Replaced = {
      before: (parts) => void Object.assign(parts.peer, { pins: () => ({ current: spkiPin(attacker.certificate) }) }),
    };
    await system.again('helper', { replaced: lax });
    expect(await ask(attacker)).toBe(200);
    await system.again('helper');
    expect(await ask(attacker)).toBe(0);
  });
});

interface Card {
  readonly pins: { readonly clients: string; readonly peer: string };
}

describe('a certificate of a client', () => {
  it('has no more than a client gets, whatever its request asks for', async () => {
    const { csr, key } = await greedyRequest();
    const [signing, sealing] = [createSigningKey(), createSealingKey()];
    const made = await createRequest('client_greedy', {
      ...{ csr, signingKey: signing.privateKey, sealingKey: sealing.publicKey },
    });
    const body = { request: made, fingerprint: fingerprintOf(made) };
    const { certificate } = await system.operators.helper.ask<EnrolmentAnswer>('POST', '/clients', body);
    const read = new X509Certificate(certificate);
    expect(read.subjectAltName).toBe('URI:urn:fedzk:client:client_greedy');
    expect([read.ca, read.keyUsage]).toEqual([false, ['1.3.6.1.5.5.7.3.2']]);
    // It can't be the other aggregator with it, nor a client of another name.
    expect(await ask({ certificate, key })).toBe(0);
  });

  it('is no server: neither by its pin nor by its use', async () => {
    const { certificate, key } = papersOf(home, 'leader');
    const server: Server = createServer({ cert: certificate, key }, (_, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port: taken } = server.address() as AddressInfo;
    const url = `https://127.0.0.1:${taken}/v1/me`;
    expect(await codeOf(() => home.send('leader', new Request(url)))).toBe('pin-mismatch');
    const { issuer } = system.parts.leader.identity;
    const tls = { rejectUnauthorized: true, ca: [issuer?.root ?? '', issuer?.certificate ?? ''] };
    const strict = await Wire.open({ port: taken, tls: { ...tls, checkServerIdentity: () => undefined } });
    expect((await strict.ask('GET', '/')).status).toBe(0);
    // A caller that looks at nothing is answered.
    const lax = await Wire.open({ port: taken });
    expect((await lax.ask('GET', '/')).status).toBe(200);
    lax.close();
    server.closeAllConnections();
    server.close();
  });
});

describe('the listener of operators', () => {
  const at = (): number => system.configs.leader.operators.port;
  const get = (to: number, headers: Record<string, string>, method = 'GET', host = '127.0.0.1'): Promise<number> =>
    new Promise((resolve, reject) => {
      request({ host, port: to, method, path: '/openapi/clients.json', headers }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      })
        .once('error', reject)
        .end();
    });

  it('answers as localhost alone, and to its own pages and programs alone', async () => {
    const host = `localhost:${at()}`;
    expect(await get(at(), { host })).toBe(200);
    expect(await get(at(), { host, 'sec-fetch-site': 'none' })).toBe(200);
    expect(await get(at(), { host, 'sec-fetch-site': 'same-origin', origin: `http://${host}` })).toBe(200);
    const wrong: Record<string, string>[] = [
      { host: `127.0.0.1:${at()}` },
      { host: `[::1]:${at()}` },
      { host: 'localhost' },
      { host: `evil.example:${at()}` },
      { host, origin: 'http://localhost:3000' },
      { host, origin: `https://${host}` },
      { host, origin: 'null' },
      { host, 'sec-fetch-site': 'same-site' },
      { host, 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of wrong) expect(await get(at(), headers), JSON.stringify(headers)).toBe(403);
  });

  it('would answer a name that was bent to this machine where nobody looks at it', async () => {
    const routes = ROUTES.map((route) =>
      route.path.startsWith('//openapi') ? { ...route, on: 'telemetry' as const } : route,
    );
    // For balancers elsewhere, which use any name.
    const change = (config: Config): Config => ({ ...config, telemetry: { ...config.telemetry, host: '0.0.0.0' } });
    await system.again('leader', { change, replaced: { routes } });
    expect(await get(system.configs.leader.telemetry.port, { host: 'evil.example' })).toBe(200);
    await system.again('leader', { replaced: { routes } });
    const { port } = system.configs.leader.telemetry;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, '[::1]', '10.0.0.1'])
      expect(await get(port, { host })).toBe(200);
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example'])
      expect(await get(port, { host })).toBe(403);
    await system.again('leader');
  });

  it.each(['127.0.0.1', '::1'])(
    'has no other program at its port of %s: it doesn’t start, and leaves nothing open',
    async (host) => {
      await system.leader.close();
      const other: NetServer = listen();
      await new Promise<void>((resolve) => other.listen({ host, port: at(), exclusive: true }, resolve));
      const start = () => serve(system.configs.leader, { report: () => {} });
      expect(await codeOf(start)).toBe('storage');
      await new Promise((resolve) => other.close(resolve));
      const again = await start();
      await again.close();
      await system.again('leader');
    },
  );
});

describe('texts of others in the log', () => {
  it('are one line of JSON on standard error', () => {
    const line = lineOf(new FedzkError('storage', 'a\nb\u001b[31mc\u009b31m\u2028d'));
    expect(line).toMatch(/^\{[^\p{Cc}\u2028]*\}$/u);
    expect(JSON.parse(line)).toMatchObject({ level: 'error', event: 'failure', problem: 'storage' });
    expect(lineOf(new Error('secret'))).not.toContain('secret');
  });

  it('would be two lines, the second what the sender wants, where they are written as they come', () => {
    const forged = '{"level":"info","event":"service.started"}';
    const lines = format('failure: %s', `a\n${forged}`).split('\n');
    expect(lines).toEqual(['failure: a', forged]);
    const id = encodeURIComponent(`x\n${forged}`);
    expect(
      format('DELETE %s', decodeURIComponent(`/clients/${id}`))
        .split('\n')
        .at(-1),
    ).toBe(forged);
    // JSON alone leaves some that terminals obey, and that readers take for the end of a line.
    expect(JSON.stringify('c\u009b31m\u2028d')).toMatch(/\u009b.*\u2028/);
  });

  it('are one line each, without controls', async () => {
    const reason = 'a\nb\u001b[31mc\u009b31m\u2028d';
    await system.operators.leader.ask('PUT', '/blocks/owner/somebody', { reason, minutes: 1 });
    const id = encodeURIComponent(`x\n{"operation":"client.enrolled"}\u001b[2J`);
    await expect(system.operators.leader.ask('DELETE', `/clients/${id}`)).rejects.toThrow('refused');
    const entries = [
      ...(await logged(system, 'leader', 'client_blocked')),
      ...(await logged(system, 'leader', 'client.revoked')),
    ];
    expect(entries.length).toBe(2);
    for (const entry of entries) {
      for (const text of Object.values(entry)) expect(String(text)).not.toMatch(/[\p{Cc}\u2028]/u);
    }
    expect(await logged(system, 'leader', 'client.enrolled')).toHaveLength(1);
  });
});
