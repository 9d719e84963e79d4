/** "Collect, once a round": each refusal in its order, the same bytes for the same request, and nothing else ever. */
import { toHex } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import { readAnswer, setHash, sorted, writeCollect } from '../src/protocol/collect.js';
import { type Bytes, join } from '../src/protocol/encoding.js';
import type { Role } from '../src/protocol/hpke.js';
import { writeElements } from './support/field.js';
import { forge } from './support/forge.js';
import { deliver, refusals, setting } from './support/round.js';
import { copyOf, Disk, dump, slotsOf, storeOf } from './support/storage.js';

const CLIENTS = ['client_001', 'client_002', 'client_003', 'client_004', 'client_005'];
const set = setting({ minBatch: 3, headroom: 2, clients: CLIENTS });
const { hash } = set.bound;
const [one, two, three, fourth, fifth] = [
  await forge(set, 'client_001', 1n, [1, 2, 3]),
  await forge(set, 'client_002', 1n, [-1, -2, -3, -4, -5]),
  await forge(set, 'client_003', 1n, [0, 0, 100, 0, 7]),
  await forge(set, 'client_004', 1n, [5]),
  await forge(set, 'client_005', 1n, [5]),
];
const accepted = [one, two, three];
const all = sorted(accepted.map(({ reportId }) => reportId));
const request = writeCollect(hash, 1n, all);

/** Three of the reports are accepted at both, in the open round 1. */
const disks = [new Disk(), new Disk()] as const;
const [first, second] = [set.leader(disks[0]), set.helper(disks[1])];
for (const aggregator of [first, second]) await aggregator.openRound(1);
for (const { report } of accepted) await deliver(first, second, report);

/** Both aggregators from there on, each test its own. */
async function ready() {
  const [atLeader, atHelper] = [await copyOf(disks[0]), await copyOf(disks[1])];
  set.events.length = 0;
  return { leader: set.leader(atLeader), helper: set.helper(atHelper), atLeader, atHelper };
}

async function collected() {
  const world = await ready();
  await world.leader.collect(1);
  const answer = await world.helper.collect(request);
  return {
    ...world,
    fromHelper: 'share' in answer ? answer.share : new Uint8Array(),
    fromLeader: await world.leader.share(1),
  };
}

const flipped = (bytes: Bytes, at: number): Bytes => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

describe('the request', () => {
  it('is that of the leader’s reports, each time', async () => {
    const { leader } = await ready();
    expect(await leader.collect(1)).toEqual({ request });
    expect(await leader.collect(1n)).toEqual({ request });
  });

  const none = new Uint8Array(32);
  const [a = none, b = none, c = none] = all;
  const d = fourth.reportId;
  const of = (...set: Bytes[]): Bytes => writeCollect(hash, 1n, set);
  const withHash = (hashOfSet: Bytes, ...set: Bytes[]): Bytes => join(of(...set).subarray(0, 44), hashOfSet, ...set);
  it.each([
    ['nothing', new Uint8Array(), 'malformed'],
    ['less than a header', request.slice(0, 75), 'malformed'],
    ['an id less than it counts', request.slice(0, -32), 'malformed'],
    ['an id more than it counts', join(request, d), 'malformed'],
    ['a byte less', request.slice(0, -1), 'malformed'],
    ['a byte more', join(request, new Uint8Array(1)), 'malformed'],
    [
      'a count of 2^32 − 1',
      join(request.subarray(0, 40), new Uint8Array(4).fill(255), request.subarray(44)),
      'malformed',
    ],
    ['of another task', flipped(request, 0), 'wrong-task'],
    ['of a round that was never opened', writeCollect(hash, 2n, all), 'round-closed'],
    ['of a round before', writeCollect(hash, 0n, all), 'round-closed'],
    ['with another hash', flipped(request, 44), 'set-mismatch'],
    ['with another id under the hash', flipped(request, 76), 'set-mismatch'],
    ['unsorted', of(b, a, c), 'set-mismatch'],
    ['unsorted, with the hash of the sorted', withHash(setHash(all), b, a, c), 'set-mismatch'],
    ['with an id twice', of(a, a, b, c), 'set-mismatch'],
    ['with an id twice, with the hash of the set', withHash(setHash(all), a, a, b, c), 'set-mismatch'],
    ['with an id twice in place of another', of(a, a, b), 'set-mismatch'],
    ['a subset', of(...all.slice(0, 2)), 'set-mismatch'],
    ['a superset', of(...sorted([...all, d])), 'set-mismatch'],
    ['of other reports', of(...sorted([...all.slice(0, 2), d])), 'set-mismatch'],
    ['empty', of(), 'set-mismatch'],
  ])('%s is refused, and leaves the round open', async (_, wrong, code) => {
    const { helper, atHelper } = await ready();
    const before = await dump(atHelper);
    expect(await helper.collect(wrong)).toEqual({ refused: code });
    expect(refusals(set.events)).toEqual([`helper ${code}`]);
    expect(await dump(atHelper)).toBe(before);
    expect(readAnswer(await helper.prepare(fourth.prepare))?.verdict).toBe('accepted');
  });

  it('has its faults found in the order of the checks', async () => {
    const { helper } = await collected();
    const codes = [];
    const bad = { round: 9n, set: [b, a] };
    for (const wrong of [
      join(flipped(writeCollect(hash, bad.round, bad.set), 0), none).slice(0, -1),
      flipped(writeCollect(hash, bad.round, bad.set), 0),
      writeCollect(hash, bad.round, bad.set),
      of(...bad.set),
      of(...sorted([a, b])),
    ]) {
      const answer = await helper.collect(wrong);
      codes.push('refused' in answer ? answer.refused : 'released');
    }
    expect(codes).toEqual(['malformed', 'wrong-task', 'round-closed', 'set-mismatch', 'collected']);
  });

  it('for fewer than minBatch is refused by both, with the right set', async () => {
    const [leader, helper] = [set.leader(), set.helper()];
    for (const aggregator of [leader, helper]) await aggregator.openRound(1);
    expect(await helper.collect(of())).toEqual({ refused: 'batch-small' });
    for (const [i, { report }] of accepted.slice(0, 2).entries()) {
      await deliver(leader, helper, report);
      const now = sorted(accepted.slice(0, i + 1).map(({ reportId }) => reportId));
      expect(await helper.collect(of(...now))).toEqual({ refused: 'batch-small' });
    }
    expect(await leader.collect(1)).toEqual({ refused: 'batch-small' });
    await expect(leader.share(1)).rejects.toThrow('not collected');
  });

  it('that can not be made leaves the leader’s round open', async () => {
    const [leader, helper] = [set.leader(), set.helper()];
    for (const aggregator of [leader, helper]) await aggregator.openRound(1);
    for (const { report } of accepted) {
      expect(await leader.collect(1)).toEqual({ refused: 'batch-small' });
      const sent = await leader.submit(report);
      expect(sent.verdict).toBe('pending');
      await expect(leader.collect(1)).rejects.toMatchObject({ code: 'invalid-state' });
      await deliver(leader, helper, report);
    }
    expect(await leader.collect(1)).toEqual({ request });
    expect((await leader.submit(fourth.report)).verdict).toBe('refused');
  });

  it('for more than 2^h is refused, should a storage ever have so many', async () => {
    const { helper, atHelper } = await ready();
    const store = await storeOf(atHelper, set, 'helper');
    const more = [10, 11].map((fill) => new Uint8Array(32).fill(fill));
    for (const report of more) {
      const step = {
        kind: 'accept',
        client: `client_${report[0]}`,
        report,
        share: new Uint8Array(32),
        max: 9,
      } as const;
      await store.apply(1n, [{ ...step, events: [] }]);
    }
    expect(await helper.collect(of(...sorted([...all, ...more])))).toEqual({ refused: 'batch-full' });
  });

  it('for a round that the leader never opened is not made', async () => {
    const { leader } = await ready();
    for (const round of [0, 2, 2n ** 64n - 1n])
      expect(await leader.collect(round)).toEqual({ refused: 'round-closed' });
    await expect(leader.collect(-1)).rejects.toThrow('"round" expected');
  });

  it('waits for the helper’s verdict on each report, and the round takes no more once it is closed', async () => {
    const { leader, helper } = await ready();
    const pending = await leader.submit(fourth.report);
    await leader.closeRound(1);
    await expect(leader.collect(1)).rejects.toEqual(expect.objectContaining({ code: 'invalid-state' }));
    await expect(leader.share(1)).rejects.toEqual(expect.objectContaining({ code: 'invalid-state' }));
    expect((await leader.submit(fifth.report)).verdict).toBe('refused');
    expect(refusals(set.events)).toEqual(['leader round-closed']);
    const prepare = 'prepare' in pending ? pending.prepare : none;
    expect(await leader.conclude(prepare, await helper.prepare(prepare))).toBe('accepted');
    expect(await leader.collect(1)).toEqual({ request: of(...sorted([...all, d])) });
  });
});

describe('what is released', () => {
  it('is the same bytes for the same request, also from a process that starts anew, and the round stays closed', async () => {
    const { leader, helper, atLeader, atHelper, fromHelper, fromLeader } = await collected();
    const anew = { leader: set.leader(atLeader), helper: set.helper(atHelper) };
    for (const each of [helper, anew.helper]) {
      expect(await each.collect(request)).toEqual({ share: fromHelper });
      expect(readAnswer(await each.prepare(fourth.prepare))?.verdict).toBe('refused');
      expect(readAnswer(await each.prepare(one.prepare))?.verdict).toBe('accepted');
      await expect(each.openRound(1)).rejects.toThrow('rounds go forward');
    }
    for (const each of [leader, anew.leader]) {
      expect(await each.collect(1)).toEqual({ request });
      expect(await each.share(1)).toEqual(fromLeader);
      expect((await each.submit(fourth.report)).verdict).toBe('refused');
    }
    expect(new Set(refusals(set.events))).toEqual(new Set(['helper round-closed', 'leader round-closed']));
  });

  it('is never another set’s, whatever is asked for afterwards', async () => {
    const { helper } = await collected();
    for (const other of [sorted([...all, fourth.reportId]), all.slice(0, 2), all.slice(1), []]) {
      expect(await helper.collect(writeCollect(hash, 1n, other))).toEqual({ refused: 'collected' });
    }
  });

  it('is all that is left of the shares', async () => {
    const sharesAt = async (disk: Disk, role: Role) =>
      (await slotsOf(await storeOf(disk, set, role), 1n)).filter(({ share }) => share !== undefined).length;
    expect([await sharesAt(disks[0], 'leader'), await sharesAt(disks[1], 'helper')]).toEqual([3, 3]);
    const { atLeader, atHelper } = await collected();
    expect([await sharesAt(atLeader, 'leader'), await sharesAt(atHelper, 'helper')]).toEqual([0, 0]);
    const [before, after] = [
      `${await dump(disks[0])}${await dump(disks[1])}`,
      `${await dump(atLeader)}${await dump(atHelper)}`,
    ];
    for (const { secrets } of accepted) {
      const texts = secrets.map((secret) =>
        typeof secret === 'bigint' ? toHex(writeElements([secret])) : toHex(secret),
      );
      for (const dumped of [before, after]) expect(texts.filter((text) => dumped.includes(text))).toEqual([]);
    }
  });
});
