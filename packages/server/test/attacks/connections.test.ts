// Rows of the table of attacks about connections: PROXY headers, slow senders, floods of handshakes. Each with its defence and without.

import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config.js';
import type { Replaced } from '../../src/server.js';
import { BALANCER, behindProxy, startSystem, type TestSystem } from '../support/system.js';
import { enrol, openTask } from '../support/task.js';
import {
  type Answer,
  freshAddress,
  LOCAL_HEADER,
  type Papers,
  papersOf,
  plain,
  proxyHeader,
  Wire,
} from '../support/wire.js';

/** Short, so that a test sees the end. */
const SHORT = { headers: 1_000, request: 2_000, checks: 50 } as const;
/** So long that no test sees the end. */
const NEVER = { headers: 60_000, request: 60_000, checks: 50 } as const;
/** More than any of the short times. */
const LONG_MS = 3_500;

let system: TestSystem;
/** Of the leader's client, and of the same at the helper, which knows no proxies. */
let papers: Papers;
let papersThere: Papers;
let reports: string;

beforeAll(async () => {
  system = await startSystem();
  const home = await enrol(system, 'client_a');
  reports = `/v1/tasks/${(await openTask(system, [home])).id}/reports`;
  papers = papersOf(home, 'leader');
  papersThere = papersOf(home, 'helper');
  await system.again('leader', { change: behindProxy });
});
afterAll(() => system.close());

const port = (): number => system.configs.leader.clients.port;
const through = (address: string): Promise<Wire> => Wire.open({ port: port(), papers, before: proxyHeader(address) });

async function ask(address: string): Promise<Answer> {
  const wire = await through(address);
  const answer = await wire.ask('GET', '/v1/me', { apiKey: papers.apiKey });
  wire.close();
  return answer;
}

/** Sends a text byte by byte for as long as the connection is open. */
async function drip(write: (byte: string) => void, text: string, isOpen: () => boolean): Promise<void> {
  for (const byte of text) {
    if (!isOpen()) return;
    write(byte);
    await wait(20);
  }
}

async function without<T>(replaced: Replaced, work: () => Promise<T>, change = behindProxy): Promise<T> {
  await system.again('leader', { change, replaced });
  try {
    return await work();
  } finally {
    await system.again('leader', { change: behindProxy });
  }
}

/** Whether a connection is open for longer than any of the short times. */
function outlives(closed: Promise<number>): Promise<boolean> {
  return Promise.race([closed.then(() => false), wait(LONG_MS, true)]);
}

const FILLER = `x-slow: ${'a'.repeat(2_000)}`;
const slow = {
  async handshake() {
    const { socket, closed } = plain(port());
    socket.write(proxyHeader(freshAddress()));
    return closed;
  },
  async 'handshake after a part of it'() {
    const { socket, closed } = plain(port());
    socket.write(proxyHeader(freshAddress()));
    socket.write(Buffer.from('1603010200010001fc0303', 'hex'));
    return closed;
  },
  async 'first byte'() {
    return (await through(freshAddress())).closed;
  },
  async header() {
    const wire = await through(freshAddress());
    wire.send('GET /v1/me HTTP/1.1\r\nhost: localhost\r\n');
    void drip(
      (byte) => wire.send(byte),
      FILLER,
      () => !wire.socket.destroyed,
    );
    return wire.closed;
  },
  async body() {
    const wire = await through(freshAddress());
    const lines = [
      `authorization: Bearer ${papers.apiKey}`,
      'content-type: application/fedzk-agg',
      'content-length: 400',
    ];
    wire.send(`POST ${reports} HTTP/1.1\r\nhost: localhost\r\n${lines.join('\r\n')}\r\n\r\n`);
    void drip(
      (byte) => wire.send(byte),
      FILLER,
      () => !wire.socket.destroyed,
    );
    return wire.closed;
  },
  async 'PROXY header'() {
    const { socket, closed } = plain(port());
    const text = proxyHeader(freshAddress()).toString('latin1');
    void drip(
      (byte) => socket.write(byte, 'latin1'),
      text,
      () => !socket.destroyed,
    );
    return closed;
  },
  async 'PROXY header that never comes'() {
    return plain(port()).closed;
  },
};

describe('a sender that takes its time', () => {
  it('is closed, and told 408 where it has sent a part of a request', async () => {
    await without({ times: SHORT }, async () => {
      const told = through(freshAddress()).then((wire) => {
        wire.send('GET /v1/me HTTP/1.1\r\nhost: localhost\r\n');
        return wire.answer();
      });
      const lives = await Promise.all(Object.values(slow).map((begin) => begin()));
      for (const [i, name] of Object.keys(slow).entries()) {
        expect(lives[i], name).toBeGreaterThan((name === 'body' ? SHORT.request : SHORT.headers) / 2);
      }
      expect((await told).status).toBe(408);
    });
  });

  it('would keep its connection without limits, until the server ends, which it delays by nothing', async () => {
    const closed = await without({ times: NEVER }, async () => {
      const all = Object.values(slow).map((begin) => begin());
      expect(await Promise.all(all.map(outlives))).toEqual(all.map(() => true));
      return all;
    });
    await Promise.all(closed);
  });
});

describe('a PROXY header', () => {
  const other = (): string => proxyHeader(freshAddress()).toString('latin1');

  /** Sends a header, and behind it what is no TLS. */
  function noTls(header: Buffer): Promise<number> {
    const { socket, closed } = plain(port());
    socket.write(Buffer.concat([header, Buffer.from('GET / HTTP/1.1\r\n\r\n')]));
    return closed;
  }

  it('tells the address, however it is cut, and behind it another is no TLS: a strike for who sent it', async () => {
    const address = freshAddress();
    for (let i = 0; i < 9; i++) {
      const { socket, closed } = plain(port());
      const header = proxyHeader(address);
      for (const byte of header) {
        socket.write(Buffer.from([byte]));
        await new Promise(setImmediate);
      }
      socket.write(other(), 'latin1');
      await closed;
    }
    expect(await system.operators.leader.ask('GET', '/blocks')).toEqual({ blocks: [] });
    await noTls(proxyHeader(address));
    const { blocks } = await system.operators.leader.ask<{ blocks: object[] }>('GET', '/blocks');
    expect(blocks).toMatchObject([{ kind: 'address', key: address, reason: 'no TLS' }]);
    expect((await ask(address)).status).toBe(0);
    expect((await ask(freshAddress())).status).toBe(200);
  });

  it('that is missing closes the connection of a proxy, which is never struck, nor for what is no TLS', async () => {
    for (let i = 0; i < 10; i++) {
      const wire = await Wire.open({ port: port(), papers });
      expect((await wire.ask('GET', '/v1/me', { apiKey: papers.apiKey })).status).toBe(0);
      await Promise.all([LOCAL_HEADER, proxyHeader('127.0.0.1'), proxyHeader(BALANCER)].map(noTls));
    }
    const proxies = ['127.0.0.1', BALANCER];
    expect(system.parts.leader.ddos.suspicious().filter(({ key }) => proxies.includes(key))).toEqual([]);
    for (const address of [BALANCER, freshAddress()]) expect((await ask(address)).status).toBe(200);
  });

  it('would get a proxy struck and banned that the server does not know to be one', async () => {
    const proxy = freshAddress();
    for (let i = 0; i < 10; i++) await noTls(proxyHeader(proxy));
    expect((await ask(proxy)).status).toBe(0);
  });

  it('is closed and struck where it comes from elsewhere', async () => {
    const { socket, closed } = plain(system.configs.helper.clients.port);
    socket.write(other(), 'latin1');
    await closed;
    const counted = [];
    for (let i = 0; i < 4; i++) {
      const again = plain(system.configs.helper.clients.port);
      again.socket.write(other(), 'latin1');
      await again.closed;
      counted.push(...system.parts.helper.ddos.suspicious());
    }
    // This machine's own address is never banned; any other would be after ten.
    expect(counted).toMatchObject([{ kind: 'address', key: '127.0.0.1', failures: 5 }]);
  });
});

describe('a flood of handshakes', () => {
  const FLOOD = 120;
  /** Of one that nothing limits: twice what is admitted at once. */
  const UNLIMITED = 80;
  const [BURST, PER_SECOND] = [40, 20];

  /** @returns how many of them the server has answered in TLS */
  async function flood(to: number, before?: () => Uint8Array, times = FLOOD): Promise<number> {
    const began = performance.now();
    const reached = await Promise.all(
      Array.from({ length: times }, () => {
        const { socket, closed } = plain(to);
        if (before !== undefined) socket.write(before());
        const secure = connectTls({ socket, rejectUnauthorized: false });
        secure.on('error', () => {});
        const done = new Promise<boolean>((resolve) => secure.once('secureConnect', () => resolve(true)));
        return Promise.race([done, closed.then(() => false)]).finally(() => socket.destroy());
      }),
    );
    elapsed = (performance.now() - began) / 1_000;
    return reached.filter((each) => each).length;
  }
  let elapsed = 0;
  const oneAddress = (): (() => Uint8Array) => {
    const header = proxyHeader(freshAddress());
    return () => header;
  };
  const anyAddress = (): Uint8Array => proxyHeader(freshAddress());

  it('reaches TLS 20 times a second, and 40 times at once; others are served', async () => {
    const flooding = flood(port(), oneAddress());
    expect((await ask(freshAddress())).status).toBe(200);
    const reached = await flooding;
    expect(reached).toBeGreaterThan(0);
    expect(reached).toBeLessThanOrEqual(BURST + Math.ceil(PER_SECOND * elapsed));
  });

  it('would reach it each time without a limit', async () => {
    const limits = { ddos: { connectionsPerSecond: 100_000, connectionBurst: 100_000 } };
    expect(await without({ limits, times: NEVER }, () => flood(port(), oneAddress(), UNLIMITED))).toBe(UNLIMITED);
  });

  it('that names another address each time has no way in but by a proxy', async () => {
    expect(await flood(system.configs.helper.clients.port, anyAddress)).toBe(0);
    // Where a header is believed of anybody, all come in.
    const gullible = ({ ...config }: Config): Config => ({
      ...config,
      clients: { ...config.clients, proxies: ['0.0.0.0/0', '::/0'] },
    });
    expect(await without({ times: NEVER }, () => flood(port(), anyAddress, UNLIMITED), gullible)).toBe(UNLIMITED);
  });

  it('of one would lock out all behind a proxy if no header told them apart', async () => {
    const { clients } = system.configs.helper;
    const flooding = flood(clients.port);
    const other = await Wire.open({ port: clients.port, papers: papersThere });
    expect((await other.ask('GET', '/v1/me', { apiKey: papersThere.apiKey })).status).toBe(0);
    expect(await flooding).toBeLessThan(FLOOD);
  });

  it('is limited where the other aggregator sends, too', async () => {
    const reached = await flood(system.configs.leader.peer.port);
    expect(reached).toBeGreaterThan(0);
    expect(reached).toBeLessThanOrEqual(BURST + Math.ceil(PER_SECOND * elapsed));
  });
});

// Only Linux has all of 127.0.0.0/8.
it.runIf(process.platform === 'linux')(
  'knows two connections apart that have the same port at their sender',
  async () => {
    const everywhere = (config: Config): Config => ({ ...config, clients: { ...config.clients, host: '0.0.0.0' } });
    await without(
      { times: NEVER },
      async () => {
        const open = async (host: string, localPort?: number) => {
          const secure = connectTls({
            ...{ host, port: port(), rejectUnauthorized: false, cert: papers.certificate, key: papers.key },
            ...{ localAddress: '127.0.0.1', ...(localPort !== undefined && { localPort }) },
          } as never);
          secure.on('error', () => {});
          await new Promise((resolve) => secure.once('secureConnect', resolve));
          return secure;
        };
        const first = await open('127.0.0.1');
        const second = await open('127.0.0.2', first.localPort);
        const closed = [first, second].map((each) => new Promise((resolve) => each.resume().once('close', resolve)));
        await system.operators.leader.ask('PUT', '/blocks/owner/client_a', { reason: 'test', minutes: 1 });
        expect(await Promise.race([Promise.all(closed).then(() => 'closed'), wait(10_000, 'open')])).toBe('closed');
      },
      everywhere,
    );
  },
);
