// Rows of the table of attacks about bad proofs, bans and revoked clients. Each with its defence and without.

import { createDdosGuard, createRateLimiter, type DdosGuard, guard } from '@fedzk/guard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClientHome } from '../../src/client/home.js';
import { ROUTES } from '../../src/http/routes.js';
import type { Replaced } from '../../src/server.js';
import type { System } from '../../src/system.js';
import { BALANCER, behindProxy, type Changes, startSystem, type TestSystem } from '../support/system.js';
import { enrol, openTask } from '../support/task.js';
import { freshAddress, LOCAL_HEADER, type Papers, papersOf, proxyHeader, Wire } from '../support/wire.js';

let system: TestSystem;
let clients: readonly { readonly home: ClientHome; readonly papers: Papers; readonly bad: Uint8Array }[];
let path: string;
/** How many reports the service of @fedzk/agg was given. */
let checked = 0;

const counting: Replaced = {
  routes: ROUTES.map((route) =>
    route.proves
      ? {
          ...route,
          handle(call) {
            checked += 1;
            return route.handle(call);
          },
        }
      : route,
  ),
};

beforeAll(async () => {
  system = await startSystem();
  const homes = [];
  for (const id of ['client_1', 'client_2', 'client_3', 'client_4']) homes.push(await enrol(system, id));
  const task = await openTask(system, homes);
  path = `/v1/tasks/${task.id}/reports`;
  clients = await Promise.all(
    homes.map(async (home) => ({ home, papers: papersOf(home, 'leader'), bad: await task.badReport(home) })),
  );
  await system.again('leader', { change: behindProxy, replaced: counting });
});
afterAll(() => system.close());

async function without<T>(replaced: Replaced, work: () => Promise<T>, change: Changes = behindProxy): Promise<T> {
  await system.again('leader', { change, replaced: { ...counting, ...replaced } });
  try {
    return await work();
  } finally {
    await system.again('leader', { change: behindProxy, replaced: counting });
  }
}

function client(i: number) {
  const found = clients[i];
  if (found === undefined) throw new Error('there is no such client');
  return found;
}

/** Opens a connection of a client. */
function open(i: number, address: string): Promise<Wire> {
  const { port } = system.configs.leader.clients;
  return Wire.open({ port, papers: client(i).papers, before: proxyHeader(address) });
}

const me = async (i: number, wire: Wire): Promise<number> =>
  (await wire.ask('GET', '/v1/me', { apiKey: client(i).papers.apiKey })).status;

const fields = { 'content-type': 'application/fedzk-agg;message=report' };
const CONNECTIONS = 16;

/** Sends bad proofs over several connections, as fast as they are answered. */
async function attack(i: number, address: string, each: number): Promise<Record<number, number>> {
  const { papers, bad } = client(i);
  const wires = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(i, address)));
  const counts: Record<number, number> = {};
  await Promise.all(
    wires.map(async (wire) => {
      for (let sent = 0; sent < each; sent++) {
        const { status } = await wire.ask('POST', path, { apiKey: papers.apiKey, fields, body: bad });
        counts[status] = (counts[status] ?? 0) + 1;
      }
      wire.close();
    }),
  );
  return counts;
}

describe('bad proofs of a valid client, 20 times the limit of a minute', () => {
  it('are checked ten times; then its key is banned and its sockets are closed, and others at its address are served', async () => {
    const [address, elsewhere] = [freshAddress(), freshAddress()];
    const [before, beside, unused] = [await open(1, elsewhere), await open(1, address), await open(0, elsewhere)];
    expect([await me(1, before), await me(1, beside)]).toEqual([200, 200]);
    checked = 0;
    const counts = await attack(0, address, Math.ceil(2_000 / CONNECTIONS));
    expect(checked).toBe(10);
    expect(counts[422]).toBeLessThanOrEqual(10);
    expect((counts[0] ?? 0) + (counts[403] ?? 0) + (counts[429] ?? 0) + (counts[422] ?? 0)).toBe(2_000);
    expect(await system.operators.leader.ask('GET', '/blocks')).toMatchObject({
      blocks: [{ kind: 'owner', key: 'client_1', reason: 'proof' }],
    });
    // Its certificate is known, so that what it opens from elsewhere, or had open unused, is closed too.
    await unused.closed;
    expect(await me(0, await open(0, elsewhere))).toBe(0);
    expect([await me(1, before), await me(1, beside)]).toEqual([200, 200]);
    const after = await open(2, address);
    expect(await me(2, after)).toBe(200);
    for (const wire of [before, beside, after]) wire.close();
  });

  it('would all be checked where a wrong proof costs no more than a right one', async () => {
    const blind = counting.routes?.map(({ proves: _, ...route }) => route) ?? [];
    checked = 0;
    const counts = await without({ routes: blind }, () => attack(3, freshAddress(), 2));
    expect([checked, counts]).toEqual([2 * CONNECTIONS, { 422: 2 * CONNECTIONS }]);
  });

  it('are few even without a ban, by their debt', async () => {
    checked = 0;
    const began = performance.now();
    const limits = { ddos: { strikes: 10_000 } };
    const counts = await without({ limits }, async () => {
      const wire = await open(3, freshAddress());
      const { papers, bad } = client(3);
      const statuses: number[] = [];
      for (let i = 0; i < 21; i++) {
        statuses.push((await wire.ask('POST', path, { apiKey: papers.apiKey, fields, body: bad })).status);
      }
      wire.close();
      return statuses;
    });
    // A client has 1,000 units a minute. Each refused proof costs ten times ten.
    const minutes = (performance.now() - began) / 60_000;
    expect(checked).toBeLessThanOrEqual(11 + 10 * minutes);
    expect(counts.filter((status) => status === 429).length).toBe(21 - checked);
  });
});

/** A guard that remembers no address of a valid key, and to which proxies and this machine are like any others. */
function sparingNone({ apiKeys, access, config }: System): Pick<System, 'ddos' | 'admit'> {
  const strict = createDdosGuard();
  const of = <Key>(key: Key): Key | string => (key === '127.0.0.1' ? '192.0.2.1' : key);
  const ddos: DdosGuard = {
    ...strict,
    trust: () => {},
    connection: (address) => strict.connection(of(address)),
    banned: (key) => strict.banned(of(key)),
    analyze: (measured) => strict.analyze({ ...measured, key: of(measured.key) }),
    strike: (key, n, reason) => strict.strike(of(key), n, reason),
  };
  const limits = {
    requests: createRateLimiter({ limit: config.limits.requests, windowSeconds: 60 }),
    cost: createRateLimiter({ name: 'cost', limit: config.limits.cost, windowSeconds: 60 }),
  };
  return { ddos, admit: guard({ keys: apiKeys, accessControl: access, limits, ddos }) };
}

describe('somebody without a valid key at an address that others share', () => {
  const WRONG = 'fedzk_test_wrong';

  /** @returns the statuses of so many tries without a valid key, each on the connection before where that is open */
  async function knock(address: string, times: number): Promise<number[]> {
    const statuses: number[] = [];
    let wire = await open(3, address);
    for (let i = 0; i < times; i++) {
      if (wire.socket.destroyed) wire = await open(3, address);
      statuses.push((await wire.ask('GET', '/v1/me', { apiKey: WRONG })).status);
    }
    wire.close();
    return statuses;
  }

  it('is limited, and does not get it banned where somebody had a valid key there', async () => {
    const address = freshAddress();
    const honest = await open(1, address);
    expect(await me(1, honest)).toBe(200);
    const statuses = await knock(address, 200);
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(10);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(150);
    expect(await me(1, honest)).toBe(200);
    expect(await system.operators.leader.ask('GET', '/blocks')).not.toMatchObject({ blocks: [{ key: address }] });
    honest.close();
  });

  it('gets an address banned where nobody had one, with all that is open there', async () => {
    const address = freshAddress();
    const silent = await open(1, address);
    expect((await knock(address, 10)).at(-1)).toBe(0);
    await silent.closed;
    expect(await me(1, await open(1, address))).toBe(0);
  });

  /** Connections of a balancer itself, or of this machine: there all who come by it would suffer from a ban. */
  const SPARED = [LOCAL_HEADER, proxyHeader('127.0.0.1'), proxyHeader(BALANCER)];

  /** Tries some times without a valid key. @returns the statuses, and that of one with a valid key after them, on a new connection */
  async function thenAsked(before: Buffer | undefined, times: number): Promise<{ wrong: number[]; right: number }> {
    const role = before === undefined ? 'helper' : 'leader'; // the helper knows no proxies
    const papers = papersOf(client(1).home, role);
    const way = { port: system.configs[role].clients.port, papers, ...(before && { before }) };
    const [first, wrong]: [Wire, number[]] = [await Wire.open(way), []];
    for (let i = 0; i < times; i++) wrong.push((await first.ask('GET', '/v1/me', { apiKey: WRONG })).status);
    const second = await Wire.open(way);
    const { status: right } = await second.ask('GET', '/v1/me', { apiKey: papers.apiKey });
    for (const wire of [first, second]) wire.close();
    return { wrong, right };
  }

  it('does not get a proxy or this machine banned', async () => {
    for (const before of [undefined, ...SPARED]) {
      const { wrong, right } = await thenAsked(before, 11);
      for (const status of wrong) expect([401, 429]).toContain(status);
      expect(right).toBe(200);
    }
  });

  it('would get any address banned, with all who share it, by a guard that spares none', async () => {
    await without({ before: (parts) => void Object.assign(parts, sparingNone(parts)) }, async () => {
      const address = freshAddress();
      const honest = await open(1, address);
      expect(await me(1, honest)).toBe(200);
      expect((await knock(address, 10)).at(-1)).toBe(0);
      await honest.closed;
      expect(await me(1, await open(1, address))).toBe(0);
      for (const before of SPARED) expect((await thenAsked(before, 10)).right).toBe(0);
    });
  });

  it.each([
    ['with its key', true],
    ['without one', false],
  ])('asks for what is not there 50 times a minute at most, %s', async (_, isKeyed) => {
    const address = freshAddress();
    const statuses: number[] = [];
    let wire = await open(3, address);
    for (let i = 0; i < 80; i++) {
      if (wire.socket.destroyed) wire = await open(3, address);
      const own = isKeyed ? { apiKey: client(3).papers.apiKey } : {};
      statuses.push((await wire.ask(i % 2 === 0 ? 'GET' : 'PATCH', `/v1/nothing/${i}`, own)).status);
    }
    wire.close();
    const count = (wanted: number): number => statuses.filter((status) => status === wanted).length;
    expect(count(404)).toBeGreaterThan(30);
    expect(count(404)).toBeLessThanOrEqual(50);
    expect(count(429)).toBeGreaterThan(0);
    expect(count(0)).toBeGreaterThan(0); // a connection is closed after 20
    expect(count(404) + count(429) + count(0)).toBe(80);
  });

  it('loses a connection after some refusals: each further one costs a handshake', async () => {
    const wire = await open(1, freshAddress());
    const statuses: number[] = [];
    for (let i = 0; i < 25; i++) statuses.push((await wire.ask('GET', '/v1/me')).status);
    expect(statuses.slice(0, 3)).toEqual([401, 401, 401]);
    expect(statuses.slice(-4)).toEqual([0, 0, 0, 0]);
  });
});

describe('a ban by an operator', () => {
  const act = (method: 'PUT' | 'DELETE', key: string): Promise<unknown> =>
    system.operators.leader.ask(
      method,
      `/blocks/${key}`,
      method === 'PUT' ? { reason: 'test', minutes: 5 } : undefined,
    );

  it('of an address closes what is open there, and no other', async () => {
    const [banned, other] = [freshAddress(), freshAddress()];
    const [inside, outside] = [await open(1, banned), await open(1, other)];
    await act('PUT', `address/${banned}`);
    await inside.closed;
    expect(await me(1, await open(1, banned))).toBe(0);
    expect(await me(1, outside)).toBe(200);
    await act('DELETE', `address/${banned}`);
    expect(await me(1, await open(1, banned))).toBe(200);
    outside.close();
  });

  it('of a client closes what it has open, wherever', async () => {
    const wires = [await open(2, freshAddress()), await open(2, freshAddress())];
    await act('PUT', 'owner/client_3');
    await Promise.all(wires.map(({ closed }) => closed));
    expect(await me(2, await open(2, freshAddress()))).toBe(0);
    await act('DELETE', 'owner/client_3');
    expect(await me(2, await open(2, freshAddress()))).toBe(200);
  });

  it('would leave its connections open if nothing listened to bans', async () => {
    const deaf: Replaced = {
      before: (parts) => void Object.assign(parts, { ddos: { ...parts.ddos, onBan: () => () => {} } }),
    };
    await without(deaf, async () => {
      const wire = await open(2, freshAddress());
      await act('PUT', 'owner/client_3');
      expect(await me(2, wire)).toBe(403); // the guard still asks
      wire.close();
    });
  });
});

describe('a client that was revoked', () => {
  it('loses its connections, and is refused', async () => {
    const wires = [await open(0, freshAddress()), await open(0, freshAddress())];
    // The ban of the bad proofs ended with a restart.
    expect(await me(0, wires[0] as Wire)).toBe(200);
    await system.operators.leader.ask('DELETE', '/clients/client_1');
    await Promise.all(wires.map(({ closed }) => closed));
    expect(await me(0, await open(0, freshAddress()))).toBe(401);
  });

  it('would keep its connections if nothing closed them, and be refused on them', async () => {
    const lazy: Replaced = {
      before: (parts) => void Object.defineProperty(parts, 'closeOwner', { get: () => () => {}, set: () => {} }),
    };
    await without(lazy, async () => {
      const wire = await open(2, freshAddress());
      await system.operators.leader.ask('DELETE', '/clients/client_3');
      expect(await me(2, wire)).toBe(401);
      wire.close();
    });
  });
});
