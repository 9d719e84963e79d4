/** The record of a round: made by the leader, signed once by each, there after a restart. agg-service.md, §4. */
import { fromBase64url } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { mediaType } from '../../src/http/body.js';
import { signRequest } from '../../src/http/signatures.js';
import { writeRecord } from '../../src/protocol/record.js';
import { signDocument } from '../../src/protocol/signed.js';
import { memoryStorage } from '../../src/storage/memory.js';
import { signing } from '../support/file.js';
import { forge } from '../support/forge.js';
import { type Network, type NetworkOptions, network } from './support.js';

const MODEL = { id: 'model-1', sha256: '11'.repeat(32) };
const OTHER = { id: 'model-2', sha256: '22'.repeat(32) };
const opens = Date.parse('2027-01-04T00:00:00Z');

async function opened(options: NetworkOptions = {}, model?: object): Promise<Network> {
  const net = network(options);
  expect((await net.operate('leader', 'open', 1, { ...(model && { model }) })).status).toBe(200);
  expect((await net.operate('helper', 'open')).status).toBe(200);
  return net;
}

/** What a role shows of round 1. */
async function shown(net: Network, role: 'leader' | 'helper') {
  const answer = (await (await net.ask(role, '/rounds/1')).json()) as {
    readonly record?: { readonly document: string; readonly signatures: Readonly<Record<string, string>> };
  };
  return answer.record;
}

describe('an operator who opens', () => {
  const post = async (net: Network) => {
    const { report } = await forge(net, 'client_001', 1n, [1]);
    return net.ask('leader', '/reports', {
      method: 'POST',
      headers: { 'content-type': 'application/fedzk-agg;message=report', prefer: 'wait=30' },
      body: report,
    });
  };

  it('at the leader first has a round that takes no report until the helper has signed, which a tick sees to', async () => {
    const net = network();
    expect((await net.operate('leader', 'open')).status).toBe(200);
    const early = await post(net);
    expect([early.status, early.headers.has('retry-after')]).toEqual([409, true]);
    expect(await early.json()).toMatchObject({ type: 'urn:fedzk:problem:round-not-open', round: '1' });
    expect(await net.leaderOwn.round(1)).toMatchObject({ held: 0 });
    let waits = 0;
    const wait = async () => {
      waits++;
      // Nobody asks the leader for the record but the reporter and the tick.
      if (waits === 1) await net.operate('helper', 'open');
      else await net.services.leader.tick();
    };
    const { report } = await forge(net, 'client_001', 1n, [1]);
    const reporter = net.reporter('client_001', { pace: { random: () => 0, wait } });
    expect(await reporter.send(report)).toMatchObject({ status: 'accepted' });
    expect(waits).toBeGreaterThan(0);
    expect(net.errors).toEqual([]);
  });

  it('is repaired by the tick alone', async () => {
    const net = network();
    await net.operate('leader', 'open');
    await net.operate('helper', 'open');
    expect((await net.leaderOwn.record(1))?.signatures.helper).toBeUndefined();
    await net.services.leader.tick();
    expect((await net.leaderOwn.record(1))?.signatures.helper).toHaveLength(64);
    expect((await post(net)).status).toBe(200);
  });

  it('at the helper first has the record signed at once by both', async () => {
    const net = network();
    await net.operate('helper', 'open');
    await net.operate('leader', 'open');
    expect((await net.leaderOwn.record(1))?.signatures.helper).toHaveLength(64);
    expect((await post(net)).status).toBe(200);
  });
});

describe('a record', () => {
  it('has the model of the operator, and is the same at both', async () => {
    const net = await opened({}, MODEL);
    expect(await net.reporter('client_001').record(1)).toEqual({ round: 1n, opens, closes: undefined, model: MODEL });
    expect(await net.reporter('client_002').record()).toMatchObject({ round: 1n, model: MODEL });
    const [leader, helper] = [await shown(net, 'leader'), await shown(net, 'helper')];
    expect(helper).toEqual(leader);
    expect(Object.keys(leader?.signatures ?? {}).sort()).toEqual(['helper', 'leader']);
    expect((await net.operate('leader', 'open', 1, { model: MODEL })).status).toBe(200);
    expect((await net.operate('leader', 'open', 1, { model: OTHER })).status).toBe(409);
    expect((await net.operate('leader', 'open', 1, { model: { id: 'x' } })).status).toBe(400);
    expect(net.errors).toEqual([]);
  });

  it("has the model of the task's file, or of the service's option, once that knows it", async () => {
    expect(await (await opened({ file: { model: MODEL } })).reporter('client_001').record()).toMatchObject({
      model: MODEL,
    });
    const made = new Map<bigint, typeof MODEL>();
    const net = await opened({ leader: { model: (round) => made.get(round) } });
    expect(await shown(net, 'leader')).toBeUndefined();
    let waits = 0;
    const pace = {
      random: () => 0,
      wait: async () => {
        waits++;
        made.set(1n, OTHER);
      },
    };
    expect(await net.reporter('client_001', { pace }).record()).toMatchObject({ model: OTHER });
    expect(waits).toBe(1);
  });

  it('is not signed by a helper that expects another model', async () => {
    const net = await opened({ helper: { model: () => OTHER } }, MODEL);
    expect(Object.keys((await shown(net, 'leader'))?.signatures ?? {})).toEqual(['leader']);
    expect(net.errors).toMatchObject([{ code: 'invalid-state' }]);
    const abort = new AbortController();
    const pace = { random: () => 0, wait: async () => abort.abort('enough') };
    await expect(net.reporter('client_001', { pace }).record(1, { signal: abort.signal })).rejects.toBe('enough');
  });

  it('has the times of the schedule, of each round its own', async () => {
    const schedule = { first: opens, every: 86_400, uploads: 3600, settle: 600 };
    const net = network({ file: { schedule } });
    const closes = opens + 3_600_000;
    expect(await net.reporter('client_001').record()).toEqual({ round: 1n, opens, closes, model: undefined });
    net.time += 86_400_000;
    const second = { round: 2n, opens: opens + 86_400_000, closes: closes + 86_400_000 };
    expect(await net.reporter('client_001').record()).toMatchObject(second);
    expect(await net.reporter('client_001').record(1)).toMatchObject({ round: 1n, opens });
    expect(net.errors).toEqual([]);
  });

  it('is the same after a restart of both, and of one that lost the answer', async () => {
    const storages = { leader: memoryStorage(), helper: memoryStorage() };
    let lost = true;
    const net = network({
      storages,
      wire: async (request, next) => {
        const answer = await next(request);
        if (lost && request.url.endsWith('/record')) throw new TypeError('network');
        return answer;
      },
    });
    await net.operate('helper', 'open');
    await net.operate('leader', 'open', 1, { model: MODEL });
    const { document, signatures } = (await shown(net, 'leader')) ?? {};
    expect(Object.keys(signatures ?? {})).toEqual(['leader']);
    lost = false;
    const again = network({ storages, file: { model: OTHER } });
    again.time += 60_000;
    // Another file would be another task.
    expect(await shown(again, 'leader')).toBeUndefined();
    const second = network({ storages });
    second.time += 60_000;
    expect(await shown(second, 'leader')).toMatchObject({ document });
    expect(await second.reporter('client_001').record(1)).toMatchObject({ round: 1n, opens, model: MODEL });
    const third = network({ storages });
    expect(await shown(third, 'helper')).toEqual(await shown(second, 'leader'));
  });

  it('of a round that never got one is not waited for', async () => {
    const net = network();
    await net.operate('leader', 'open');
    await net.operate('leader', 'close');
    await net.operate('leader', 'open', 3);
    await expect(net.reporter('client_001').record(2)).rejects.toMatchObject({ code: 'not-found' });
    const { report } = await forge(net, 'client_001', 2n, [1]);
    expect(await net.reporter('client_001').send(report)).toMatchObject({
      status: 'refused',
      problem: { status: 404, name: 'not-found' },
    });
  });
});

describe('a record that the leader sends', () => {
  /** What the helper answers to these bytes, signed as the leader's. */
  async function answerTo(net: Network, body: Uint8Array<ArrayBuffer>, round = 1): Promise<number> {
    const path = `/rounds/${round}/record`;
    const target = `${net.task.file.helper.url}/tasks/${net.id}${path}`;
    const leader = { role: 'leader', signingKey: signing.leader.privateKey, now: net.time } as const;
    const fields = await signRequest({ method: 'PUT', target, body }, leader);
    const headers = { ...fields, 'content-type': mediaType('record') };
    return (await net.ask('helper', path, { method: 'PUT', headers, body })).status;
  }

  it('with any byte flipped, cut or added is refused, and the right one is signed then', async () => {
    const net = network();
    await net.operate('helper', 'open');
    const document = writeRecord(net.task, { round: 1, opens, model: MODEL });
    const { signature } = await signDocument(net.task, 'record', document, signing.leader.privateKey);
    const right = new Uint8Array([...signature, ...document]);
    const answers = new Set<number>();
    for (let at = 0; at < right.length; at++) {
      answers.add(
        await answerTo(
          net,
          right.map((byte, i) => (i === at ? byte ^ (1 << (at % 7)) : byte)),
        ),
      );
      answers.add(await answerTo(net, right.slice(0, at)));
    }
    answers.add(await answerTo(net, new Uint8Array([...right, 0])));
    expect([...answers].sort()).toEqual([400, 401]);
    expect(await shown(net, 'helper')).toBeUndefined();
    expect(await answerTo(net, right, 2)).toBe(400);
    expect(await answerTo(net, right)).toBe(200);
    expect(fromBase64url((await shown(net, 'helper'))?.signatures['leader'] ?? '')).toEqual(signature);
    expect(net.errors).toEqual([]);
  });
});
