/** Many calls at once, over a disk whose operations interleave: each place in a round is taken once, and counts are right. */

import { Dice } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import type { Leader } from '../src/aggregator/leader.js';
import { readAnswer, sorted, writeCollect } from '../src/protocol/collect.js';
import type { Bytes } from '../src/protocol/encoding.js';
import type { Role } from '../src/protocol/hpke.js';
import { Draws } from '../src/protocol/shares.js';
import type { AggregatorStorage } from '../src/storage/storage.js';
import { type Forged, forge } from './support/forge.js';
import { deliver, refusals, setting } from './support/round.js';
import { countsOf, Disk, releasedBy, slotsOf, storeOf, unhurried } from './support/storage.js';

/** Room for four reports, and six clients. */
const clients = Array.from({ length: 6 }, (_, i) => `client_00${i + 1}`);
const set = setting({ headroom: 2, clients });
const draws = Draws.fresh(set.layout).take();
const helperOnly = (bytes: Bytes): Bytes => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
const all = await Promise.all(clients.map((id, i) => forge(set, id, 1n, [i, -i, 10 * i])));
const second = await forge(set, 'client_001', 1n, [9]);
const heads = [
  await forge(set, 'client_001', 1n, [8], { draws, aad: { helper: helperOnly } }),
  await forge(set, 'client_001', 1n, [8], { draws }),
];
const seeds = Array.from({ length: process.env.SLOW === '1' ? 60 : 3 }, (_, i) => i + 1);

/** Two processes of a role over one disk, in round 1; `give` sends every other message to each. */
async function twins(role: Role, seed: number) {
  const disk = new Disk();
  const stores = [unhurried(disk, new Dice(seed)), unhurried(disk, new Dice(seed + 1000))] as const;
  const give: (sent: Forged, i: number) => Promise<string | undefined> =
    role === 'leader'
      ? (
          (twins) => async (sent: Forged, i: number) =>
            (await twins[i % 2]?.submit(sent.report))?.verdict
        )(stores.map((storage) => set.leader(storage)))
      : (
          (twins) => async (sent: Forged, i: number) =>
            readAnswer((await twins[i % 2]?.prepare(sent.prepare)) ?? new Uint8Array())?.verdict
        )(stores.map((storage) => set.helper(storage)));
  const make = (storage: AggregatorStorage) => set[role](storage);
  await make(disk).openRound(1);
  set.events.length = 0;
  const state = await storeOf(disk, set, role);
  const counts = () => countsOf(disk, set, role);
  return { disk, stores, make, state, counts, atOnce: (sent: Forged[]) => Promise.all(sent.map(give)) };
}

describe.each(['leader', 'helper'] as const)('at the %s', (role) => {
  const yes = role === 'leader' ? 'pending' : 'accepted';
  const codes = (): string[] => refusals(set.events).sort();

  it.each(seeds)('six reports at once take four places (order %i)', async (seed) => {
    const { atOnce, counts } = await twins(role, seed);
    expect((await atOnce(all)).sort()).toEqual([...[yes, yes, yes, yes], 'refused', 'refused'].sort());
    expect(codes()).toEqual([`${role} batch-full`, `${role} batch-full`]);
    expect(await counts()).toEqual([4, 4]);
    const verdicts = await atOnce(all);
    expect(verdicts.filter((verdict) => verdict === yes)).toHaveLength(4);
    expect(await counts()).toEqual([4, 4]);
  });

  it.each(seeds)('one report six times at once takes one place (order %i)', async (seed) => {
    const [one = second] = all;
    const { atOnce, counts } = await twins(role, seed);
    expect(new Set(await atOnce([one, one, one, one, one, one]))).toEqual(new Set([yes]));
    expect(codes()).toEqual([]);
    const told = set.events.map(({ user_id, result }) => `${user_id} ${result}`);
    expect(told).toEqual([`client_001 ${role === 'leader' ? 'logged' : 'success'}`]);
    expect(await counts()).toEqual([1, 1]);
    expect(await atOnce(all.slice(1, 5))).toContain('refused'); // there is room for three
    expect(await counts()).toEqual([4, 4]);
  });

  it.each(seeds)('two reports of one client at once: one holds the place (order %i)', async (seed) => {
    const [one = second] = all;
    const { atOnce, counts, state } = await twins(role, seed);
    const verdicts = await atOnce([one, second, one, second]);
    const winner = verdicts[0] === yes ? one : second;
    expect(verdicts).toEqual(winner === one ? [yes, 'refused', yes, 'refused'] : ['refused', yes, 'refused', yes]);
    expect(codes()).toEqual([`${role} duplicate`, `${role} duplicate`]);
    expect(await counts()).toEqual([1, 1]);
    expect((await state.slot(1n, 'client_001'))?.report).toEqual(winner.reportId);
  });

  it.each(seeds)(
    'reports while the round closes: each is in or out, and the count says how many (order %i)',
    async (seed) => {
      const { atOnce, make, stores, counts } = await twins(role, seed);
      const closing = make(stores[0]).closeRound(1);
      const verdicts = await atOnce(all.slice(0, 4));
      await closing;
      const taken = verdicts.filter((verdict) => verdict === yes).length;
      expect(await counts()).toEqual([taken, taken]);
      expect(codes()).toEqual(new Array(4 - taken).fill(`${role} round-closed`));
      expect(await atOnce(all.slice(4))).toEqual(['refused', 'refused']);
    },
  );

  it.each(seeds)('two rounds opened at once: the later one is open in the end (order %i)', async (seed) => {
    const { make, stores, state } = await twins(role, seed);
    const opened = await Promise.allSettled([make(stores[0]).openRound(3), make(stores[1]).openRound(2)]);
    expect(opened[0]?.status).toBe('fulfilled');
    expect((await state.round())?.round).toBe(3n);
    expect([(await state.round(3n))?.state, (await state.round(1n))?.state]).toEqual(['open', 'closed']);
    expect((await state.round(2n))?.state).toBe(opened[1]?.status === 'fulfilled' ? 'closed' : undefined);
  });
});

describe('the leader', () => {
  it.each(seeds)('has one prepare for a place, whichever head came first (order %i)', async (seed) => {
    const { stores } = await twins('leader', seed);
    const leaders = stores.map((storage) => set.leader(storage));
    const answers = await Promise.all(heads.map((head, i) => leaders[i]?.submit(head.report)));
    const [first, other] = answers.map((answer) => (answer?.verdict === 'pending' ? answer.prepare : undefined));
    expect(first).toBeDefined();
    expect(other).toEqual(first);
  });

  it.each(seeds)('counts one refusal once, however often it comes at once (order %i)', async (seed) => {
    const { stores, counts } = await twins('leader', seed);
    const [one, two] = stores.map((storage) => set.leader(storage));
    const helper = set.helper();
    await helper.openRound(1);
    const [bad = second] = heads;
    for (const { report } of [bad, ...all.slice(1, 3)]) await one?.submit(report);
    const refusal = await helper.prepare(bad.prepare);
    const concluded = [one, two, one, two].map((leader) => leader?.conclude(bad.prepare, refusal));
    expect(new Set(await Promise.all(concluded))).toEqual(new Set(['refused']));
    expect(await counts()).toEqual([2, 2]);
    expect(refusals(set.events).filter((code) => code === 'leader helper-refused')).toHaveLength(1);
  });
});

describe('the leader’s collection', () => {
  it.each(seeds)('by two processes at once is made once, with the same bytes (order %i)', async (seed) => {
    const { stores, state } = await twins('leader', seed);
    const [first, second] = stores.map((storage) => set.leader(storage)) as [Leader, Leader];
    const helper = set.helper();
    await helper.openRound(1);
    for (const { report } of all.slice(0, 3)) await deliver(first, helper, report);
    set.events.length = 0;
    const asked = await Promise.all([first, second, first].map((leader) => leader.collect(1)));
    const ids = sorted(all.slice(0, 3).map(({ reportId }) => reportId));
    for (const each of asked) expect(each).toEqual({ request: writeCollect(set.bound.hash, 1n, ids) });
    const [one, two] = [await first.share(1), await second.share(1)];
    expect(one).toEqual(two);
    const row = await state.round(1n);
    expect(row).toMatchObject({ state: 'collected', wiped: true });
    expect(await releasedBy('leader', set, row)).toEqual(one);
    expect(set.events.map(({ operation }) => operation)).toEqual(['close_round', 'fix_set', 'collect_round']);
  });
});

describe('the helper', () => {
  it.each(seeds)('releases a set or takes a further report, never both (order %i)', async (seed) => {
    const { stores, atOnce, state } = await twins('helper', seed);
    const [one, two, three] = stores.map((storage) => set.helper(storage)).concat(set.helper(stores[0]));
    await atOnce(all.slice(0, 3));
    const ids = sorted(all.slice(0, 3).map(({ reportId }) => reportId));
    const request = writeCollect(set.bound.hash, 1n, ids);
    const late = all[3] ?? second;
    const [answers, verdicts] = await Promise.all([
      Promise.all([one, two, three].map((helper) => helper?.collect(request))),
      atOnce([late]),
    ]);
    const shares = answers.flatMap((answer) => (answer && 'share' in answer ? [answer.share] : []));
    for (const share of shares) expect(share).toEqual(shares[0]);
    expect(await slotsOf(state, 1n)).toHaveLength(verdicts[0] === 'accepted' ? 4 : 3);
    if (verdicts[0] === 'accepted') expect(answers).toEqual(new Array(3).fill({ refused: 'set-mismatch' }));
    else expect(shares).toHaveLength(3);
  });
});
