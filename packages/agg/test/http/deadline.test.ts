/** Whoever never answers, or sends slowly, is waited for so long and no longer. */
import { describe, expect, it } from 'vitest';
import { mediaType } from '../../src/http/body.js';
import { forge } from '../support/forge.js';
import { failures, type Network, type NetworkOptions, network } from './support.js';

/** A network in which requests whose path ends so are never answered, as long as `silent` holds. */
function silent(path: string, options: NetworkOptions = {}) {
  const state = { silent: true, ended: 0 };
  const net = network({
    ...options,
    wire: (request, next) => {
      if (!state.silent || !new URL(request.url).pathname.endsWith(path)) return next(request);
      // Heeds the signal, as fetch does, and counts it; a sender that does not heed it is tested below.
      return new Promise((_, reject) =>
        request.signal.addEventListener('abort', () => {
          state.ended++;
          reject(request.signal.reason);
        }),
      );
    },
  });
  return { net, state };
}

async function open(net: Network): Promise<void> {
  for (const role of ['helper', 'leader'] as const) await net.operate(role, 'open');
}

describe('a helper that accepts a connection and never answers', () => {
  it('is as one that is down: 202 pending, and accepted by a later tick', async () => {
    const { net, state } = silent('/aggregation_jobs', { leader: { timeoutMs: 500 } });
    await open(net);
    const { report } = await forge(net, 'client_001', 1n, [1]);
    const init = { method: 'POST', headers: { 'content-type': mediaType('report'), prefer: 'wait=30' }, body: report };
    expect((await net.ask('leader', '/reports', init)).status).toBe(202);
    await net.services.leader.tick();
    expect(state.ended).toBe(2);
    expect(await net.leaderOwn.pending(1)).toHaveLength(1);
    state.silent = false;
    // A loaded machine may take longer than the limit for an answer.
    for (let i = 0; i < 9 && (await net.leaderOwn.pending(1)).length > 0; i++) await net.services.leader.tick();
    expect((await net.ask('leader', '/reports', init)).status).toBe(200);
    expect(failures(net)).toEqual([]);
  });

  it('holds up neither tick nor collect, also if the sender ignores the signal', async () => {
    const net = network({
      leader: { timeoutMs: 20, helper: () => new Promise<Response>(() => {}) },
    });
    await open(net);
    await net.leaderOwn.submit((await forge(net, 'client_001', 1n, [1])).report);
    await net.services.leader.tick();
    expect((await net.operate('leader', 'collect')).status).toBe(409);
  });

  it('includes one whose answer begins and never ends', async () => {
    let cancelled = 0;
    const endless = () => new ReadableStream<Uint8Array>({ cancel: () => void cancelled++ });
    const net = network({ leader: { timeoutMs: 20, helper: async () => new Response(endless()) } });
    await net.operate('helper', 'open');
    expect((await net.operate('leader', 'open')).status).toBe(200);
    expect(cancelled).toBe(1);
  });
});

describe('a body that comes slowly', () => {
  it.each(['leader', 'helper'] as const)('is 408 at the %s, and may be sent again', async (role) => {
    const net = network({ [role]: { bodyTimeoutMs: 20 } });
    let cancelled = 0;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(9)),
      cancel: () => void cancelled++,
    });
    const [path, kind] = role === 'leader' ? ['/reports', 'report'] : ['/announcements', 'announcement'];
    const headers = { 'content-type': mediaType(kind as 'report') };
    const answer = await net.ask(
      role,
      path as string,
      { method: 'POST', headers, body, duplex: 'half' } as RequestInit,
    );
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([408, '5']);
    expect(await answer.json()).toMatchObject({ type: 'urn:fedzk:problem:body-timeout', status: 408 });
    expect(cancelled).toBe(1);
  });
});

describe('a reporter', () => {
  it('asks again where an aggregator does not answer', async () => {
    const { net, state } = silent('/reports');
    await open(net);
    const { report } = await forge(net, 'client_001', 1n, [1]);
    const wait = async () => {
      state.silent = false;
      await net.services.leader.tick();
    };
    const reporter = net.reporter('client_001', { timeoutMs: 1000, pace: { random: () => 0, wait } });
    expect(await reporter.send(report)).toMatchObject({ status: 'accepted' });
    expect(state.ended).toBe(1);
  });

  it('asks to wait for no more than half of its limit', async () => {
    const asked: (string | null)[] = [];
    const net = network({
      wire: (request, next) => {
        if (request.url.endsWith('/reports')) asked.push(request.headers.get('prefer'));
        return next(request);
      },
    });
    await open(net);
    for (const [client, timeoutMs] of [
      ['client_001', 8000],
      ['client_002', undefined],
    ] as const) {
      const { report } = await forge(net, client, 1n, [1]);
      await net.reporter(client, timeoutMs === undefined ? {} : { timeoutMs }).send(report);
    }
    expect(asked).toEqual(['wait=4', 'wait=10']);
  });

  it('ends with the reason of its caller’s signal while it waits for an answer', async () => {
    const net = network();
    await open(net);
    const abort = new AbortController();
    const { report } = await forge(net, 'client_001', 1n, [1]);
    // Does not heed the request's signal.
    const fetch = (request: Request): Promise<Response> => {
      if (!request.url.endsWith('/reports')) return net.fetch(request);
      queueMicrotask(() => abort.abort('enough'));
      return new Promise(() => {});
    };
    const sent = net.reporter('client_001', { fetch }).send(report, { signal: abort.signal });
    await expect(sent).rejects.toBe('enough');
  });
});

it.each([0, -1, 1.5, Number.NaN, 2 ** 31, '20'])('%s is no limit of time', (limit) => {
  const wrong = limit as number;
  const refused = expect.objectContaining({ code: 'invalid-argument' });
  expect(() => network({ leader: { timeoutMs: wrong } })).toThrow(refused);
  expect(() => network({ leader: { bodyTimeoutMs: wrong } })).toThrow(refused);
  expect(() => network({ helper: { bodyTimeoutMs: wrong } })).toThrow(refused);
  expect(() => network().reporter('client_001', { timeoutMs: wrong })).toThrow(refused);
});
