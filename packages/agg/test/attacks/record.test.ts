/**
 * One client is shown a round or a model of its own, whose update then tells on it. A client begins with no model but that of
 * a record which both aggregators have signed, and the helper signs one a round: agg-service.md, §4 and §6.
 */
import { toBase64url } from '@fedzk/core';
import { describe, expect, it, vi } from 'vitest';
import { readRecord, writeRecord } from '../../src/protocol/record.js';
import { signDocument } from '../../src/protocol/signed.js';
import type { Model } from '../../src/protocol/task-file.js';
import { type Network, network } from '../http/support.js';
import { signing } from '../support/file.js';
import { forge } from '../support/forge.js';
import { without } from '../support/weaken.js';

vi.mock('../../src/protocol/signed.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);
vi.mock('../../src/storage/decide.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const RIGHT: Model = { id: 'model-1', sha256: '11'.repeat(32) };
const OTHER: Model = { id: 'model-1', sha256: '66'.repeat(32) };
const opens = Date.parse('2027-01-04T00:00:00Z');
const VICTIM = 'client_002';

interface Shown {
  readonly document: string;
  readonly signatures: { leader?: string; helper?: string };
}

/** A network whose leader shows the victim something of its own, and what was sent to it and by it. */
async function lying(show: (honest: Shown, net: Network) => Promise<Shown | undefined>) {
  const sent: string[] = [];
  const net = network();
  expect((await net.operate('helper', 'open')).status).toBe(200);
  expect((await net.operate('leader', 'open', 1, { model: RIGHT })).status).toBe(200);
  const victim = net.reporter(VICTIM, {
    fetch: async (request) => {
      const answer = await net.fetch(request);
      sent.push(`${request.method} ${request.url.replace(/^.*\/tasks\/[^/]*/, '')}`);
      if (!/\/rounds\/\d+$/.test(request.url)) return answer;
      const honest = (await answer.json()) as { readonly record: Shown };
      return Response.json({ ...honest, record: await show(honest.record, net) });
    },
  });
  return { net, victim, sent };
}

/** A record that the leader makes for one client. */
async function own(net: Network, changes: { readonly round?: number; readonly model?: Model } = {}) {
  const bytes = writeRecord(net.task, { round: 1, opens, model: OTHER, ...changes });
  const { signature } = await signDocument(net.task, 'record', bytes, signing.leader.privateKey);
  return { bytes, document: new TextDecoder().decode(bytes), leader: toBase64url(signature) };
}

const LIES: readonly [string, (honest: Shown, net: Network) => Promise<Shown>][] = [
  [
    "another model under the helper's signature of the right one",
    async ({ signatures }, net) => {
      const { document, leader } = await own(net);
      return { document, signatures: { ...signatures, leader } };
    },
  ],
  [
    'another model that it has signed twice',
    async (_, net) => {
      const { document, leader } = await own(net);
      return { document, signatures: { leader, helper: leader } };
    },
  ],
  [
    'another round',
    async ({ signatures }, net) => {
      const { document, leader } = await own(net, { round: 2, model: RIGHT });
      return { document, signatures: { ...signatures, leader } };
    },
  ],
];

/** Takes what a leader shows for a record, whoever has signed it. */
const trusting = { openRecord: () => async (task: never, bytes: Uint8Array) => readRecord(task, bytes) };

describe.each(LIES)('a leader that shows one client %s', (_, show) => {
  it('is not believed, and gets no report', async () => {
    const { net, victim, sent } = await lying(show);
    await expect(victim.record(1)).rejects.toMatchObject({ code: 'not-authentic' });
    const { report } = await forge(net, VICTIM, 1n, [1]);
    expect(await victim.send(report)).toEqual({ status: 'refused', problem: { status: 200, name: 'wrong-record' } });
    expect(new Set(sent)).toEqual(new Set(['GET /rounds/1']));
    expect(await net.reporter('client_001').record(1)).toMatchObject({ round: 1n, model: RIGHT });
  });
});

describe.each(LIES.slice(0, 2))('without signatures, a leader that shows one client %s', (_, show) => {
  it('has its update on that model', async () => {
    const { net, victim } = await lying(show);
    await without(trusting as never, async () => {
      expect(await victim.record(1)).toMatchObject({ round: 1n, model: OTHER });
      const { report } = await forge(net, VICTIM, 1n, [1]);
      expect(await victim.send(report)).toMatchObject({ status: 'accepted' });
    });
  });
});

describe('a leader that asks the helper to sign a second record', () => {
  const second = async (net: Network): Promise<Shown | undefined> => {
    const { bytes, document, leader } = await own(net);
    const { signature } = await signDocument(net.task, 'record', bytes, signing.leader.privateKey);
    const signed = await net.helperOwn.signRecord(bytes, signature);
    if ('refused' in signed) return undefined;
    return { document, signatures: { leader, helper: toBase64url(signed.signatures.helper ?? new Uint8Array()) } };
  };

  it('gets no signature, and the helper’s log has the attempt', async () => {
    const { net } = await lying(async (honest) => honest);
    expect(await net.reporter('client_001').record(1)).toMatchObject({ model: RIGHT });
    expect(await second(net)).toBeUndefined();
    const told = net.events.filter(({ operation }) => operation === 'sign_record');
    expect(told.map(({ details }) => [details.role, details.code])).toEqual([['helper', 'other-document']]);
  });

  it('gets one client to use another model if the helper signs every record', async () => {
    const { net, victim } = await lying(async (_, each) => second(each));
    expect(await net.reporter('client_001').record(1)).toMatchObject({ model: RIGHT });
    await without({ decideDocument: () => (_, row) => row }, async () => {
      expect(await victim.record(1)).toMatchObject({ round: 1n, model: OTHER });
    });
  });
});
