/** Rounds that are given up, and what is kept of those that are over. */
import { describe, expect, it } from 'vitest';
import { readAnswer, writeAnswer } from '../src/protocol/collect.js';
import { forge } from './support/forge.js';
import { collect, deliver, refusals, setting } from './support/round.js';
import { crashing, Disk, releasedBy, slotsOf, storeOf } from './support/storage.js';

const set = setting();
const [one, two, three] = [
  await forge(set, 'client_001', 1n, [1]),
  await forge(set, 'client_002', 1n, [2]),
  await forge(set, 'client_003', 1n, [3]),
];

/** Two reports accepted and one pending. */
async function world() {
  const disks = { leader: new Disk(), helper: new Disk() };
  const [leader, helper] = [set.leader(disks.leader), set.helper(disks.helper)];
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  for (const { report } of [one, two]) await deliver(leader, helper, report);
  await leader.submit(three.report);
  set.events.length = 0;
  return { leader, helper, disks };
}

const sharesOf = async (disk: Disk, role: 'leader' | 'helper', round = 1n) =>
  (await slotsOf(await storeOf(disk, set, role), round)).filter(({ share }) => share !== undefined).length;
const invalidState = { code: 'invalid-state' };

describe('a round that is abandoned', () => {
  it('has no shares any more, and is logged once', async () => {
    const { leader, helper, disks } = await world();
    for (const each of [leader, helper, leader]) await each.abandonRound(1);
    expect([await sharesOf(disks.leader, 'leader'), await sharesOf(disks.helper, 'helper')]).toEqual([0, 0]);
    expect(set.events.map(({ operation, user_id }) => `${operation} ${user_id}`)).toEqual([
      'abandon_round leader',
      'abandon_round helper',
    ]);
  });

  it('refuses pending and late reports, whatever the helper answers', async () => {
    const { leader, helper } = await world();
    await leader.abandonRound(1);
    expect(await leader.pending(1)).toEqual([]);
    for (const said of ['accepted', 'refused', 'later'] as const) {
      expect(await leader.conclude(three.prepare, writeAnswer(three.reportId, said))).toBe('refused');
    }
    expect(await leader.submit(three.report)).toEqual({ verdict: 'refused', why: 'round-closed' });
    await helper.abandonRound(1);
    expect(readAnswer(await helper.prepare(three.prepare))?.verdict).toBe('refused');
    expect(refusals(set.events)).toEqual(['leader round-closed', 'helper round-closed']);
    await expect(leader.openRound(1)).rejects.toThrow('rounds go forward');
  });

  it('refuses pending reports also before it is wiped: a crash may come between', async () => {
    const { leader, disks } = await world();
    await (await storeOf(disks.leader, set, 'leader')).move({ kind: 'abandon', round: 1n, events: [] });
    expect(await sharesOf(disks.leader, 'leader')).toBe(3);
    expect(await leader.submit(three.report)).toEqual({ verdict: 'refused', why: 'round-closed' });
    expect(await leader.pending(1)).toEqual([]);
    for (const said of ['accepted', 'refused', 'later'] as const) {
      expect(await leader.conclude(three.prepare, writeAnswer(three.reportId, said))).toBe('refused');
    }
    expect(await leader.collect(1)).toEqual({ refused: 'round-abandoned' });
  });

  it('is not collected by either, also where the other does not know', async () => {
    const { leader, helper } = await world();
    await leader.conclude(three.prepare, await helper.prepare(three.prepare));
    const asked = await leader.collect(1);
    if (!('request' in asked)) throw new Error(asked.refused);
    await helper.abandonRound(1);
    expect(await helper.collect(asked.request)).toEqual({ refused: 'round-abandoned' });
    await expect(leader.abandonRound(1)).rejects.toMatchObject(invalidState); // collected here
    const other = await world();
    await other.leader.abandonRound(1);
    expect(await other.leader.collect(1)).toEqual({ refused: 'round-abandoned' });
    await expect(other.leader.abandonRound(9)).rejects.toMatchObject(invalidState); // never opened
  });

  it('makes way for the next', async () => {
    const { leader, helper } = await world();
    for (const each of [leader, helper]) await each.abandonRound(1);
    for (const each of [leader, helper]) await each.openRound(2);
    for (const id of ['client_001', 'client_002']) {
      expect(await deliver(leader, helper, (await forge(set, id, 2n, [5])).report)).toBe('accepted');
    }
    expect((await collect(leader, helper, 2))[0]).toBe(10);
  });

  it('is wiped to its end after a crash at any place, by the same call or by tick', async () => {
    for (const method of ['abandonRound', 'tick'] as const) {
      for (let at = 1; ; at++) {
        const { disks } = await world();
        const process = crashing(disks.leader, at, 'after');
        const crashed = await set
          .leader(process.storage)
          .abandonRound(1)
          .then(
            () => false,
            () => true,
          );
        const store = await storeOf(disks.leader, set, 'leader');
        const abandoned = (await store.round(1n))?.state === 'abandoned';
        const again = set.leader(disks.leader);
        await (method === 'tick' ? again.tick() : again.abandonRound(1));
        if (abandoned || method === 'abandonRound') expect(await store.round(1n)).toMatchObject({ wiped: true });
        if (!crashed) break;
      }
    }
  });
});

it('tick wipes each round that is over, not only the newest', async () => {
  const { leader, disks } = await world();
  const store = await storeOf(disks.leader, set, 'leader');
  // As a crash leaves them, before anything is wiped.
  await store.move({ kind: 'abandon', round: 1n, events: [] });
  await leader.openRound(2);
  await leader.submit((await forge(set, 'client_001', 2n, [1])).report);
  await store.move({ kind: 'abandon', round: 2n, events: [] });
  await leader.openRound(3);
  await leader.tick();
  expect([await sharesOf(disks.leader, 'leader'), await sharesOf(disks.leader, 'leader', 2n)]).toEqual([0, 0]);
  expect([await store.round(1n), await store.round(2n)]).toMatchObject([{ wiped: true }, { wiped: true }]);
  expect(await store.round(3n)).toMatchObject({ state: 'open', wiped: false });
});

describe('rounds that are over', () => {
  it('keep their slots for three rounds: then a verdict is forgotten, and the sum is not', async () => {
    const disk = new Disk();
    const [leader, helper] = [set.leader(disk), set.helper(disk)];
    const rounds = [1n, 5n, 6n, 20n];
    const reports = new Map<bigint, Uint8Array>();
    for (const round of rounds) {
      for (const each of [leader, helper]) await each.openRound(round);
      for (const id of ['client_001', 'client_002']) {
        const { report } = await forge(set, id, round, [Number(round)]);
        expect(await deliver(leader, helper, report)).toBe('accepted');
        reports.set(round, report);
      }
      await collect(leader, helper, Number(round));
    }
    for (const role of ['leader', 'helper'] as const) {
      const store = await storeOf(disk, set, role);
      const kept = await Promise.all(rounds.map(async (round) => (await slotsOf(store, round)).length));
      expect(kept).toEqual([0, 2, 2, 2]);
      expect(await store.valid(1n, 'client_001')).toBeUndefined();
      expect(await store.round(1n)).toMatchObject({ state: 'collected', accepted: 2, wiped: true });
    }
    expect((await leader.submit(reports.get(5n) ?? new Uint8Array())).verdict).toBe('accepted');
    expect((await leader.submit(reports.get(1n) ?? new Uint8Array())).verdict).toBe('refused');
    expect(await leader.collect(1)).toEqual({ refused: 'round-forgotten' });
    expect(await leader.collect(5)).toHaveProperty('request');
    const released = await releasedBy('helper', set, await (await storeOf(disk, set, 'helper')).round(1n));
    expect(await leader.combine(1, released)).toMatchObject({ count: 2 });
  });
});
