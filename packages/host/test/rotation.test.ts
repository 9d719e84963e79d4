// Certificates that change while a server is under load.

import { once } from 'node:events';
import type { Server } from 'node:https';
import { connect } from 'node:tls';
import { type Credentials, createTlsServer, issueCertificate, peerPin, reloadCertificate, spkiPin } from '@fedzk/host';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { codeOf, daysLater, makeClient, makeParties, makeServer, type Parties } from './support/parties.js';
import { listen, refusal, WAYS } from './support/servers.js';

let parties: Parties;
let certificates: Credentials[];
beforeAll(async () => {
  parties = await makeParties();
  certificates = await Promise.all(Array.from({ length: 8 }, () => makeServer(parties.root, parties.server.key)));
});

const REQUESTS = 50;
const LANES = 4;

describe.each(Object.entries(WAYS))('by %s', (_, way) => {
  it('no request is dropped, on kept and new connections', async () => {
    const clientCa = parties.root.certificate;
    let connections = 0;
    let changes = 0;
    const server: Server = createTlsServer({ ...parties.server, clientCa }, (_, response) => {
      // At each request, so that a change falls into every part of others' handshakes and answers.
      const next = certificates[changes++ % certificates.length] as Credentials;
      reloadCertificate(server, { ...next, clientCa });
      setImmediate(() => response.end('ok'));
    });
    server.on('secureConnection', () => {
      connections++;
    });
    const port = await listen(server);
    const client = { pins: { current: spkiPin(parties.server.certificate) }, ca: clientCa, ...parties.client };
    const lanes = [true, false].flatMap((keep) => Array.from({ length: LANES }, () => way(client, keep)));
    const answers = await Promise.all(
      lanes.map(async (ask) => {
        const got: string[] = [];
        for (let i = 0; i < REQUESTS; i++) got.push(await ask(port));
        return got;
      }),
    );
    expect(new Set(answers.flat())).toEqual(new Set(['ok']));
    expect(changes).toBe(2 * LANES * REQUESTS);
    // Kept connections stayed: a new one for each request of the other half alone.
    expect(connections).toBe(LANES * REQUESTS + LANES);
  });
});

describe('a new certificate', () => {
  /** The pin of the certificate that a server shows. */
  async function shown(port: number): Promise<string | undefined> {
    const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    onTestFinished(() => void socket.destroy());
    return peerPin(socket);
  }

  it('is refused if it is wrong, and the server keeps the old one', async () => {
    const server = createTlsServer(parties.server);
    const port = await listen(server);
    const other = await makeServer(parties.root);
    expect(await codeOf(() => reloadCertificate(server, { ...other, key: parties.server.key }))).toBe(
      'invalid-argument',
    );
    const expired = await daysLater(-60, async () => {
      const { root } = await makeParties();
      return issueCertificate(root, { names: ['localhost'], usages: ['server'], days: 1 });
    });
    expect(await codeOf(() => reloadCertificate(server, expired))).toBe('expired');
    expect(await shown(port)).toBe(spkiPin(parties.server.certificate));
    reloadCertificate(server, other);
    expect(await shown(port)).toBe(spkiPin(other.certificate));
  });

  it('comes with another authority of clients, and resumes no session of before', async () => {
    const others = await makeParties();
    const server = createTlsServer({ ...parties.server, clientCa: parties.root.certificate }, (_, response) =>
      response.end(),
    );
    const port = await listen(server);
    const dial = ({ certificate: cert, key }: Partial<Credentials>, session?: Buffer) =>
      connect({ port, host: '127.0.0.1', rejectUnauthorized: false, cert, key, ...(session && { session }) });
    const first = dial(parties.client);
    const [session] = (await once(first, 'session')) as [Buffer];
    first.destroy();
    reloadCertificate(server, { ...parties.server, clientCa: others.root.certificate });
    expect(await refusal(dial({}, session))).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
    expect(await refusal(dial(parties.client))).toBe('closed');
    const [second] = await once(dial(await makeClient(others.issuer, 'client_002')), 'session');
    expect(second).toBeInstanceOf(Buffer);
  });

  it('without an authority of clients trusts none of them', async () => {
    const server = createTlsServer({ ...parties.server, clientCa: parties.root.certificate });
    const port = await listen(server);
    reloadCertificate(server, parties.server);
    const { certificate: cert, key } = parties.client;
    expect(await refusal(connect({ port, host: '127.0.0.1', rejectUnauthorized: false, cert, key }))).toBe('closed');
  });

  it.each([undefined, null, {}, 'server', Object.create(null)])('is for no %s', async (server) => {
    expect(await codeOf(() => reloadCertificate(server as never, parties.server))).toBe('invalid-argument');
  });
});
