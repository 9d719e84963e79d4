/** A client's way: both aggregators at once, again by the table, a receipt that is checked. */
import { describe, expect, it } from 'vitest';
import { delay } from '../../src/http/retry.js';
import { isReceipt } from '../../src/protocol/announcement.js';
import { type Forged, forge } from '../support/forge.js';
import { type Network, network } from './support.js';

type Answer = () => Response | Promise<Response>;

const bare = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

/** A network in which the first answers to requests of a path are these. */
async function failing(path: string, answers: Answer[], options: Parameters<typeof network>[0] = {}) {
  const seen: string[] = [];
  const net = network({
    ...options,
    wire: async (request, next) => {
      const { pathname } = new URL(request.url);
      if (!pathname.includes('/rounds')) seen.push(`${request.method} ${pathname.replace(/^.*\/tasks\/[^/]*/, '')}`);
      const answer = pathname.includes(path) ? answers.shift() : undefined;
      return answer === undefined ? next(request) : answer();
    },
  });
  for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open');
  return { net, seen, ...(await sending(net)) };
}

async function sending(net: Network) {
  const one: Forged = await forge(net, 'client_001', 1n, [1]);
  const waits: number[] = [];
  const pace = { wait: async (milliseconds: number) => void waits.push(milliseconds), random: () => 0 };
  return { one, waits, reporter: net.reporter('client_001', { pace }) };
}

describe('a report', () => {
  it('is sent again after what the table says may be sent again, by Retry-After or 1 s doubling', async () => {
    const { reporter, one, waits } = await failing('/reports', [
      () => Promise.reject(new TypeError('network')),
      () => bare(503, { 'retry-after': '7' }),
      () => bare(429),
      () => bare(408),
      () => bare(401),
      () => bare(302, { location: 'https://elsewhere.example' }),
      () => new Response('<html>', { status: 200 }),
      () => new Response('{"report":"another","status":"accepted"}', { status: 200 }),
    ]);
    expect(await reporter.send(one.report)).toMatchObject({ status: 'accepted' });
    expect(waits).toEqual([500, 7000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('is not sent again after anything else', async () => {
    for (const status of [400, 403, 404, 409, 410, 413, 415, 422]) {
      const { reporter, one, waits } = await failing('/reports', [() => bare(status)]);
      expect(await reporter.send(one.report)).toMatchObject({ status: 'refused', problem: { status, name: '' } });
      expect(waits).toEqual([]);
    }
  });

  it('that is pending is asked about at its place alone, until there is a verdict', async () => {
    const { net, reporter, one, seen, waits } = await failing('/aggregation_jobs', [
      () => bare(502),
      () => Promise.reject(new TypeError('network')),
    ]);
    const pace = {
      random: () => 0,
      wait: async (milliseconds: number) => {
        waits.push(milliseconds);
        await net.services.leader.tick();
      },
    };
    expect(await net.reporter('client_001', { pace }).send(one.report)).toMatchObject({ status: 'accepted' });
    expect(seen.filter((line) => line === 'POST /reports')).toHaveLength(1);
    expect(seen.filter((line) => line.startsWith('GET /reports/')).length).toBeGreaterThan(0);
    expect(await reporter.send(one.report)).toMatchObject({ status: 'accepted' });
  });

  it('is sent again where its place is gone', async () => {
    const { reporter, one, seen } = await failing('/reports', [
      () => new Response(null, { status: 503 }),
      () => bare(404), // never pending, so this stands
    ]);
    expect(await reporter.send(one.report)).toMatchObject({ status: 'refused' });
    expect(seen.filter((line) => line === 'POST /reports')).toHaveLength(2);
  });

  it('does not follow a place elsewhere', async () => {
    const foreign = (report: string) =>
      Response.json({ report, status: 'pending' }, { status: 202, headers: { location: 'https://evil.example/x' } });
    const { net, one } = await failing('/nothing', []);
    let first = true;
    const asked: string[] = [];
    const reporter = net.reporter('client_001', {
      fetch: async (request) => {
        asked.push(new URL(request.url).origin);
        if (!request.url.endsWith('/reports') || !first) return net.fetch(request);
        first = false;
        const { report } = (await (await net.fetch(request.clone())).json()) as { report: string };
        return foreign(report);
      },
    });
    expect(await reporter.send(one.report)).toMatchObject({ status: 'accepted' });
    expect(asked).not.toContain('https://evil.example');
  });

  it('goes to both at once, with each one’s own authorization', async () => {
    const { net, one } = await failing('/nothing', []);
    const fields: Record<string, string | null> = {};
    const waiting = new Set<() => void>();
    const reporter = net.reporter('client_001', {
      authorization: { leader: 'Bearer a', helper: 'Bearer b' },
      fetch: async (request) => {
        if (request.url.endsWith('/rounds/1')) return net.fetch(request);
        fields[new URL(request.url).hostname] = request.headers.get('authorization');
        // Neither is answered before both are there.
        await new Promise<void>((go) => {
          waiting.add(go);
          if (waiting.size === 2) for (const each of waiting) each();
        });
        return net.fetch(request);
      },
    });
    expect(await reporter.send(one.report)).toMatchObject({ status: 'accepted' });
    expect(fields).toEqual({ 'leader.example': 'Bearer a', 'helper.example': 'Bearer b' });
  });

  it('is given up with the signal’s reason', async () => {
    const { net, one } = await failing('/nothing', []);
    const abort = new AbortController();
    const reporter = net.reporter('client_001', {
      pace: {
        wait: async (_, signal) => {
          abort.abort('enough');
          signal?.throwIfAborted();
        },
      },
      fetch: async () => bare(503),
    });
    await expect(reporter.send(one.report, { signal: abort.signal })).rejects.toBe('enough');
    await expect(net.reporter('client_001').send(one.report, { signal: AbortSignal.abort('at once') })).rejects.toBe(
      'at once',
    );
  });

  it('of another client or task is refused before it is sent', async () => {
    const { net, seen, one } = await failing('/nothing', []);
    for (const report of [one.report, new Uint8Array(5)]) {
      await expect(net.reporter('client_002').send(report)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
    expect(seen).toEqual([]);
  });
});

describe('an announcement', () => {
  it('has a receipt, which is checked', async () => {
    const { net, reporter, one } = await failing('/announcements', [
      () => bare(500),
      () => Promise.reject(new Error()),
    ]);
    const { receipt = new Uint8Array() } = await reporter.send(one.report);
    expect(await isReceipt(net.task, receipt, { report: one.report })).toBe(true);
  });

  it('with a receipt of another is asked for again, three times at most', async () => {
    const wrong = () => new Response(new Uint8Array(96), { status: 200 });
    const { reporter, one } = await failing('/announcements', [wrong, wrong]);
    expect(await reporter.send(one.report)).toHaveProperty('receipt');
    const { reporter: second, one: two } = await failing('/announcements', [wrong, wrong, wrong, wrong]);
    expect(await second.send(two.report)).toEqual({
      status: 'accepted',
      announcement: { status: 200, name: 'wrong-receipt' },
    });
  });

  it('that is refused leaves the report’s verdict as it is', async () => {
    const { reporter, one } = await failing('/announcements', [() => bare(403)]);
    expect(await reporter.send(one.report)).toEqual({ status: 'accepted', announcement: { status: 403, name: '' } });
  });

  it('is not made in a task without', async () => {
    const { reporter, one, seen } = await failing('/nothing', [], { file: { omit: null } });
    expect(await reporter.send(one.report)).toEqual({ status: 'accepted' });
    expect(seen.some((line) => line.includes('announcements'))).toBe(false);
  });
});

describe('a delay', () => {
  const at = (random: number) => ({ random: () => random, now: () => Date.parse('2027-01-04T00:00:00Z') });

  it('doubles from 1 s to 60 s, half of it random', () => {
    expect([0, 1, 5, 6, 1000].map((failures) => delay(failures, null, at(1)))).toEqual([
      1000, 2000, 32_000, 60_000, 60_000,
    ]);
    expect(delay(1, null, at(0))).toBe(1000);
  });

  it('is what the server asks for, in seconds or by a date, up to an hour', () => {
    expect(delay(3, '12', at(0))).toBe(12_000);
    expect(delay(3, '12', at(0.5))).toBe(12_500);
    expect(delay(3, 'Mon, 04 Jan 2027 00:00:30 GMT', at(0))).toBe(30_000);
    expect(delay(3, 'Mon, 04 Jan 2026 00:00:30 GMT', at(0))).toBe(0);
    expect(delay(3, '99999999', at(0))).toBe(3_600_000);
    expect(delay(0, 'soon', at(0))).toBe(500);
  });
});
