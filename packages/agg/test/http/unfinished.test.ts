/** Rounds whose set is fixed and that have no result yet, however old: each gets its result, or is abandoned. */
import { describe, expect, it } from 'vitest';
import { forge } from '../support/forge.js';
import { failures, type Network, network } from './support.js';

const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004'];
const ROLES = ['helper', 'leader'] as const;

async function fill(net: Network, round: number): Promise<void> {
  for (const role of ROLES) expect((await net.operate(role, 'open', round)).status).toBe(200);
  for (const id of CLIENTS) await net.reporter(id).send((await forge(net, id, BigInt(round), [2])).report);
}

async function run(net: Network, round: number): Promise<void> {
  await fill(net, round);
  await net.operate('helper', 'close', round);
  expect((await net.operate('leader', 'collect', round)).status).toBe(200);
}

const results = (net: Network, round: number) =>
  Promise.all(ROLES.map(async (role) => (await net.ask(role, `/rounds/${round}/result`)).text()));

const stateOf = async (net: Network, role: 'leader' | 'helper', round = 1) =>
  (await net[`${role}Own`].round(round))?.state;

/** A network in which what the leader asks of some paths is lost: before the helper has it, or its answer. */
function losing() {
  const lost = { requests: '', answers: '' };
  const asked: string[] = [];
  const net = network({
    wire: async (request, next) => {
      asked.push(request.url);
      if (lost.requests !== '' && request.url.includes(lost.requests)) throw new TypeError('network');
      const response = await next(request);
      if (lost.answers !== '' && request.url.includes(lost.answers)) throw new TypeError('network');
      return response;
    },
  });
  return { net, lost, asked };
}

describe('a round that was cut off before newer ones', () => {
  it.each([
    ['the helper had the set', 'requests', '/aggregate_shares'],
    ['the leader had the helper’s share', 'answers', '/aggregate_shares'],
    ['the leader had the helper’s ids', 'requests', '/announced'],
    ['the helper had the leader’s share', 'requests', '/rounds/1/share'],
    ['the leader had the helper’s signature', 'answers', '/rounds/1/share'],
  ] as const)('before %s gets its result from ticks, also when others have been wiped since', async (_, what, path) => {
    const { net, lost } = losing();
    await fill(net, 1);
    for (const role of ROLES) await net.operate(role, 'close');
    lost[what] = path;
    expect((await net.operate('leader', 'collect')).status).toBe(503);
    lost[what] = '';
    for (const round of [2, 3, 4, 5, 6]) await run(net, round);
    for (const role of ROLES) await net.services[role].tick();
    const [helper, leader] = await results(net, 1);
    expect(leader).toContain('fedzk-agg/result');
    expect(leader).toBe(helper);
    expect(await net.leaderOwn.unfinished()).toBeUndefined();
    expect(failures(net)).toEqual([]);
  });

  it('is forgotten like any other once it has its result', async () => {
    const { net, lost } = losing();
    await fill(net, 1);
    for (const role of ROLES) await net.operate(role, 'close');
    lost.requests = '/aggregate_shares';
    await net.operate('leader', 'collect');
    for (const round of [2, 3, 4, 5]) await fill(net, round);
    lost.requests = '';
    for (const round of [2, 3, 4, 5]) {
      await net.operate('helper', 'close', round);
      await net.operate('leader', 'collect', round);
    }
    expect(await net.leaderOwn.round(1)).toMatchObject({ forgotten: false });
    await net.services.leader.tick();
    await run(net, 6);
    for (const role of ROLES) expect(await net[`${role}Own`].round(1)).toMatchObject({ forgotten: true });
  });

  it('is not in the way of others where the helper gives no answer about it', async () => {
    const { net, lost } = losing();
    for (const round of [1, 2]) {
      await fill(net, round);
      await net.operate('helper', 'close', round);
      lost.requests = '/aggregate_shares';
      await net.operate('leader', 'collect', round);
    }
    lost.requests = '/rounds/1/';
    for (let i = 0; i < 2; i++) await net.services.leader.tick();
    expect((await net.leaderOwn.unfinished())?.round).toBe(1n);
    expect(await net.leaderOwn.unfinished(1)).toBeUndefined();
    lost.requests = '';
    await net.services.leader.tick();
    expect(await net.leaderOwn.unfinished()).toBeUndefined();
    expect(failures(net)).toEqual([]);
  });

  it('does not keep ticks from others that can be finished, nor is it asked for in vain', async () => {
    const { net, lost, asked } = losing();
    for (const round of [1, 2]) {
      await fill(net, round);
      await net.operate('helper', 'close', round);
      lost.requests = '/aggregate_shares';
      await net.operate('leader', 'collect', round);
      lost.requests = '';
    }
    await net.operate('helper', 'abandon', 1);
    await net.services.leader.tick();
    expect((await results(net, 2)).map((text) => text.includes('fedzk-agg/result'))).toEqual([true, true]);
    asked.length = 0;
    await net.services.leader.tick();
    expect(asked).toEqual([]);
  });
});

describe('a round that the leader has collected and the helper has abandoned', () => {
  it('can be abandoned by the leader too, for ever', async () => {
    const { net } = losing();
    await fill(net, 1);
    await net.operate('helper', 'abandon');
    expect((await net.operate('leader', 'collect')).status).toBe(410);
    expect(await stateOf(net, 'leader')).toBe('collected');
    expect(await (await net.operate('leader', 'abandon')).json()).toMatchObject({ state: 'abandoned' });
    expect((await net.operate('leader', 'abandon')).status).toBe(200);
    expect(await (await net.operate('leader', 'collect')).json()).toMatchObject({
      status: 410,
      type: 'urn:fedzk:problem:round-abandoned',
    });
    expect(await net.leaderOwn.unfinished()).toBeUndefined();
    await expect(net.leaderOwn.share(1)).rejects.toMatchObject({ code: 'invalid-state' });
  });

  it('can be abandoned where the helper is not there', async () => {
    const { net, lost } = losing();
    await fill(net, 1);
    lost.requests = '/rounds/1/';
    await net.operate('helper', 'close');
    expect((await net.operate('leader', 'collect')).status).toBe(503);
    expect(await (await net.operate('leader', 'abandon')).json()).toMatchObject({ state: 'abandoned' });
  });

  it('keeps its result where both have signed it, also if only the helper has it', async () => {
    const { net, lost } = losing();
    await fill(net, 1);
    await net.operate('helper', 'close');
    lost.answers = '/rounds/1/share';
    expect((await net.operate('leader', 'collect')).status).toBe(503);
    for (const role of ROLES) {
      expect(await (await net.operate(role, 'abandon')).json()).toMatchObject({
        status: 409,
        type: 'urn:fedzk:problem:result-signed',
        title: 'The round has a result that both have signed.',
      });
    }
    const [helper, leader] = await results(net, 1);
    expect(leader).toContain('fedzk-agg/result');
    expect(leader).toBe(helper);
  });
});

describe('a round that is asked for too early', () => {
  it('is asked for again at the moment that the helper names, and is no failure in its log', async () => {
    const { net, asked } = losing();
    await fill(net, 1);
    await net.operate('helper', 'close', 1, { settle: 60 });
    await net.operate('leader', 'close');
    expect((await net.operate('leader', 'collect')).status).toBe(409);
    await net.services.leader.tick();
    const shares = () => asked.filter((url) => url.endsWith('/aggregate_shares')).length;
    const first = shares();
    net.time += 59_000;
    await net.services.leader.tick();
    expect(shares()).toBe(first);
    net.time += 1000;
    await net.services.leader.tick();
    expect(await stateOf(net, 'helper')).toBe('collected');
    expect(net.events.filter(({ details }) => details.code === 'round-open')).toEqual([]);
  });
});
