// What a server refuses in the handshake, and what it knows of whom it admits.

import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import {
  type Credentials,
  clientIdOf,
  createTlsServer,
  createTlsServerOptions,
  issueCertificate,
  issueClientCertificate,
  peerPin,
  spkiPin,
  strictTransportSecurity,
  type TlsServerOptions,
} from '@fedzk/host';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf, daysLater, makeParties, type Parties, requestOf } from './support/parties.js';
import { exchange, listen, refusal, refusals } from './support/servers.js';

let parties: Parties;
let others: Parties;
beforeAll(async () => {
  parties = await makeParties();
  others = await makeParties();
});

/** Answers a request with the client's id and pin, and whether the session was resumed. */
const tell = ({ socket }: { socket: object }, response: { end(text: string): void }): void => {
  const tls = socket as TLSSocket;
  response.end(`${clientIdOf(tls)} ${peerPin(tls)} ${tls.isSessionReused()}`);
};

const mutual = (clientCa = parties.root.certificate): Server => createTlsServer({ ...parties.server, clientCa }, tell);

function dial({ certificate: cert, key }: Partial<Credentials>, port: number, options: ConnectionOptions): TLSSocket {
  const ca = parties.root.certificate;
  return connect({ port, host: '127.0.0.1', servername: 'localhost', ca, cert, key, ...options });
}

/** Connects as a client, and returns the answer. */
const as = (client: Partial<Credentials>, port: number, options: ConnectionOptions = {}): Promise<string> =>
  exchange(dial(client, port, options));

/** Connects as a client, and returns how the connection ended. */
const refused = (client: Partial<Credentials>, port: number, options: ConnectionOptions = {}): Promise<string> =>
  refusal(dial(client, port, options));

describe('a mutual server', () => {
  it('admits a client of its issuer, and knows its id and pin', async () => {
    const port = await listen(mutual());
    expect(await as(parties.client, port)).toBe(`client_001 ${spkiPin(parties.client.certificate)} false`);
  });

  it('refuses a client without a certificate', async () => {
    expect(await refused({}, await listen(mutual()))).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
  });

  it("refuses another authority's client, of the same names and id", async () => {
    const server = mutual();
    const codes = refusals(server);
    expect(await refused(others.client, await listen(server))).toBe('closed');
    expect(codes).toEqual(['UNABLE_TO_GET_ISSUER_CERT_LOCALLY']);
  });

  it('refuses a client whose certificate has expired', async () => {
    const old = await daysLater(-60, async () => {
      const { root, client } = await makeParties();
      const request = await requestOf(client.key);
      const certificate = await issueClientCertificate(root, request, { id: 'client_001', days: 10 });
      return { root, client: { ...client, certificate } };
    });
    const server = mutual(old.root.certificate);
    const codes = refusals(server);
    expect(await refused(old.client, await listen(server))).toBe('closed');
    expect(codes).toEqual(['CERT_HAS_EXPIRED']);
  });

  it("refuses a server's certificate in the place of a client's", async () => {
    const server = mutual();
    const codes = refusals(server);
    expect(await refused(parties.server, await listen(server))).toBe('closed');
    expect(codes).toEqual(['INVALID_PURPOSE']);
  });

  it('admits a machine of its own authority, which is no client', async () => {
    const machine = await issueCertificate(parties.root, { names: ['a.example'], usages: ['client'] });
    expect(await as(machine, await listen(mutual()))).toMatch(/^undefined sha256/);
  });
});

describe('every server', () => {
  it.each(['TLSv1.2', 'TLSv1.1', 'TLSv1'] as const)('refuses %s', async (maxVersion) => {
    const server = mutual();
    const codes = refusals(server);
    const old = { maxVersion, minVersion: maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' };
    expect(await refused(parties.client, await listen(server), old)).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    expect(codes).toEqual(['ERR_SSL_UNSUPPORTED_PROTOCOL']);
  });

  it.each(['TLS_AES_128_CCM_SHA256', 'TLS_AES_128_CCM_8_SHA256'])('refuses the suite %s', async (ciphers) => {
    const server = mutual();
    const codes = refusals(server);
    expect(await refused(parties.client, await listen(server), { ciphers })).toBe(
      'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    );
    expect(codes).toEqual(['ERR_SSL_NO_SHARED_CIPHER']);
  });

  it.each(['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'])(
    'takes the suite %s',
    async (ciphers) => {
      expect(await as(parties.client, await listen(mutual()), { ciphers })).toMatch(/^client_001/);
    },
  );

  it('can be made by https.createServer', async () => {
    const options = createTlsServerOptions({ ...parties.server, clientCa: parties.root.certificate });
    const port = await listen(createServer(options, tell));
    expect(await as(parties.client, port)).toMatch(/^client_001/);
    expect(await refused(others.client, port)).toBe('closed');
    expect(await refused({}, port)).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
  });

  it('closes a connection whose handshake does not come', async () => {
    const options = { ...parties.server, handshakeTimeoutMs: 20 };
    const server = createTlsServer(options, tell);
    const codes = refusals(server);
    const socket = connectTcp(await listen(server), '127.0.0.1');
    await once(socket, 'close');
    expect(codes).toEqual(['ERR_TLS_HANDSHAKE_TIMEOUT']);
    expect(createTlsServerOptions(parties.server).handshakeTimeout).toBe(5_000);
  });

  it.each([0, -1, 1.5, 600_001, '20', Number.NaN])('is not made with a time of %j for handshakes', async (time) => {
    const options = { ...parties.server, handshakeTimeoutMs: time as number };
    expect(await codeOf(() => createTlsServer(options))).toBe('invalid-argument');
  });

  it('asks for no certificate without clientCa', async () => {
    const port = await listen(createTlsServer(parties.server, tell));
    expect(await as({}, port)).toBe('undefined undefined false');
    expect(await as(parties.client, port)).toBe('undefined undefined false');
  });
});

describe('a resumed session', () => {
  /** Connects, and returns the answer with the session that the server gave. */
  async function first(port: number): Promise<{ answer: string; session: Buffer }> {
    let session: Buffer | undefined;
    const socket = dial(parties.client, port, {});
    socket.on('session', (ticket) => {
      session = ticket;
    });
    const answer = await exchange(socket);
    if (session === undefined) throw new Error('the server gave no session');
    return { answer, session };
  }

  it('has the id and pin of its client', async () => {
    const port = await listen(mutual());
    const { answer, session } = await first(port);
    expect(await as({}, port, { session })).toBe(answer.replace('false', 'true'));
  });

  it('is refused once its certificate has expired', async () => {
    const server = mutual();
    const codes = refusals(server);
    const port = await listen(server);
    const { session } = await first(port);
    expect(await daysLater(91, () => refused({}, port, { session }))).toBe('closed');
    expect(codes).toEqual(['expired']);
  });

  it('gives no id once its certificate has expired, where the server is another', async () => {
    const options = createTlsServerOptions({ ...parties.server, clientCa: parties.root.certificate });
    const port = await listen(createServer(options, tell));
    const { session } = await first(port);
    expect(await daysLater(91, () => as({}, port, { session }))).toMatch(/^undefined sha256/);
  });

  it("is not another server's", async () => {
    const { session } = await first(await listen(mutual()));
    const { server } = await makeParties();
    const other = await listen(createTlsServer({ ...server, clientCa: parties.root.certificate }, tell));
    const options = { session, rejectUnauthorized: false };
    expect(await refused({}, other, options)).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
  });
});

describe('options are refused', () => {
  const make = (options: Partial<TlsServerOptions>): Promise<unknown> =>
    codeOf(() => createTlsServerOptions({ ...parties.server, ...options }));

  it('whose key is not that of the certificate', async () => {
    expect(await make({ key: others.server.key })).toBe('invalid-argument');
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(await make({ key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string })).toBe('invalid-argument');
  });

  it('whose certificate is out of time', async () => {
    expect(await daysLater(91, () => make({}))).toBe('expired');
    expect(await daysLater(-1, () => make({}))).toBe('expired');
  });

  it.each(['', 'text', 7, null, ' '.repeat(300_000)])('with %j in a place of PEM', async (text) => {
    for (const name of ['certificate', 'key', 'clientCa']) {
      expect(await make({ [name]: text })).toBe('invalid-argument');
    }
  });

  it('with a part of a chain that is damaged', async () => {
    const { certificate } = parties.server;
    const damaged = parties.root.certificate.replace(/\n.{8}/, '\nAAAAAAAA');
    expect(await make({ certificate: certificate + damaged })).toBe('invalid-argument');
    expect(await make({ clientCa: certificate + damaged })).toBe('invalid-argument');
  });

  it('with pins, which only createTlsServer checks', async () => {
    const pins = { current: spkiPin(parties.client.certificate) };
    expect(await make({ pins } as object)).toBe('invalid-argument');
  });

  it('and no key is in the error', async () => {
    const { key } = others.server;
    expect(() => createTlsServerOptions({ ...parties.server, key })).toThrow('"key" expected the private key of');
    for (const wrong of [key, key.slice(0, 100), key.replace('PRIVATE', 'PUBLIC')]) {
      try {
        createTlsServerOptions({ ...parties.server, key: wrong });
      } catch (error) {
        expect(`${(error as Error).stack} ${(error as Error).cause}`).not.toContain(key.split('\n')[1]?.slice(0, 16));
      }
    }
  });
});

it('says HSTS as the policy has it', () => {
  expect(strictTransportSecurity()).toBe('max-age=31536000; includeSubDomains');
});

it('takes a certificate with the ones above it', async () => {
  const certificate = parties.server.certificate + parties.root.certificate;
  const port = await listen(createTlsServer({ certificate, key: parties.server.key }, tell));
  expect(await as({}, port)).toMatch(/^undefined/);
});
