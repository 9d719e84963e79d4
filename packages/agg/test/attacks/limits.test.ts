/**
 * What the protocol does not stop, each shown to work. Whoever reads the README has read of all of these; a change that
 * stops one fails here, and should change the README too.
 */
import { pack } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import { compose } from '../../src/compose.js';
import { writePrepare } from '../../src/protocol/report.js';
import { parse } from '../support/attacker.js';
import { readElements, reduce, writeElements } from '../support/field.js';
import { collect, deliver, refusals, setting } from '../support/round.js';

const VICTIM = [3, -1, 4, -1, 5];

describe('Sybils', () => {
  /** Whoever has all the other clients of a batch, however large it is, subtracts what they sent. */
  it('with all places of a batch but one see the last client’s update', async () => {
    const set = setting({ minBatch: 4 });
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const own = [9, 9, 9, 9, 9];
    for (const id of ['client_001', 'client_002', 'client_003', 'client_004']) {
      const values = id === 'client_003' ? VICTIM : own;
      expect(await deliver(leader, helper, await set.client(id).report(id, 1, Int8Array.from(values)))).toBe(
        'accepted',
      );
    }
    const sums = await collect(leader, helper, 1);
    expect(Array.from(sums, (sum, i) => sum - 3 * (own[i] ?? 0))).toEqual(VICTIM);
  });

  /** The leader authenticates the senders of an open task, so it can invent them; the helper has only its word. */
  it('are whoever an open task’s leader says they are', async () => {
    const set = setting({ open: true, minBatch: 8 });
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const victims = await set.client('victim').report('victim', 1, Int8Array.from(VICTIM));
    expect(await deliver(leader, helper, victims, { sender: 'victim' })).toBe('accepted');
    for (let i = 1; i < 8; i++) {
      const id = `nobody ${i}`;
      const forged = await set.client(id).report(id, 1, new Int8Array(5));
      expect(await deliver(leader, helper, forged, { sender: id })).toBe('accepted');
    }
    expect(Array.from(await collect(leader, helper, 1))).toEqual(VICTIM);
  });

  it('are not to be invented in a task with named clients: the helper knows their keys', async () => {
    const set = setting();
    const helper = set.helper();
    await helper.openRound(1);
    const forged = await compose({
      ...set,
      signingKey: set.signingKeys.client_001?.privateKey,
      clientId: 'nobody',
      round: 1n,
      parts: [[]],
    });
    await helper.prepare(writePrepare(parse(set, forged), [0n]));
    expect(refusals(set.events)).toEqual(['helper unknown-client']);
  });
});

describe('the norm bound', () => {
  it('is for each part, so that T parts add up to T times as much', async () => {
    const set = setting({ parts: 4, maxNormSq: 100n });
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const most = Int8Array.from({ length: 20 }, (_, i) => (i % 5 === 0 ? 10 : 0));
    for (const id of ['client_001', 'client_002']) {
      expect(await deliver(leader, helper, await set.client(id).report(id, 1, most))).toBe('accepted');
    }
    const sums = await collect(leader, helper, 1);
    const normSq = sums.reduce((sum, value) => sum + (value / 2) ** 2, 0);
    expect(normSq).toBe(4 * 100);
  });

  it('lets everybody send the worst that is in it', async () => {
    const set = setting();
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    for (const id of ['client_001', 'client_002']) {
      const report = await set.client(id).report(id, 1, Int8Array.of(-128, 0, 0, 0, 0));
      expect(await deliver(leader, helper, report)).toBe('accepted');
    }
    expect(Array.from(await collect(leader, helper, 1))).toEqual([-256, 0, 0, 0, 0]);
  });
});

describe('a lying aggregator', () => {
  it.each(['helper', 'leader'] as const)('shifts the sum as it likes, if it is the %s', async (liar) => {
    const set = setting();
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    for (const id of ['client_001', 'client_002']) {
      await deliver(leader, helper, await set.client(id).report(id, 1, Int8Array.from(VICTIM)));
    }
    const asked = await leader.collect(1);
    const answered = 'request' in asked ? await helper.collect(asked.request) : asked;
    if ('refused' in answered) throw new Error(answered.refused);
    const share = liar === 'helper' ? answered.share : await leader.share(1);
    const shift = [20, -40, 60, -80, 100];
    const difference = (pack(shift, set.bound.circuit)[0] ?? 0n) - (pack([], set.bound.circuit)[0] ?? 0n);
    const wrong = writeElements([reduce((readElements(share.slice(72))?.[0] ?? 0n) + difference)]);
    const bytes = new Uint8Array([...share.subarray(0, 72), ...wrong]);
    const told = await (liar === 'helper' ? leader : helper).combine(1, bytes);
    expect(told).toEqual({ count: 2, sums: Int32Array.from(shift, (by, i) => 2 * (VICTIM[i] ?? 0) + by) });
  });

  /** The leader's choice of whom to forward is its choice of the batch, down to minBatch. */
  it('leaves out whom it likes, if it is the leader', async () => {
    const set = setting();
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const reports = await Promise.all(
      ['client_001', 'client_002', 'client_003'].map((id) => set.client(id).report(id, 1, Int8Array.of(1))),
    );
    for (const report of reports.slice(1)) await deliver(leader, helper, report);
    expect(Array.from(await collect(leader, helper, 1))).toEqual([2, 0, 0, 0, 0]);
  });
});

/** An update that is reported twice, in batches that differ by one client, is a difference of that client's values. */
it('the same updates in two rounds show the one client that was in only one of them', async () => {
  const set = setting();
  const [leader, helper] = [set.leader(), set.helper()];
  const updates = { client_001: [7, 7, 7, 7, 7], client_002: [-5, 6, -7, 8, -9], client_003: VICTIM };
  const sums: Int32Array[] = [];
  for (const [round, ids] of [Object.keys(updates), ['client_001', 'client_002']].entries()) {
    await leader.openRound(round);
    await helper.openRound(round);
    for (const id of ids) {
      const values = Int8Array.from(updates[id as keyof typeof updates]);
      expect(await deliver(leader, helper, await set.client(id).report(id, round, values))).toBe('accepted');
    }
    sums.push(await collect(leader, helper, round));
  }
  expect(Array.from(sums[0] ?? [], (sum, i) => sum - (sums[1]?.[i] ?? 0))).toEqual(VICTIM);
});
