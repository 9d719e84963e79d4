/**
 * Bodies that are to cost a server something: far too long, with their length said or not, cut, and slow. agg-service.md, §3 and
 * §6. What is counted is what is pulled of a body.
 */
import { describe, expect, it, vi } from 'vitest';
import { mediaType } from '../../src/http/body.js';
import { baseOf } from '../../src/http/served.js';
import { signRequest } from '../../src/http/signatures.js';
import { reportLength } from '../../src/protocol/report.js';
import { type Network, network } from '../http/support.js';
import { signing } from '../support/file.js';
import { forge } from '../support/forge.js';
import { without } from '../support/weaken.js';

vi.mock('../../src/http/body.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const CHUNK = 2 ** 16;
const ROUTES = [
  ['leader', '/reports', 'report'],
  ['helper', '/announcements', 'announcement'],
  ['helper', '/aggregation_jobs', 'job'],
] as const;

/** A body of so many bytes, and how many of them were pulled. */
function body(length: number): { readonly stream: ReadableStream<Uint8Array>; readonly pulled: () => number } {
  let pulled = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (pulled >= length) return controller.close();
        const chunk = new Uint8Array(Math.min(CHUNK, length - pulled));
        pulled += chunk.length;
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, pulled: () => pulled };
}

async function opened(): Promise<Network> {
  const net = network();
  for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open');
  return net;
}

type Kind = (typeof ROUTES)[number][2];

/** Posts a body. To a route of the other aggregator it is signed, with the digest of another body. */
async function post(net: Network, [role, path, kind]: readonly ['leader' | 'helper', string, Kind], init: RequestInit) {
  const target = baseOf({ file: net.task.file, id: net.id }, role) + path;
  const signer = { role: 'leader', signingKey: signing.leader.privateKey, now: net.time } as const;
  const signed = kind === 'job' && (await signRequest({ method: 'POST', target, body: new Uint8Array() }, signer));
  const headers = { 'content-type': mediaType(kind), ...signed, ...(init.headers as Record<string, string>) };
  return net.ask(role, path, { method: 'POST', ...init, headers, duplex: 'half' } as RequestInit);
}

/** Reads whatever comes. */
const trusting = {
  readBody: () => async (message: Request | Response) => new Uint8Array(await message.arrayBuffer()),
};

describe.each(ROUTES)('at the %s, %s', (...route) => {
  it('a body of 512 MB that says so is 413, and nothing of it is read', async () => {
    const { stream, pulled } = body(512_000_000);
    const answer = await post(await opened(), route, { body: stream, headers: { 'content-length': '512000000' } });
    expect([answer.status, pulled()]).toEqual([413, 0]);
  });

  it('a body of 512 MB that says nothing is 413, and at most a piece more than the longest message is read', async () => {
    const { stream, pulled } = body(512_000_000);
    const net = await opened();
    const answer = await post(net, route, { body: stream });
    expect(answer.status).toBe(413);
    const longest = route[2] === 'job' ? 2 ** 20 : reportLength(net.task);
    expect(pulled()).toBeLessThanOrEqual(longest + 2 * CHUNK);
  });

  it('all of it is read where lengths are not limited', async () => {
    for (const headers of [{ 'content-length': '8000000' }, {}]) {
      const { stream, pulled } = body(8_000_000);
      const net = await opened();
      const answer = await without(trusting, () => post(net, route, { body: stream, headers }));
      expect([answer.status >= 400, pulled()]).toEqual([true, 8_000_000]);
    }
  });
});

describe('a report whose sender goes away', () => {
  /** All of a report but its last byte. */
  async function cut(net: Network) {
    const bytes = (await forge(net, 'client_001', 1n, [1])).report;
    const gone = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.slice(0, -1));
        controller.error(new Error('gone'));
      },
    });
    const short = { body: bytes.slice(0, -1), headers: { 'content-length': String(bytes.length) } };
    return { short: () => post(net, ROUTES[0], short), gone: () => post(net, ROUTES[0], { body: gone }) };
  }

  it('is 400, and nothing is stored', async () => {
    const net = await opened();
    const { short, gone } = await cut(net);
    expect([(await short()).status, (await gone()).status]).toEqual([400, 400]);
    expect(await net.leaderOwn.round(1)).toMatchObject({ held: 0 });
    expect(net.errors).toEqual([]);
  });

  it('is a failure of the server where that is not looked for', async () => {
    const net = await opened();
    const { gone } = await cut(net);
    expect((await without(trusting, gone)).status).toBe(500);
  });
});

describe('reports whose bodies come slowly', () => {
  it('hold up nobody and take no room: others are accepted meanwhile', async () => {
    const net = await opened();
    const reports = await Promise.all(['client_001', 'client_002'].map((id) => forge(net, id, 1n, [1])));
    const slow: ReadableStreamDefaultController<Uint8Array>[] = [];
    const waiting = Array.from({ length: 40 }, () => {
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          slow.push(controller);
          controller.enqueue(reports[0]?.report.slice(0, 100) ?? new Uint8Array());
        },
      });
      return post(net, ROUTES[0], { body: stream });
    });
    expect(await net.reporter('client_002').send(reports[1]?.report ?? new Uint8Array())).toMatchObject({
      status: 'accepted',
    });
    expect(await net.leaderOwn.round(1)).toMatchObject({ held: 1, accepted: 1 });
    for (const [i, controller] of slow.entries()) {
      if (i > 0) controller.error(new Error('gone'));
      else controller.enqueue(reports[0]?.report.slice(100) ?? new Uint8Array());
    }
    slow[0]?.close();
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    expect(statuses).toEqual([202, ...Array.from({ length: 39 }, () => 400)]);
  });
});
