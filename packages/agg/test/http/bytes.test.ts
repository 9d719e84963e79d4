/**
 * Each byte of each message flipped, cut or followed by more, at both handlers, and signed anew by its sender where it is
 * between aggregators: nothing is taken for something else, and nothing is a failure of the server.
 */
import { fromHex, toBase64url } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { type MessageKind, mediaType } from '../../src/http/body.js';
import { baseOf } from '../../src/http/served.js';
import { signAnswer, signRequest } from '../../src/http/signatures.js';
import { announcementOf } from '../../src/protocol/announcement.js';
import { writeJobs } from '../../src/protocol/jobs.js';
import { signing } from '../support/file.js';
import { forge } from '../support/forge.js';
import { Disk } from '../support/storage.js';
import { failures, type Network, network } from './support.js';

type Bytes = Uint8Array<ArrayBuffer>;

const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004'];
const slow = process.env.SLOW === '1';
/** Of long messages not every length is tried, nor each byte where a try takes long: other tests flip each byte of a prepare and of a set. */
const CUTS = slow ? 1 : 11;
const FLIPS = slow ? 1 : 9;

/** Bytes with one flipped, a different bit from byte to byte; cut at each length; and with more behind. */
function* changes(bytes: Bytes, stride = 1): Generator<{ readonly name: string; readonly changed: Bytes }> {
  for (let at = 0; at < bytes.length; at += stride) {
    yield { name: `${at} flipped`, changed: bytes.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte)) };
  }
  for (let length = 0; length < bytes.length; length += bytes.length > 50 ? CUTS : 1) {
    yield { name: `cut to ${length}`, changed: bytes.slice(0, length) };
  }
  for (const more of [1, 32])
    yield { name: `${more} more`, changed: new Uint8Array([...bytes, ...new Uint8Array(more)]) };
}

interface World {
  readonly net: Network;
  /** The body of the leader's last request whose path ends so; these requests are lost. */
  lost: { readonly path: string; body?: Bytes } | undefined;
  /** What becomes of the body of an answer whose request's path ends so. */
  bend: { readonly path: string; readonly to: (body: Bytes) => Bytes } | undefined;
}

async function world(storages = disks()): Promise<World> {
  const own: Omit<World, 'net'> = { lost: undefined, bend: undefined };
  const net = network({
    storages,
    wire: async (request, next) => {
      if (!request.headers.has('signature')) return next(request);
      const name = request.url.replace(/.*\//, '');
      const { lost, bend } = own;
      if (lost?.path === name) {
        lost.body = new Uint8Array(await request.arrayBuffer());
        return new Response(null, { status: 502 });
      }
      const answer = await next(request);
      if (bend?.path !== name || answer.status !== 200) return answer;
      const body = bend.to(new Uint8Array(await answer.arrayBuffer()));
      const helper = { role: 'helper', signingKey: signing.helper.privateKey, now: net.time } as const;
      const parts = { status: 200, body, request: request.headers.get('signature') ?? '' };
      return new Response(body, { headers: { ...(await signAnswer(parts, helper)) } });
    },
  });
  // The leader's last, which has the helper sign the record then.
  if ((await net.leaderOwn.round()) === undefined) {
    for (const role of ['helper', 'leader'] as const) await net.operate(role, 'open');
  }
  return Object.assign(own, { net });
}

const disks = () => ({ leader: new Disk(), helper: new Disk() });

/** A round with four accepted reports. */
async function reported(storages = disks()): Promise<World> {
  const made = await world(storages);
  for (const id of CLIENTS) await made.net.reporter(id).send((await forge(made.net, id, 1n, [1])).report);
  return made;
}

/** Sends the helper a message of the leader, which signs it. */
async function ask(net: Network, method: string, path: string, kind: MessageKind, body: Bytes): Promise<Response> {
  const id = toBase64url(fromHex(net.task.file.hash));
  const target = baseOf({ file: net.task.file, id }, 'helper') + path;
  const leader = { role: 'leader', signingKey: signing.leader.privateKey, now: net.time } as const;
  const fields = await signRequest({ method, target, body }, leader);
  const headers = { 'content-type': mediaType(kind), ...fields };
  return net.services.helper.fetch(new Request(target, { method, headers, body }));
}

/** How many reports both aggregators hold, and in which state their rounds are. */
async function standing({ leaderOwn, helperOwn }: Network): Promise<unknown[]> {
  const rounds = await Promise.all([leaderOwn.round(1), helperOwn.round(1)]);
  return rounds.map((row) => [row?.state, row?.held, row?.accepted]);
}

describe('a client’s message', () => {
  it.each([
    ['report', 'leader', '/reports'],
    ['announcement', 'helper', '/announcements'],
  ] as const)('%s is refused with any byte changed', async (kind, role, path) => {
    const { net } = await world();
    const { report } = await forge(net, 'client_001', 1n, [1]);
    const bytes = kind === 'report' ? report : new Uint8Array(announcementOf(net.task, report));
    const before = await standing(net);
    const statuses = new Set<number>();
    const send = (body: Bytes) =>
      net.ask(role, path, { method: 'POST', headers: { 'content-type': mediaType(kind) }, body });
    for (const { changed } of changes(bytes)) statuses.add((await send(changed)).status);
    expect([...statuses].sort()).toEqual([400, 403]);
    expect(await standing(net)).toEqual(before);
    expect((await send(bytes)).status).toBe(kind === 'report' ? 202 : 200);
    expect(net.errors).toEqual([]);
  });
});

describe('a message of the leader, which signs it', () => {
  it('job: none of its reports is accepted with a byte changed', async () => {
    const { net } = await world();
    const { report, prepare } = await forge(net, 'client_001', 1n, [1]);
    await net.reporter('client_001', { fetch: (request) => toHelper(net, request) }).send(report);
    const [{ job = new Uint8Array() } = {}] = writeJobs([prepare]);
    const before = await standing(net);
    const said = new Set<string>();
    for (const { changed } of changes(new Uint8Array(job), FLIPS)) {
      const answer = await ask(net, 'POST', '/aggregation_jobs', 'job', changed);
      const body = new Uint8Array(await answer.arrayBuffer());
      said.add(answer.status === 200 ? `200 ${body.at(-1)}` : String(answer.status));
    }
    expect([...said].sort()).toEqual(['200 0', '400']);
    expect(await standing(net)).toEqual(before);
    const right = await ask(net, 'POST', '/aggregation_jobs', 'job', new Uint8Array(job));
    expect(new Uint8Array(await right.arrayBuffer()).at(-1)).toBe(1);
    expect(net.errors).toEqual([]);
  });

  /** The statuses of a message with its bytes changed, and of the message itself. */
  async function statuses(net: Network, method: string, path: string, kind: MessageKind, body: Bytes) {
    const changed = new Set<number>();
    for (const each of changes(body, FLIPS)) changed.add((await ask(net, method, path, kind, each.changed)).status);
    return [[...changed].sort(), (await ask(net, method, path, kind, body)).status];
  }

  it('collect: nothing is released for another', async () => {
    const { net } = await reported();
    await net.operate('helper', 'close');
    const asked = await net.leaderOwn.collect(1);
    const request = 'request' in asked ? asked.request : new Uint8Array();
    expect(await statuses(net, 'POST', '/aggregate_shares', 'collect', new Uint8Array(request))).toEqual([
      [400, 409],
      200,
    ]);
    expect(net.errors).toEqual([]);
  });

  it('share: no other result is signed', async () => {
    const made = await reported();
    const { net } = made;
    await net.operate('helper', 'close');
    made.lost = { path: 'share' };
    expect((await net.operate('leader', 'collect')).status).toBe(503);
    const { body = new Uint8Array() } = made.lost;
    expect(await statuses(net, 'PUT', '/rounds/1/share', 'share', body)).toEqual([[400, 409, 413], 200]);
    expect(failures(net)).toEqual([]);
  });
});

describe('an answer of the helper, which signs it', () => {
  it('answers: a report is pending as before, unless the very verdict is another', async () => {
    const made = await world();
    const { net } = made;
    const { report } = await forge(net, 'client_001', 1n, [1]);
    const headers = { 'content-type': mediaType('report'), prefer: 'wait=5' };
    const submit = () => net.ask('leader', '/reports', { method: 'POST', headers, body: report });
    made.lost = { path: 'aggregation_jobs' };
    expect((await submit()).status).toBe(202);
    made.lost = undefined;
    const [answers = new Uint8Array()] = await net.helperOwn.prepareAll(await net.leaderOwn.pending(1));
    for (const { name, changed } of changes(new Uint8Array(answers))) {
      // The last byte says which verdict it is: no other byte but 0 and 1 ends the report's way.
      const last = name === '32 flipped' ? [2, 3, 255] : [undefined];
      for (const verdict of last) {
        const body = verdict === undefined ? changed : changed.with(32, verdict);
        made.bend = { path: 'aggregation_jobs', to: () => new Uint8Array(body) };
        expect([name, (await submit()).status]).toEqual([name, 202]);
      }
    }
    made.bend = undefined;
    expect((await submit()).status).toBe(200);
    expect(failures(net)).toEqual([]);
  });

  it.each([
    ['aggregate_shares', [400, 409]],
    ['announced', [409]],
    ['omitted', [409]],
    ['share', [409]],
  ] as const)('to %s: the leader has no result with a byte changed', async (path, expected) => {
    const storages = disks();
    const { net } = await reported(storages);
    // One announces and is left out, so that no list is empty.
    const { report } = await forge(net, 'client_005', 1n, [1]);
    await net.reporter('client_005', { fetch: (request) => toHelper(net, request) }).send(report);
    await net.operate('helper', 'close');
    /** Collects from there, with this answer on the way: an aggregator signs one result, so each try has disks of its own. */
    const collect = async (to: (body: Bytes) => Bytes): Promise<[number, number]> => {
      const copies = { leader: await storages.leader.copy(), helper: await storages.helper.copy() };
      const made = await world(copies);
      made.bend = { path, to };
      const { status } = await made.net.operate('leader', 'collect');
      expect(made.net.errors).toEqual([]);
      return [status, (await made.net.ask('leader', '/rounds/1/result')).status];
    };
    let right: Bytes = new Uint8Array();
    const unchanged = await collect((body) => {
      right = body;
      return body;
    });
    expect([unchanged, right.length > 31]).toEqual([[200, 200], true]);
    const [statuses, results] = [new Set<number>(), new Set<number>()];
    for (const { changed } of changes(right, FLIPS)) {
      const [status, result] = await collect(() => changed);
      statuses.add(status);
      results.add(result);
    }
    expect(expected).toEqual(expect.arrayContaining([...statuses]));
    expect([...results]).toEqual([404]);
  });
});

/** Announces, and keeps the report from the leader. */
async function toHelper(net: Network, request: Request): Promise<Response> {
  const isRecord = request.url.endsWith('/rounds/1');
  return isRecord || request.url.startsWith(net.task.file.helper.url)
    ? net.fetch(request)
    : new Response(null, { status: 400 });
}
