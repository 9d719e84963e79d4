// Rows of the table of attacks about the other aggregator, certificates and operators. Each with its defence and without.

import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer as createHttp, request } from 'node:http';
import { createServer } from 'node:https';
import { createServer as createTcp, type Server } from 'node:net';
import { join } from 'node:path';
import { format } from 'node:util';
import { createSealingKey, createSigningKey } from '@fedzk/agg';
import { subjectOf } from '@fedzk/audit';
import { FedzkError } from '@fedzk/core';
import { type CertificateAuthority, type Credentials, issueCertificate, spkiPin } from '@fedzk/host';
import { subjectKeys } from '@fedzk/keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { greedyRequest, oddServer, signedAsAsked } from '../../../host/test/support/odd.js';
import { daysLater } from '../../../host/test/support/parties.js';
import { listen } from '../../../host/test/support/servers.js';
import { createRequest, type EnrolmentAnswer } from '../../src/client/enrolment.js';
import type { ClientHome } from '../../src/client/home.js';
import type { Config } from '../../src/config.js';
import { fingerprintOf } from '../../src/control/card.js';
import { ROUTES } from '../../src/http/routes.js';
import { lineOf, type Replaced, createServer as serve } from '../../src/server.js';
import { NAMES } from '../../src/stores/identity.js';
import { layoutOf } from '../../src/stores/layout.js';
import { freePort } from '../support/ports.js';
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
  // The documents of operators also where monitors ask: at the helper those may be anywhere, and use any name.
  const documents = ROUTES.filter(({ on, path }) => on === 'operators' && path.startsWith('//openapi'));
  const routes = [...ROUTES, ...documents.map((route) => ({ ...route, on: 'telemetry' as const }))];
  const change = (config: Config): Config =>
    config.role === 'helper' ? { ...config, telemetry: { ...config.telemetry, host: '0.0.0.0' } } : config;
  system = await startSystem(change, { routes });
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

/** Asks the helper as the other aggregator, or another server. */
async function ask(papers: Credentials | undefined, session?: Buffer, at = port()): Promise<number> {
  const wire = await Wire.open({ port: at, ...(papers && { papers }), ...(session && { tls: { session } }) });
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

/** Asks as {@link ask} does. @returns the session that can be resumed */
async function sessionOf(papers: Credentials, at: number): Promise<Buffer> {
  const wire = await Wire.open({ port: at, papers });
  const session = new Promise<Buffer>((resolve) => wire.socket.once('session', resolve));
  expect((await wire.ask('GET', '/v1/peer')).status).toBe(200);
  wire.close();
  return session;
}

/** A server of node:https that looks at a certificate's key alone, and at that on whole handshakes alone. @returns its port */
function careless(pin: () => string): Promise<number> {
  const { certificate: cert, key } = right;
  const options = { cert, key, requestCert: true, rejectUnauthorized: false };
  const server = createServer(options, (_, response) => response.end('{}'));
  server.prependListener('secureConnection', (socket) => {
    if (!socket.isSessionReused() && spkiPin(socket.getPeerCertificate().raw) !== pin()) socket.destroy();
  });
  return listen(server);
}

/** The right key, with a certificate that has ended. */
const ended = (): Promise<Credentials> => daysLater(-1 / 1_440, () => ours(right.key, 1 / 86_400));

describe('whoever says to be the other aggregator', () => {
  it('is refused without a certificate, with another key of the right CA, and with the certificate of a client', async () => {
    expect(await ask(right)).toBe(200);
    expect(await ask(await ours(right.key))).toBe(200);
    for (const wrong of [undefined, await ours(), papersOf(home, 'helper'), papersOf(home, 'leader')]) {
      expect(await ask(wrong)).toBe(0);
    }
  });

  it('is refused with the right key once its certificate has expired', async () => {
    const brief = await ended();
    expect(Date.parse(new X509Certificate(brief.certificate).validTo)).toBeLessThan(Date.now());
    expect(await ask(brief)).toBe(0);
  });

  it('would be let in after that by a server that compares the key alone', async () => {
    const at = await careless(() => spkiPin(right.certificate));
    expect(await ask(await ours(), undefined, at)).toBe(0);
    expect(await ask(await ended(), undefined, at)).toBe(200);
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

  it('would be let in by its session where only whole handshakes are looked at, though its pin has changed', async () => {
    let pin = spkiPin(right.certificate);
    const at = await careless(() => pin);
    const session = await sessionOf(right, at);
    pin = spkiPin((await ours()).certificate);
    expect(await ask(right, undefined, at)).toBe(0);
    expect(await ask(right, session, at)).toBe(200);
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
  /** Whether whoever trusts the root takes a server of `localhost` whose certificate this key has signed. */
  async function trusts(by: Credentials): Promise<boolean> {
    const { certificate: cert, key } = await oddServer(by, 'localhost');
    const at = await listen(createServer({ cert, key }, (_, response) => response.end('ok')));
    const wire = await Wire.open({ port: at, tls: { rejectUnauthorized: true, ca: [root.certificate] } });
    const { status } = await wire.ask('GET', '/');
    wire.close();
    return status === 200;
  }

  it('has no more than a client gets, whatever its request asks for', async () => {
    const { csr, key } = await greedyRequest();
    const [signing, sealing] = [createSigningKey(), createSealingKey()];
    const made = await createRequest('client_greedy', {
      ...{ csr, signingKey: signing.privateKey, sealingKey: sealing.publicKey },
    });
    const body = { request: made, fingerprint: fingerprintOf(made) };
    const { certificate } = await system.operators.leader.ask<EnrolmentAnswer>('POST', '/clients', body);
    const read = new X509Certificate(certificate);
    expect(read.subjectAltName).toBe('URI:urn:fedzk:client:client_greedy');
    expect([read.ca, read.keyUsage]).toEqual([false, ['1.3.6.1.5.5.7.3.2']]);
    // It can't be the other aggregator with it, nor a client of another name.
    expect(await ask({ certificate, key })).toBe(0);
    expect(await trusts({ certificate, key })).toBe(false);
  });

  it('would make servers of any name if its request were signed as it is', async () => {
    const { csr, key } = await greedyRequest();
    const certificate = await signedAsAsked(root, csr);
    const read = new X509Certificate(certificate);
    expect(read.subjectAltName).toBe('DNS:helper.example, URI:urn:fedzk:client:somebody');
    expect([read.subject, read.ca, read.keyUsage]).toEqual(['CN=root', true, ['1.3.6.1.5.5.7.3.1']]);
    expect(await trusts({ certificate, key })).toBe(true);
  });

  it('is no server: neither by its pin nor by its use', async () => {
    const { certificate, key } = papersOf(home, 'leader');
    const taken = await listen(createServer({ cert: certificate, key }, (_, response) => response.end('ok')));
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

  /** What a browser says for a page elsewhere, or for another name, and a program that uses an address. */
  const wrong = (port: number): readonly Record<string, string>[] => {
    const host = `localhost:${port}`;
    return [
      { host: `127.0.0.1:${port}` },
      { host: `[::1]:${port}` },
      { host: 'localhost' },
      { host: `evil.example:${port}` },
      { host, origin: 'http://localhost:3000' },
      { host, origin: `https://${host}` },
      { host, origin: 'null' },
      { host, 'sec-fetch-site': 'same-site' },
      { host, 'sec-fetch-site': 'cross-site' },
    ];
  };

  it('answers as localhost alone, and to its own pages and programs alone', async () => {
    const host = `localhost:${at()}`;
    expect(await get(at(), { host })).toBe(200);
    expect(await get(at(), { host, 'sec-fetch-site': 'none' })).toBe(200);
    expect(await get(at(), { host, 'sec-fetch-site': 'same-origin', origin: `http://${host}` })).toBe(200);
    for (const headers of wrong(at())) expect(await get(at(), headers), JSON.stringify(headers)).toBe(403);
  });

  it('would answer other pages, and a name that was bent to this machine, where nobody looks at them', async () => {
    const { port } = system.configs.helper.telemetry;
    for (const headers of wrong(port)) expect(await get(port, headers), JSON.stringify(headers)).toBe(200);
  });

  it('is not the only one that looks at the name: that of monitors does where only this machine has it', async () => {
    const { port } = system.configs.leader.telemetry;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, '[::1]', '10.0.0.1'])
      expect(await get(port, { host })).toBe(200);
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example'])
      expect(await get(port, { host })).toBe(403);
  });

  const hold = (server: Server, host: string, port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject).listen({ host, port, exclusive: true }, resolve);
    });
  const release = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));

  it('has no other program at its port: it doesn’t start, and leaves nothing open', async () => {
    await system.leader.close();
    for (const host of ['127.0.0.1', '::1']) {
      const other = createTcp();
      await hold(other, host, at());
      expect(await codeOf(() => serve(system.configs.leader, { report: () => {} })), host).toBe('storage');
      await release(other);
    }
    await system.again('leader');
  });

  it.each([
    ['127.0.0.1', '::1'],
    ['::1', '127.0.0.1'],
  ])('would start on %s alone beside a thief on %s, who answers as localhost there', async (own, others) => {
    const port = await freePort();
    const [honest, thief] = [createHttp(), createHttp((_, response) => response.writeHead(418).end())];
    await hold(thief, others, port);
    await hold(honest, own, port);
    expect(await get(port, { host: `localhost:${port}` }, 'GET', others)).toBe(418);
    await Promise.all([honest, thief].map(release));
  });
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
    const enrolments = await logged(system, 'leader', 'client.enrolled');
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
    expect(await logged(system, 'leader', 'client.enrolled')).toEqual(enrolments);
  });
});

describe("an organisation's list of clients in the log that it gives to the other", () => {
  it('has no id of a client in the clear, and each entry about a client is kept under its own key', async () => {
    await system.operators.leader.ask('DELETE', `/clients/${home.id}`);
    const keys = subjectKeys(system.parts.leader.identity.secrets.store);
    const [client, operator] = await Promise.all(
      [home.id, 'operator'].map(async (id) => subjectOf(await keys.keyOf(id))),
    );
    expect(client).not.toBe(operator);
    const [revoked] = (await logged(system, 'leader', 'client.revoked')).filter(({ result }) => result === 'success');
    const [enrolled] = await logged(system, 'leader', 'client.enrolled');
    expect(revoked).toMatchObject({ user_id: client, resource: '/v1/clients/:id' });
    expect(enrolled).toMatchObject({ user_id: client, resource: '/v1/clients' });
    await system.parts.leader.log.checkpoint();
    const { log } = layoutOf(system.data, 'leader');
    const files = readdirSync(log, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    expect(files.length).toBeGreaterThan(2);
    const telling = files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes(home.id));
    expect(telling.map(({ name }) => name)).toEqual([]);
  });
});
