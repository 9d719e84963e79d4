/** A close by hand, which begins to settle, and results that outlive both processes: R3 and §3 of agg-service.md. */
import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../../src/storage/memory.js';
import { forge } from '../support/forge.js';
import { network } from './support.js';

const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004'];

describe('a round that the helper closes by hand', () => {
  it('takes no announcements, settles by its own clock also after a restart, and is then collected', async () => {
    const storages = { leader: memoryStorage(), helper: memoryStorage() };
    const first = network({ storages });
    for (const role of ['helper', 'leader'] as const) await first.operate(role, 'open');
    for (const id of CLIENTS.slice(1)) await first.reporter(id).send((await forge(first, id, 1n, [1])).report);
    const { report } = await forge(first, 'client_001', 1n, [1]);
    await first.leaderOwn.submit(report);
    expect((await first.operate('helper', 'close', 1, { settle: -1 })).status).toBe(400);
    const closed = await (await first.operate('helper', 'close', 1, { settle: 60 })).json();
    expect(closed).toMatchObject({ state: 'open', settles: '2027-01-04T00:01:00.000Z' });
    // What was said first stands.
    await first.operate('helper', 'close', 1, { settle: 3600 });

    const net = network({ storages });
    net.time += 59_000;
    const late = await forge(net, 'client_005', 1n, [1]);
    const { announcement } = await net.reporter('client_005').send(late.report);
    expect(announcement).toMatchObject({ status: 409, name: 'round-closed' });
    await net.services.leader.tick(); // passes on what was pending
    expect(await net.leaderOwn.report(1, 'client_001')).toMatchObject({ status: 'accepted' });
    const early = await net.operate('leader', 'collect');
    expect([early.status, early.headers.get('retry-after')]).toEqual([409, '1']);
    net.time += 1000;
    expect((await net.operate('leader', 'collect')).status).toBe(200);
    expect(net.errors).toEqual([]);
  });
});

describe('a result', () => {
  it('is served byte for byte after a restart of both', async () => {
    const storages = { leader: memoryStorage(), helper: memoryStorage() };
    const net = network({ storages });
    for (const role of ['helper', 'leader'] as const) await net.operate(role, 'open');
    for (const id of CLIENTS) await net.reporter(id).send((await forge(net, id, 1n, [1])).report);
    await net.operate('helper', 'close');
    expect((await net.operate('leader', 'collect')).status).toBe(200);
    const parts = ['result', 'sums', 'set', 'announced', 'omitted'];
    const read = async (of: typeof net, role: 'leader' | 'helper') =>
      Promise.all(parts.map(async (part) => (await of.ask(role, `/rounds/1/${part}`)).text()));
    const before = await read(net, 'leader');
    expect(before[0]).toContain('fedzk-agg/result');
    const again = network({ storages });
    for (const role of ['leader', 'helper'] as const) expect(await read(again, role)).toEqual(before);
  });
});
