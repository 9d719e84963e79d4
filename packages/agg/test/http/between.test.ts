/** Messages between aggregators on a hostile wire: each byte flipped, forged, replayed, lost. agg-service.md, §3 and §6. */
import { describe, expect, it } from 'vitest';
import { forge } from '../support/forge.js';
import { failures, type Network, network } from './support.js';

const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004'];

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: [string, string][];
  readonly body: Uint8Array<ArrayBuffer>;
}

interface Taped {
  readonly net: Network;
  readonly sent: Sent[];
  /** What the wire does to an answer of the helper, once. */
  bend: ((answer: Sent & { readonly status: number }) => Response | undefined) | undefined;
}

/** A round whose messages between aggregators are kept. */
async function taped(): Promise<Taped> {
  const taped: Omit<Taped, 'net'> = { sent: [], bend: undefined };
  const net = network({
    wire: async (request, next) => {
      if (!request.headers.has('signature')) return next(request);
      const body = new Uint8Array(await request.clone().arrayBuffer());
      const { method, url } = request;
      taped.sent.push({ method, url, headers: [...request.headers], body });
      const response = await next(request);
      const answer = new Uint8Array(await response.clone().arrayBuffer());
      const { bend } = taped;
      return bend?.({ method, url, headers: [...response.headers], body: answer, status: response.status }) ?? response;
    },
  });
  for (const role of ['helper', 'leader'] as const) await net.operate(role, 'open');
  return Object.assign(taped, { net });
}

async function reported(): Promise<Taped> {
  const tape = await taped();
  for (const id of CLIENTS) await tape.net.reporter(id).send((await forge(tape.net, id, 1n, [1])).report);
  await tape.net.operate('helper', 'close');
  return tape;
}

const again = ({ method, url, headers, body }: Sent) =>
  new Request(url, { method, headers, ...(method !== 'GET' && { body }) });
const flipped = (body: Uint8Array<ArrayBuffer>, at: number) => body.map((byte, i) => (i === at ? byte ^ 1 : byte));

describe('a message of the leader', () => {
  it('is 401 with any byte, part or signature changed, and answered the same when it is replayed', async () => {
    const { net, sent } = await reported();
    expect((await net.operate('leader', 'collect')).status).toBe(200);
    const kinds = new Map(
      sent.map((each) => [`${each.method} ${new URL(each.url).pathname.replace(/.*\//, '')}`, each]),
    );
    expect([...kinds.keys()].sort()).toEqual([
      'GET announced',
      'GET omitted',
      'POST aggregate_shares',
      'POST aggregation_jobs',
      'PUT record',
      'PUT share',
    ]);
    for (const [kind, each] of kinds) {
      const answer = async (request: Request) => {
        const response = await net.services.helper.fetch(request);
        return [kind, response.status, await response.text()] as const;
      };
      const first = await answer(again(each));
      expect(first[1]).toBe(200);
      expect(await answer(again(each))).toEqual(first);
      for (let at = 0; at < each.body.length; at++) {
        const [, status] = await answer(again({ ...each, body: flipped(each.body, at) }));
        if (status !== 401) expect([kind, at, status]).toEqual([kind, at, 401]);
      }
      const other = each.headers.filter(([name]) => name !== 'signature');
      expect((await answer(again({ ...each, headers: other })))[1]).toBe(401);
      expect((await answer(again({ ...each, url: `${each.url}?x` })))[1]).toBe(401);
      net.time += 301_000;
      expect((await answer(again(each)))[1]).toBe(401);
      net.time -= 301_000;
    }
  }, 60_000);

  it('unsigned, or signed by another, does nothing', async () => {
    const { net, sent } = await reported();
    await net.operate('leader', 'collect');
    const stranger = network({ file: { id: 'another' } });
    for (const each of sent) {
      const bare = { ...each, headers: each.headers.filter(([name]) => name === 'content-type') };
      const unsigned = await net.services.helper.fetch(again(bare));
      // Who may read results may read these without a signature: the task's readers are the public.
      expect(unsigned.status).toBe(each.method === 'GET' ? 200 : 401);
      expect((await stranger.services.helper.fetch(again(each))).status).toBe(404); // another task
    }
  });
});

describe('an answer of the helper', () => {
  it('with any byte changed counts for nothing: reports stay pending, the round is not collected', async () => {
    const tape = await taped();
    const { net } = tape;
    const { report } = await forge(net, 'client_001', 1n, [1]);
    const bends = [
      (answer: Sent & { status: number }) => new Response(flipped(answer.body, 32), answer as never),
      (answer: Sent & { status: number }) => new Response(answer.body, { ...(answer as object), status: 201 }),
      (answer: Sent) => new Response(answer.body, { headers: answer.headers.filter(([name]) => name !== 'signature') }),
      ({ body }: Sent) => new Response(body),
      () => new Response(null, { status: 200 }),
      () => Response.error(),
    ];
    for (const bend of bends) {
      tape.bend = bend;
      const sent = await net.ask('leader', '/reports', {
        method: 'POST',
        headers: { 'content-type': 'application/fedzk-agg;message=report', prefer: 'wait=5' },
        body: report,
      });
      expect(sent.status).toBe(202);
    }
    tape.bend = undefined;
    await net.services.leader.tick();
    expect(await net.leaderOwn.report(1, 'client_001')).toMatchObject({ status: 'accepted' });
    expect(failures(net)).toEqual([]);
  });

  it('to another request is no answer to this one', async () => {
    const tape = await taped();
    const { net } = tape;
    const kept: Response[] = [];
    tape.bend = (answer) => {
      kept.push(new Response(answer.body, answer as never));
      return undefined;
    };
    await net.reporter('client_001').send((await forge(net, 'client_001', 1n, [1])).report);
    const [old] = kept;
    net.time += 1000;
    tape.bend = () => old?.clone();
    const { report } = await forge(net, 'client_002', 1n, [1]);
    await net.leaderOwn.submit(report);
    await net.services.leader.tick();
    expect(await net.leaderOwn.report(1, 'client_002')).toMatchObject({ status: 'pending' });
  });
});
