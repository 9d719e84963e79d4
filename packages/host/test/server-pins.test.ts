// Servers that pin their clients, as aggregators do.

import { connect, type TLSSocket } from 'node:tls';
import { type Credentials, createTlsServer, type PinnedServerOptions, type Pins, peerPin, spkiPin } from '@fedzk/host';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf, daysLater, makeParties, type Parties } from './support/parties.js';
import { exchange, listen, refusal, refusals } from './support/servers.js';

let parties: Parties;
let pins: Pins;
let others: Parties;
beforeAll(async () => {
  parties = await makeParties();
  others = await makeParties();
  pins = { current: spkiPin(parties.client.certificate) };
});

interface Served {
  readonly port: number;
  /** How many requests came to HTTP. */
  requests(): number;
  readonly codes: readonly string[];
}

async function serve(options: Partial<PinnedServerOptions>): Promise<Served> {
  let requests = 0;
  const server = createTlsServer({ ...parties.server, ...options }, ({ socket }, response) => {
    requests++;
    response.end(`${peerPin(socket)} ${(socket as TLSSocket).isSessionReused()}`);
  });
  const codes: string[] = [];
  server.on('tlsClientError', (error: Error & { code?: string }) => codes.push(String(error.code)));
  return { port: await listen(server), requests: () => requests, codes };
}

function dial({ certificate: cert, key }: Partial<Credentials>, port: number, session?: Buffer): TLSSocket {
  const ca = parties.root.certificate;
  return connect({ port, host: '127.0.0.1', servername: 'localhost', ca, cert, key, ...(session && { session }) });
}

/** Makes a request on a new connection, and returns the session that can be resumed. */
async function sessionOf(client: Credentials, port: number): Promise<Buffer> {
  const socket = dial(client, port);
  const sessions: Buffer[] = [];
  socket.on('session', (session) => sessions.push(session));
  await exchange(socket);
  return sessions[0] as Buffer;
}

describe('a server with pins', () => {
  it('admits the pinned client, whoever signed its certificate', async () => {
    const { port } = await serve({ pins: { current: spkiPin(others.client.certificate) } });
    expect(await exchange(dial(others.client, port))).toBe(`${spkiPin(others.client.certificate)} false`);
  });

  it('admits the next key', async () => {
    const { port } = await serve({ pins: { current: spkiPin(others.client.certificate), next: pins.current } });
    expect(await exchange(dial(parties.client, port))).toBe(`${pins.current} false`);
  });

  it('refuses another key, and HTTP sees nothing of it', async () => {
    const { port, requests, codes } = await serve({ pins });
    expect(await refusal(dial(others.client, port))).toBe('closed');
    expect(codes).toEqual(['pin-mismatch']);
    expect(await codeOf(() => exchange(dial(others.client, port)))).toMatch(/^(ECONNRESET|EPIPE|no error)$/);
    expect(requests()).toBe(0);
  });

  it('refuses a client without a certificate', async () => {
    const { port, codes } = await serve({ pins });
    expect(await refusal(dial({}, port))).toBe('closed');
    expect(codes).toEqual(['pin-mismatch']);
  });

  it('refuses a pinned key whose certificate has expired', async () => {
    const { port, codes } = await serve({ pins });
    expect(await daysLater(91, () => refusal(dial(parties.client, port)))).toBe('closed');
    expect(codes).toEqual(['expired']);
  });

  it('admits a resumed session, and refuses it once the pin has changed', async () => {
    let now = pins;
    const { port, codes } = await serve({ pins: () => now });
    const session = await sessionOf(parties.client, port);
    expect(await exchange(dial({}, port, session))).toBe(`${pins.current} true`);
    now = { current: spkiPin(others.client.certificate) };
    expect(await refusal(dial({}, port, session))).toBe('closed');
    expect(codes).toEqual(['pin-mismatch']);
  });

  it('refuses everybody while its pins can not be told', async () => {
    const { port, codes } = await serve({
      pins: () => {
        throw Object.assign(new Error('no pins'), { code: 'none' });
      },
    });
    expect(await refusal(dial(parties.client, port))).toBe('closed');
    expect(codes).toEqual(['none']);
    const promised = await serve({ pins: (() => Promise.resolve(pins)) as never });
    expect(await refusal(dial(parties.client, promised.port))).toBe('closed');
    expect(promised.codes).toEqual(['invalid-argument']);
  });

  it('goes on after a refusal', async () => {
    const { port } = await serve({ pins });
    await refusal(dial(others.client, port));
    expect(await exchange(dial(parties.client, port))).toBe(`${pins.current} false`);
  });
});

describe('a server with pins and an authority', () => {
  it('admits a client that has both', async () => {
    const { port } = await serve({ pins, clientCa: parties.root.certificate });
    expect(await exchange(dial(parties.client, port))).toBe(`${pins.current} false`);
  });

  it('refuses the pinned key with a certificate of another authority', async () => {
    const server = createTlsServer({ ...parties.server, clientCa: others.root.certificate, pins });
    const codes = refusals(server);
    expect(await refusal(dial(parties.client, await listen(server)))).toBe('closed');
    expect(codes).toEqual(['UNABLE_TO_GET_ISSUER_CERT_LOCALLY']);
  });

  it('refuses another key of its authority', async () => {
    const { port, codes } = await serve({ pins, clientCa: others.root.certificate });
    expect(await refusal(dial(others.client, port))).toBe('closed');
    expect(codes).toEqual(['pin-mismatch']);
  });
});

it.each([{}, { current: 'x' }, 'x', null, 7])('is not made with the pins %j', async (wrong) => {
  const made = (): unknown => createTlsServer({ ...parties.server, pins: wrong as never });
  expect(await codeOf(made)).toBe('invalid-argument');
});
