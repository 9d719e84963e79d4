// Clients that pin their server, by node:https and undici.

import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttps, get } from 'node:https';
import { createServer as createTcp } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import {
  checkPins,
  createPinnedAgent,
  createTlsServer,
  issueCertificate,
  type PinnedClientOptions,
  type Pins,
  peerPin,
  pinnedConnect,
  reloadCertificate,
  spkiPin,
  TLS_CIPHERS,
} from '@fedzk/host';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { codeOf, daysLater, makeParties, makeServer, type Parties } from './support/parties.js';
import { exchange, listen, WAYS } from './support/servers.js';

let parties: Parties;
let pins: Pins;
let other: string;
beforeAll(async () => {
  parties = await makeParties();
  pins = { current: spkiPin(parties.server.certificate) };
  other = spkiPin(parties.client.certificate);
});

const serve = (): Promise<number> =>
  listen(
    createTlsServer(parties.server, ({ socket }, response) => {
      response.end((socket as TLSSocket).isSessionReused() ? 'resumed' : 'new');
    }),
  );

describe.each(Object.entries(WAYS))('%s', (_, way) => {
  const codes = (options: PinnedClientOptions, port: number): Promise<unknown> => codeOf(() => way(options)(port));

  it('reaches a server with the pinned key, by a full handshake each time', async () => {
    const ask = way({ pins });
    const port = await serve();
    expect([await ask(port), await ask(port)]).toEqual(['new', 'new']);
  });

  it('reaches a server that has changed to the next key', async () => {
    expect(await way({ pins: { current: other, next: pins.current } })(await serve())).toBe('new');
  });

  it('refuses a server with another key, before anything is sent', async () => {
    let received = 0;
    let ended: Promise<void> | undefined;
    const { certificate: cert, key } = parties.server;
    const server = createServer({ cert, key }, (socket) => {
      socket.on('data', (bytes) => {
        received += bytes.length;
      });
      socket.on('error', () => undefined);
      ended = new Promise((resolve) => socket.on('close', () => resolve()));
    });
    const port = await listen(server);
    const ask = way({ pins: { current: other } });
    expect(await codeOf(() => ask(port))).toBe('pin-mismatch');
    expect(await codeOf(() => ask(port))).toBe('pin-mismatch');
    await ended;
    expect(received).toBe(0);
  });

  it('refuses a server that only shows the pinned certificate too, above its own', async () => {
    const { certificate, key } = await makeServer(parties.root);
    const cert = certificate + parties.server.certificate;
    const port = await listen(createHttps({ cert, key }, (_, response) => response.end('new')));
    const ask = way({ pins });
    for (let i = 0; i < 3; i++) expect(await codeOf(() => ask(port))).toBe('pin-mismatch');
  });

  it("refuses another key also of a right authority's certificate", async () => {
    const ca = parties.root.certificate;
    expect(await codes({ pins: { current: other }, ca }, await serve())).toBe('pin-mismatch');
  });

  it('asks for the pins at each connection', async () => {
    let now = pins;
    const ask = way({ pins: () => now });
    const port = await serve();
    expect(await ask(port)).toBe('new');
    now = { current: other };
    expect(await codeOf(() => ask(port))).toBe('pin-mismatch');
    now = pins;
    expect(await ask(port)).toBe('new');
  });

  it('makes many connections at once', async () => {
    const ca = parties.root.certificate;
    const port = await serve();
    for (const options of [{ pins }, { pins, ca }]) {
      const ask = way(options);
      await ask(port);
      const answers = await Promise.all(Array.from({ length: 50 }, () => ask(port)));
      expect(answers).toEqual(Array(50).fill('new'));
    }
  });

  it('refuses a pinned key whose certificate has expired', async () => {
    const ask = way({ pins });
    const port = await serve();
    expect(await daysLater(91, () => codeOf(() => ask(port)))).toBe('expired');
    expect(await ask(port)).toBe('new');
  });

  it('refuses, with an authority, a certificate of another one or of another name', async () => {
    const ca = parties.root.certificate;
    const port = await serve();
    expect(await way({ pins, ca })(port)).toBe('new');
    const stranger = (await makeParties()).root.certificate;
    expect(await codes({ pins, ca: stranger }, port)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    const named = await issueCertificate(parties.root, {
      names: ['a.example'],
      usages: ['server'],
      key: parties.server.key,
    });
    const misnamed = await listen(createTlsServer(named, (_, response) => response.end('new')));
    expect(await codes({ pins, ca }, misnamed)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await way({ pins })(misnamed)).toBe('new');
  });

  it('shows its own certificate to a server that asks for one', async () => {
    const { client, root } = parties;
    const port = await listen(
      createTlsServer({ ...parties.server, clientCa: root.certificate }, ({ socket }, response) =>
        response.end(peerPin(socket)),
      ),
    );
    expect(await way({ pins, ...client })(port)).toBe(other);
    expect(await codes({ pins }, port)).toMatch(
      /^(ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED|ECONNRESET|EPIPE|UND_ERR_SOCKET)$/,
    );
  });

  it('speaks TLS 1.3 alone, with the three suites', async () => {
    const { certificate: cert, key } = parties.server;
    const old = await listen(createServer({ cert, key, maxVersion: 'TLSv1.2' }));
    expect(await codes({ pins }, old)).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    const weak = await listen(createServer({ cert, key, ciphers: 'TLS_AES_128_CCM_SHA256' }));
    expect(await codes({ pins }, weak)).toBe('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE');
  });

  it('gives up a handshake that takes too long', async () => {
    const silent = await listen(createTcp((socket) => socket.on('error', () => undefined)));
    expect(await codes({ pins, timeoutMs: 20 }, silent)).toBe('unavailable');
  });

  it('tells of a server that closes in the handshake, and of none', async () => {
    const rude = await listen(createTcp((socket) => socket.on('error', () => undefined).end()));
    expect(await codes({ pins }, rude)).toMatch(/^(ECONNRESET|unavailable)$/);
    expect(await codes({ pins }, 1)).toBe('ECONNREFUSED');
  });

  it('refuses every server while its pins can not be told', async () => {
    const port = await serve();
    const broken = (): Pins => {
      throw new RangeError('no pins');
    };
    expect(await way({ pins: broken })(port).catch(String)).toBe('RangeError: no pins');
    expect(await codes({ pins: () => ({ current: 'sha256/' }) }, port)).toBe('invalid-argument');
    expect(await codes({ pins: (() => Promise.resolve(pins)) as never }, port)).toBe('invalid-argument');
  });

  it('keeps a connection for further requests', async () => {
    let connections = 0;
    const server = createTlsServer(parties.server, (_, response) => response.end('ok'));
    server.on('secureConnection', () => {
      connections++;
    });
    const ask = way({ pins }, true);
    const port = await listen(server);
    for (let i = 0; i < 5; i++) expect(await ask(port)).toBe('ok');
    expect(connections).toBe(1);
  });

  it('sees the new certificate of a server that has changed it', async () => {
    const server = createTlsServer(parties.server, (_, response) => response.end('ok'));
    const port = await listen(server);
    const ask = way({ pins });
    expect(await ask(port)).toBe('ok');
    reloadCertificate(server, await makeServer(parties.root, parties.server.key));
    expect(await ask(port)).toBe('ok');
    reloadCertificate(server, await makeServer(parties.root));
    expect(await codeOf(() => ask(port))).toBe('pin-mismatch');
  });

  it.each([
    { pins: undefined },
    { pins: 'sha256/' },
    { pins: {} },
    { pins: { current: 7 } },
    { timeoutMs: 0 },
    { timeoutMs: 1.5 },
    { ca: 'text' },
    { certificate: 'text' },
    { key: 'text' },
    { rejectUnauthorized: false },
  ])('is not made with %j', async (wrong) => {
    expect(await codeOf(() => way({ pins, ...wrong } as never))).toBe('invalid-argument');
  });
});

it('refuses a session that a request brings, since its certificate is not known', async () => {
  const port = await serve();
  const first = connect({ port, rejectUnauthorized: false, ciphers: TLS_CIPHERS });
  const [session] = (await once(first, 'session')) as [Buffer];
  first.destroy();
  const agent = createPinnedAgent({ pins });
  onTestFinished(() => agent.destroy());
  const asked = get({ port, host: 'localhost', agent, ...{ session } });
  const [error] = await once(asked, 'error');
  expect(error).toMatchObject({ code: 'pin-mismatch' });
  expect(String(error)).toContain('no certificate');
});

it('takes nothing of TLS that a request says', async () => {
  const port = await serve();
  const agent = createPinnedAgent({ pins, ca: (await makeParties()).root.certificate });
  onTestFinished(() => agent.destroy());
  const lax = { rejectUnauthorized: false, ca: parties.root.certificate, checkServerIdentity: () => undefined };
  const [error] = await once(get({ port, host: 'localhost', agent, ...lax }), 'error');
  expect(error).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

it('refuses http, which has no keys', async () => {
  const connector = pinnedConnect({ pins });
  const error = await new Promise((resolve) => {
    connector({ protocol: 'http:', hostname: 'localhost', port: '80' }, (...[given]) => resolve(given));
  });
  expect(error).toMatchObject({ code: 'unsupported' });
});

describe('pins', () => {
  it('are of the public key', () => {
    expect(pins.current).toMatch(/^sha256\/[A-Za-z0-9+/]{43}=$/);
    expect(spkiPin(new Uint8Array(new X509Certificate(parties.server.certificate).raw))).toBe(pins.current);
    expect(spkiPin(parties.server.certificate + parties.root.certificate)).toBe(pins.current);
  });

  it.each([
    'sha256/',
    'sha1/AAAA',
    `sha256/${'A'.repeat(44)}`,
    `sha256/${'A'.repeat(42)}B=`,
    `sha256/${'A'.repeat(43)}`,
    `sha512/${'A'.repeat(43)}=`,
    ` sha256/${'A'.repeat(43)}=`,
  ])('are not %s', async (pin) => {
    const port = await serve();
    const socket = connect({ port, rejectUnauthorized: false });
    expect(await codeOf(() => checkPins(socket, { current: pin }))).toBe('invalid-argument');
    expect(await codeOf(() => checkPins(socket, { current: pins.current, next: pin }))).toBe('invalid-argument');
    socket.destroy();
  });

  it('are those of the key that the server has, however often they are asked for', async () => {
    const own = await makeServer(parties.root);
    const cert = own.certificate + parties.server.certificate;
    const port = await listen(createHttps({ cert, key: own.key }, (_, response) => response.end('new')));
    const socket = connect({ port, rejectUnauthorized: false });
    const seen: unknown[] = [];
    socket.on('secureConnect', () => {
      for (let i = 0; i < 3; i++) seen.push(peerPin(socket), checkPins(socket, pins));
    });
    await exchange(socket);
    expect(seen).toEqual([1, 2, 3].flatMap(() => [spkiPin(own.certificate), false]));
  });

  it('are checked on a connection of node:tls, and not known of a session that it resumed by itself', async () => {
    const port = await serve();
    let session: Buffer | undefined;
    const first = connect({ port, rejectUnauthorized: false, ciphers: TLS_CIPHERS });
    first.on('session', (ticket) => {
      session = ticket;
    });
    const seen: unknown[] = [];
    first.on('secureConnect', () => {
      seen.push(peerPin(first), checkPins(first, pins), checkPins(first, { current: other }));
      seen.push(checkPins(first, { current: other, next: pins.current }));
    });
    expect(await exchange(first)).toBe('new');
    expect(seen).toEqual([pins.current, true, false, true]);
    const second = connect({ port, rejectUnauthorized: false, ...(session && { session }) });
    second.on('secureConnect', () => seen.push(checkPins(second, pins)));
    expect(await exchange(second)).toBe('resumed');
    expect(seen.at(-1)).toBe(false);
  });
});
