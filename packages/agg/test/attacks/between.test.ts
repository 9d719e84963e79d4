/**
 * Somebody between the aggregators: messages that are forged, and answers that are forged, unsigned, or of another request.
 * agg-service.md, §3: both sign, and an answer signs what it answers. A job twice has the same answer: aggregation.md, check 4.
 */
import { describe, expect, it, vi } from 'vitest';
import { mediaType } from '../../src/http/body.js';
import { writeAnswer } from '../../src/protocol/collect.js';
import { writeJobs } from '../../src/protocol/jobs.js';
import { type Network, network } from '../http/support.js';
import { signing } from '../support/file.js';
import { forge } from '../support/forge.js';
import { without } from '../support/weaken.js';

vi.mock('../../src/http/signatures.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);
vi.mock('../../src/aggregator/checks.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004'];

type Between = (request: Request, pass: () => Promise<Response>) => Promise<Response> | undefined;

/** Both aggregators in round 1, four accepted reports, and somebody who may be between them from then on. */
async function world(): Promise<{ net: Network; put: (between: Between) => void }> {
  let between: Between = () => undefined;
  const net = network({
    wire: (request, next) => {
      const pass = () => next(request);
      return (request.headers.has('signature') ? between(request, pass) : undefined) ?? pass();
    },
  });
  for (const role of ['leader', 'helper'] as const) await net.operate(role, 'open');
  for (const id of CLIENTS) await net.reporter(id).send((await forge(net, id, 1n, [1])).report);
  return {
    net,
    put: (own) => {
      between = own;
    },
  };
}

/** A report to the leader that waits for the helper. */
function submit(net: Network, report: Uint8Array<ArrayBuffer>): Promise<Response> {
  const headers = { 'content-type': mediaType('report'), prefer: 'wait=5' };
  return net.ask('leader', '/reports', { method: 'POST', headers, body: report });
}

/** How a round ends: the status of the leader's collect, and the name of its problem. */
async function collected(net: Network): Promise<string> {
  await net.services.leader.tick();
  await net.operate('helper', 'close');
  const answer = await net.operate('leader', 'collect');
  const { type = '' } = (await answer.json()) as { type?: string };
  return `${answer.status} ${type.replace(/.*:/, '')}`.trimEnd();
}

describe('a job that is not the leader’s', () => {
  async function attack(): Promise<unknown[]> {
    const { net } = await world();
    const { prepare } = await forge(net, 'client_005', 1n, [1]);
    const [{ job = new Uint8Array() } = {}] = writeJobs([prepare]);
    const headers = { 'content-type': mediaType('job') };
    const answer = await net.ask('helper', '/aggregation_jobs', { method: 'POST', headers, body: new Uint8Array(job) });
    return [answer.status, await collected(net)];
  }

  it('makes the round uncollectable where the helper does not ask who sent it', async () => {
    expect(
      await without({ isSignedRequest: () => async () => true, hasDigest: () => async () => true }, attack),
    ).toEqual([200, '409 batchMismatch']);
  });

  it('is 401', async () => {
    expect(await attack()).toEqual([401, '200']);
  });
});

describe.each([
  ['unsigned', async (body: Uint8Array<ArrayBuffer>) => new Response(body)],
  [
    'signed by somebody else',
    async (body: Uint8Array<ArrayBuffer>, request: Request) => {
      const { signAnswer } = await import('../../src/http/signatures.js');
      const { privateKey: signingKey } = signing.leader;
      const parts = { status: 200, body, request: request.headers.get('signature') ?? '' };
      const signer = { role: 'helper', signingKey, now: Date.parse('2027-01-04T00:00:00Z') } as const;
      return new Response(body, { headers: { ...(await signAnswer(parts, signer)) } });
    },
  ],
])('an answer that is %s, and says no where the helper said yes', (_, answer) => {
  async function attack(): Promise<unknown[]> {
    const { net, put } = await world();
    const { report, reportId } = await forge(net, 'client_005', 1n, [1]);
    put(async (request, pass) => {
      await pass();
      return answer(new Uint8Array(writeAnswer(reportId, 'refused')), request);
    });
    const { status } = await submit(net, report);
    put(() => undefined);
    return [status, await collected(net)];
  }

  it('makes the round uncollectable where the leader takes it', async () => {
    expect(await without({ isSignedAnswer: () => async () => true }, attack)).toEqual([422, '409 batchMismatch']);
  });

  it('counts for nothing: the leader asks again', async () => {
    expect(await attack()).toEqual([202, '200']);
  });
});

describe('an answer to another request', () => {
  /** The answers to two of the leader's requests change places. */
  async function attack(): Promise<unknown[]> {
    const { net, put } = await world();
    const { report } = await forge(net, 'client_005', 1n, [1]);
    // The helper leaves one out, so that the two lists differ.
    await net.reporter('client_005', { fetch: (request) => toHelperAlone(net, request) }).send(report);
    const names = ['announced', 'omitted'] as const;
    const held = new Map<string, () => void>();
    const answers = new Map<string, Promise<Response>>();
    put((request, pass) => {
      const name = names.find((each) => request.url.endsWith(`/${each}`));
      if (name === undefined) return undefined;
      answers.set(name, pass());
      const other = names.find((each) => each !== name) ?? name;
      return new Promise<void>((go) => {
        held.set(name, go);
        if (held.size === 2) for (const each of held.values()) each();
      }).then(async () => (await answers.get(other))?.clone() ?? Response.error());
    });
    const first = await collected(net);
    put(() => undefined);
    return [first, await collected(net)];
  }

  const seen: string[] = [];

  it('gives the leader a result that the helper does not sign, where any answer of the helper counts', async () => {
    const anyRequest = {
      signRequest:
        (original: Sign) =>
        async (...of: Parameters<Sign>) => {
          const fields = await original(...of);
          seen.push(fields.signature);
          return fields;
        },
      isSignedAnswer:
        (original: IsSigned) =>
        async (...[parts, headers, expected]: Parameters<IsSigned>) => {
          for (const request of seen) if (await original({ ...parts, request }, headers, expected)) return true;
          return false;
        },
    };
    expect((await without(anyRequest, attack))[0]).toBe('409 batchMismatch');
  });

  it('is none: the round is collected once each request has its own', async () => {
    expect(await attack()).toEqual(['503 unavailable', '200']);
  });
});

type Signatures = typeof import('../../src/http/signatures.js');
type Sign = Signatures['signRequest'];
type IsSigned = Signatures['isSignedAnswer'];

/** A client's report that the leader never gets. */
async function toHelperAlone(net: Network, request: Request): Promise<Response> {
  if (request.url.startsWith(net.task.file.helper.url)) return net.fetch(request);
  return new Response(null, { status: 400 });
}

describe('a job whose answer is lost, and that comes again once the helper’s round has ended', () => {
  async function attack(): Promise<unknown[]> {
    const { net, put } = await world();
    const { report } = await forge(net, 'client_005', 1n, [1]);
    put(async (_, pass) => {
      await pass();
      return new Response(null, { status: 502 });
    });
    const { status } = await submit(net, report);
    put(() => undefined);
    await net.operate('helper', 'close');
    return [status, await collected(net)];
  }

  it('makes the round uncollectable where the verdict is not kept', async () => {
    const forgetful = { checkSlot: () => () => 'free' as const };
    expect(await without(forgetful, attack)).toEqual([202, '409 batchMismatch']);
  });

  it('has the answer that it had', async () => {
    expect(await attack()).toEqual([202, '200']);
  });
});

describe('a job that somebody has kept and sends again', () => {
  it('has the same answer for as long as its signature counts, and then none', async () => {
    const { net, put } = await world();
    const kept: Request[] = [];
    put((request, pass) => {
      kept.push(request.clone());
      return pass();
    });
    await submit(net, (await forge(net, 'client_005', 1n, [1])).report);
    const [job] = kept;
    if (job === undefined) throw new Error('no job was sent');
    const before = await (await net.ask('helper', '/rounds/1')).text();
    const send = async (): Promise<[number, string]> => {
      const answer = await net.services.helper.fetch(job.clone());
      return [answer.status, answer.status === 200 ? await answer.text() : ''];
    };
    const [first, second] = [await send(), await send()];
    expect([first[0], second]).toEqual([200, first]);
    net.time += 301_000;
    expect((await send())[0]).toBe(401);
    expect(await (await net.ask('helper', '/rounds/1')).text()).toBe(before);
  });
});
