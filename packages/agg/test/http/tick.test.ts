/** What services do between requests: schedule, pending reports, results after a crash. agg-service.md, §2 to §4. */
import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../../src/storage/memory.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { forge } from '../support/forge.js';
import { withMethods } from '../support/storage.js';
import { type Network, network } from './support.js';

const first = Date.parse('2027-01-04T00:00:00Z');
const schedule = { first, every: 86_400, uploads: 3600, settle: 600 };
const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004'];

const stateOf = async (net: Network, role: 'leader' | 'helper', round: number) =>
  (await net[role === 'leader' ? 'leaderOwn' : 'helperOwn'].round(round))?.state;

async function tick(net: Network): Promise<void> {
  await net.services.helper.tick();
  await net.services.leader.tick();
}

async function send(net: Network, round: bigint): Promise<string[]> {
  const verdicts = CLIENTS.map(async (id) => {
    const { report } = await forge(net, id, round, [2]);
    return (await net.reporter(id).send(report)).status;
  });
  return Promise.all(verdicts);
}

describe('a schedule', () => {
  it('opens, closes, settles and collects rounds by each server’s clock', async () => {
    const net = network({ file: { schedule } });
    net.time = first - 1;
    await tick(net);
    expect(await stateOf(net, 'leader', 1)).toBeUndefined();
    net.time = first;
    await tick(net);
    expect([await stateOf(net, 'leader', 1), await stateOf(net, 'helper', 1)]).toEqual(['open', 'open']);
    expect(await send(net, 1n)).toEqual(CLIENTS.map(() => 'accepted'));
    net.time = first + 3_600_000;
    await tick(net);
    expect([await stateOf(net, 'leader', 1), await stateOf(net, 'helper', 1)]).toEqual(['closed', 'open']);
    net.time = first + 4_200_000;
    await tick(net);
    expect([await stateOf(net, 'leader', 1), await stateOf(net, 'helper', 1)]).toEqual(['collected', 'collected']);
    for (const role of ['leader', 'helper'] as const) {
      expect((await net.ask(role, '/rounds/1/result')).status).toBe(200);
    }
    net.time = first + 86_400_000;
    await tick(net);
    expect([await stateOf(net, 'leader', 2), await stateOf(net, 'helper', 2)]).toEqual(['open', 'open']);
    expect(net.errors).toEqual([]);
  });

  it('counts at the moment of a request too, and not only when it ticks', async () => {
    const net = network({ file: { schedule } });
    expect(await send(net, 1n)).toEqual(CLIENTS.map(() => 'accepted')); // nothing has ticked
    net.time = first + 3_600_000;
    const late = await forge(net, 'client_005', 1n, [1]);
    expect(await net.reporter('client_005').send(late.report)).toMatchObject({
      status: 'refused',
      problem: { status: 409, name: 'round-closed' },
      announcement: { status: 409, name: 'round-closed' },
    });
    expect([await stateOf(net, 'leader', 1), await stateOf(net, 'helper', 1)]).toEqual(['closed', 'open']);
  });

  it('has the receipt of what was announced in time for whoever asks again later', async () => {
    const net = network({ file: { schedule } });
    const { report } = await forge(net, 'client_001', 1n, [1]);
    const { receipt } = await net.reporter('client_001').send(report);
    expect(receipt).toHaveLength(96);
    net.time = first + 3_600_000;
    expect(await net.reporter('client_001').send(report)).toEqual({ status: 'accepted', receipt });
    net.time = first + 4_200_000;
    expect(await net.reporter('client_001').send(report)).toEqual({ status: 'accepted', receipt });
  });

  it('does not ask again for a round that can not be collected, until the operator does', async () => {
    let asked = 0;
    const net = network({
      file: { schedule },
      wire: (request, next) => {
        if (request.url.endsWith('/aggregate_shares')) asked++;
        return next(request);
      },
    });
    await tick(net);
    net.time = first + 4_200_000;
    for (let i = 0; i < 3; i++) await tick(net);
    expect(await stateOf(net, 'leader', 1)).not.toBe('collected');
    const told = net.events.filter(({ details }) => details.code === 'batch-small');
    expect([told.length, asked]).toEqual([1, 0]);
    expect((await net.operate('leader', 'collect')).status).toBe(400);
  });
});

describe('pending reports', () => {
  it('wait while the helper is down, and are sent by the next tick, several in a job', async () => {
    let down = true;
    let jobs = 0;
    const net = network({
      wire: async (request, next) => {
        if (!request.url.endsWith('/aggregation_jobs')) return next(request);
        if (down) throw new TypeError('network');
        jobs++;
        return next(request);
      },
    });
    for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open');
    for (const id of CLIENTS) await net.leaderOwn.submit((await forge(net, id, 1n, [1])).report);
    await tick(net);
    expect(await net.leaderOwn.pending(1)).toHaveLength(4);
    expect((await net.operate('leader', 'collect')).status).toBe(409);
    down = false;
    await tick(net);
    expect([await net.leaderOwn.pending(1), jobs]).toEqual([[], 1]);
    expect(net.errors).toMatchObject([{ code: 'unavailable' }]);
  });
});

describe('after a crash', () => {
  it('a round goes on where it was, and its result is made again', async () => {
    const storages = { leader: memoryStorage(), helper: memoryStorage() };
    let lost = '/aggregate_shares';
    const wire = async (request: Request, next: (request: Request) => Promise<Response>) => {
      const response = await next(request);
      if (lost !== '' && request.url.includes(lost)) throw new TypeError('network');
      return response;
    };
    const net = network({ storages, wire });
    for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open');
    await send(net, 1n);
    await net.operate('helper', 'close');
    expect((await net.operate('leader', 'collect')).status).toBe(503);
    lost = '/share';
    const second = network({ storages, wire });
    await tick(second);
    expect((await second.ask('leader', '/rounds/1/result')).status).toBe(404);
    lost = '';
    const third = network({ storages, wire });
    await tick(third);
    const [one, two] = await Promise.all(
      (['leader', 'helper'] as const).map(async (role) => (await third.ask(role, '/rounds/1/result')).text()),
    );
    expect(one).toContain('fedzk-agg/result');
    expect(two).toBe(one);
    for (const { errors } of [net, second]) expect(errors).toMatchObject([{ code: 'unavailable' }]);
    expect(third.errors).toEqual([]);
  });
});

describe('two replicas that tick at once', () => {
  it('send the same jobs once, and a replica that crashed in its turn holds nobody up for ever', async () => {
    const storages = { leader: leased(memoryStorage()), helper: leased(memoryStorage()) };
    let jobs = 0;
    const wire = (request: Request, next: (request: Request) => Promise<Response>) => {
      if (request.url.endsWith('/aggregation_jobs')) jobs++;
      return next(request);
    };
    const [one, two] = [network({ storages, wire }), network({ storages, wire })];
    for (const role of ['helper', 'leader'] as const) await one.operate(role, 'open');
    for (const id of CLIENTS) await one.leaderOwn.submit((await forge(one, id, 1n, [1])).report);
    await two.leaderOwn.lease(10_000); // and then it crashes
    await tick(one);
    expect([jobs, (await one.leaderOwn.pending(1)).length]).toEqual([0, 4]);
    storages.leader.end();
    await Promise.all([tick(one), tick(two)]);
    expect([jobs, await one.leaderOwn.pending(1)]).toEqual([1, []]);
    expect([...one.errors, ...two.errors]).toEqual([]);
  });
});

/** A storage that lends as one of several replicas does. */
function leased(storage: AggregatorStorage): AggregatorStorage & { end(): void } {
  let holder: object | undefined;
  return {
    end: () => {
      holder = undefined;
    },
    close: () => storage.close(),
    async task(hash, role) {
      const own = {};
      return withMethods(await storage.task(hash, role), {
        lease: async (milliseconds: number) => {
          const isOurs = holder === undefined || holder === own;
          if (isOurs) holder = milliseconds === 0 ? undefined : own;
          return isOurs;
        },
      });
    },
  };
}

describe('an operator', () => {
  it('is refused members that a step does not take', async () => {
    const net = network();
    expect((await net.operate('leader', 'open', 1, { modle: {} })).status).toBe(400);
    expect((await net.operate('leader', 'open')).status).toBe(200);
    expect((await net.operate('helper', 'open', 1, { settle: 9 })).status).toBe(400);
    expect((await net.operate('leader', 'close', 1, { settle: 9 })).status).toBe(400);
    expect(await stateOf(net, 'leader', 1)).toBe('open');
  });
});

it('a service that is stopped waits for no helper, and asks nothing more', async () => {
  let asked = 0;
  const net = network({
    leader: {
      helper: () => {
        asked++;
        return new Promise(() => {});
      },
    },
  });
  await net.leaderOwn.openRound(1);
  const ticking = net.services.leader.tick();
  await expect.poll(() => asked).toBe(1);
  net.services.leader.stop?.();
  await ticking;
  await net.services.leader.tick();
  expect(asked).toBe(1);
});

describe('an operator is told, once for each change,', () => {
  const messages = (net: Network) => net.errors.map(String);

  it('that the helper gives no answer, or another one', async () => {
    let answer = (): Promise<Response> => Promise.reject(new TypeError('network'));
    const net = network({ leader: { helper: () => answer() } });
    await net.leaderOwn.openRound(1);
    for (let i = 0; i < 3; i++) await net.services.leader.tick();
    answer = async () => new Response(null, { status: 503 });
    for (let i = 0; i < 3; i++) await net.services.leader.tick();
    expect(messages(net)).toEqual([
      expect.stringContaining('The helper gives no answer.'),
      expect.stringContaining('The helper answers 503'),
    ]);
  });

  it('that the clocks differ, at both', async () => {
    const told: unknown[] = [];
    const onError = (error: unknown) => void told.push(String(error));
    const net: Network = network({ helper: { now: () => net.time + 600_000, onError } });
    await net.leaderOwn.openRound(1);
    for (let i = 0; i < 3; i++) await net.services.leader.tick();
    expect(messages(net)).toEqual([expect.stringContaining('Compare the clocks')]);
    expect(told).toEqual([expect.stringContaining('-600 s off. Compare the clocks')]);
  });
});
