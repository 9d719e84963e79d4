/**
 * A disk that is full, and a helper that is down: agg-service.md, §6. A sender is told to come again, nothing is half done, and
 * nothing that was promised is lost. Without that, a round can't be collected.
 */
import { describe, expect, it } from 'vitest';
import { mediaType } from '../../src/http/body.js';
import { announcementOf } from '../../src/protocol/announcement.js';
import type { SlotStep } from '../../src/storage/rows.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { failures, type Network, network } from '../http/support.js';
import { type Forged, forge } from '../support/forge.js';
import { around, Disk, dump, WRITES, withMethods } from '../support/storage.js';

const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004'];

/** A report to the leader, which waits for the helper. */
function submit(net: Network, { report }: Forged): Promise<Response> {
  const headers = { 'content-type': mediaType('report'), prefer: 'wait=5' };
  return net.ask('leader', '/reports', { method: 'POST', headers, body: report });
}

function announce(net: Network, { report }: Forged): Promise<Response> {
  const headers = { 'content-type': mediaType('announcement') };
  return net.ask('helper', '/announcements', {
    ...{ method: 'POST', headers },
    body: new Uint8Array(announcementOf(net.task, report)),
  });
}

/** Has round 1 collected: the status of the leader's collect. */
async function collected(net: Network): Promise<number> {
  await net.services.leader.tick();
  await net.operate('helper', 'close');
  return (await net.operate('leader', 'collect')).status;
}

describe('a full disk', () => {
  /** Both aggregators in round 1, whose disks take nothing while they are full. */
  async function world() {
    const full = { leader: false, helper: false };
    const disks = { leader: new Disk(), helper: new Disk() };
    const limited = (role: 'leader' | 'helper') =>
      around(disks[role], async (operation, method) => {
        if (full[role] && WRITES.has(method)) throw new Error('ENOSPC');
        return operation();
      });
    const net = network({ storages: { leader: limited('leader'), helper: limited('helper') } });
    for (const role of ['helper', 'leader'] as const) await net.operate(role, 'open');
    return { net, full, disks, reports: await Promise.all(CLIENTS.map((id) => forge(net, id, 1n, [1]))) };
  }

  it.each([
    ['leader', submit],
    ['helper', announce],
  ] as const)('at the %s is 503: nothing is stored, and the same bytes are taken later', async (role, send) => {
    const { net, full, disks, reports } = await world();
    const [report] = reports;
    if (report === undefined) throw new Error('no report');
    const before = await dump(disks[role]);
    full[role] = true;
    const answer = await send(net, report);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.text()).not.toContain('ENOSPC');
    expect(await dump(disks[role])).toBe(before);
    expect(net.errors).toMatchObject([{ code: 'storage', cause: { message: 'ENOSPC' } }]);
    full[role] = false;
    expect((await send(net, report)).status).toBe(200);
  });

  it('at the helper leaves reports pending at the leader, and the round is collected once it has room', async () => {
    const { net, full, reports } = await world();
    full.helper = true;
    for (const report of reports) expect((await submit(net, report)).status).toBe(202);
    expect(await net.helperOwn.round(1)).toMatchObject({ held: 0 });
    full.helper = false;
    expect(await collected(net)).toBe(200);
  });
});

describe('a disk that reports writes that it has not made', () => {
  /** Takes the first accepted report for stored. */
  function lying(): AggregatorStorage {
    const inner = new Disk();
    let lies = true;
    return {
      close: () => inner.close(),
      async task(hash, role) {
        const store = await inner.task(hash, role);
        return withMethods(store, {
          async apply(round: bigint, steps: readonly SlotStep[]) {
            if (!lies || !steps.some(({ kind }) => kind === 'accept')) return store.apply(round, steps);
            lies = false;
            return steps.map(({ report }) => ({ state: 'accepted', report, changed: true }));
          },
        });
      },
    };
  }

  it('makes the round uncollectable: so a store answers once a step is durable, and not before', async () => {
    const net = network({ storages: { leader: new Disk(), helper: lying() } });
    for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open');
    for (const id of CLIENTS) expect((await submit(net, await forge(net, id, 1n, [1]))).status).toBe(200);
    expect(await collected(net)).toBe(409);
  });
});

describe('a helper that is down', () => {
  /** The helper checks a report, and is gone before it answers; then the leader is started anew. */
  async function restarted(keeps: boolean): Promise<number[]> {
    let down = false;
    const wire = async (request: Request, next: (request: Request) => Promise<Response>): Promise<Response> => {
      const answer = await next(request);
      if (down && request.url.endsWith('/aggregation_jobs')) throw new TypeError('network');
      return answer;
    };
    const storages = { leader: new Disk(), helper: new Disk() };
    const net = network({ storages, wire });
    for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open');
    const [last, ...first] = await Promise.all([...CLIENTS, 'client_005'].map((id) => forge(net, id, 1n, [1])));
    for (const report of first) expect((await submit(net, report)).status).toBe(200);
    const kept = keeps ? storages.leader : await storages.leader.copy();
    down = true;
    const { status } = await submit(net, last as Forged);
    down = false;
    return [status, await collected(network({ storages: { ...storages, leader: kept }, wire }))];
  }

  it('leaves reports pending, durably: the leader sends them again and the round is collected', async () => {
    expect(await restarted(true)).toEqual([202, 200]);
  });

  it('makes the round uncollectable if the leader forgets pending reports', async () => {
    expect(await restarted(false)).toEqual([202, 409]);
  });

  it('takes announcements and reports again where it is up, and has lost nothing', async () => {
    let down = false;
    const net = network({
      wire: (request, next) =>
        down && request.url.startsWith('https://helper') ? Promise.reject(new TypeError('network')) : next(request),
    });
    for (const role of ['helper', 'leader'] as const) await net.operate(role, 'open');
    const reports = await Promise.all(CLIENTS.map((id) => forge(net, id, 1n, [1])));
    down = true;
    for (const report of reports) expect((await submit(net, report)).status).toBe(202);
    down = false;
    for (const report of reports) expect((await announce(net, report)).status).toBe(200);
    expect(await collected(net)).toBe(200);
    expect(failures(net)).toEqual([]);
  });
});
