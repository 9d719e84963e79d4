/** Two processes over one disk: what one has decided is decided anew where the other was quicker. */
import { describe, expect, it } from 'vitest';
import type { Leader } from '../src/aggregator/leader.js';
import { readAnswer, sorted, writeCollect } from '../src/protocol/collect.js';
import type { Role } from '../src/protocol/hpke.js';
import { SEAL_BYTES } from '../src/storage/sealed.js';
import type { AggregatorStorage } from '../src/storage/storage.js';
import { bad, good, one, set, submit, three, two } from './support/delivery.js';
import { type Forged, forge } from './support/forge.js';
import { refusals } from './support/round.js';
import { copyOf, countsOf, Disk, overtaken, slotsOf, storeOf } from './support/storage.js';

const [again, full] = [await forge(set, 'client_003', 1n, [1]), 2 ** set.task.headroom];

/** A process of the role. */
function process(role: Role, storage: AggregatorStorage) {
  if (role === 'leader') {
    const leader = set.leader(storage);
    return {
      aggregator: leader,
      verdict: async (sent: Forged): Promise<string> => (await leader.submit(sent.report)).verdict,
    };
  }
  const helper = set.helper(storage);
  const verdict = async (sent: Forged): Promise<string> =>
    readAnswer(await helper.prepare(sent.prepare))?.verdict ?? '';
  return { aggregator: helper, verdict };
}

/** Round 1 at an aggregator that has two reports. */
async function begun(role: Role) {
  const disk = new Disk();
  const { aggregator, verdict } = process(role, disk);
  await aggregator.openRound(1);
  for (const report of [one, two]) await verdict(report);
  set.events.length = 0;
  const state = await storeOf(disk, set, role);
  const counts = () => countsOf(disk, set, role);
  return { disk, aggregator, verdict, state, counts };
}

describe.each(['leader', 'helper'] as const)('at the %s, a report meets', (role) => {
  const yes = role === 'leader' ? 'pending' : 'accepted';

  it('itself, and takes one place', async () => {
    const { disk, verdict, counts } = await begun(role);
    expect(
      await process(
        role,
        overtaken(disk, () => verdict(three)),
      ).verdict(three),
    ).toBe(yes);
    expect(await counts()).toEqual([3, 3]);
    expect(refusals(set.events)).toEqual([]);
  });

  it('another of its client: duplicate', async () => {
    const { disk, verdict, counts, state } = await begun(role);
    expect(
      await process(
        role,
        overtaken(disk, () => verdict(again)),
      ).verdict(three),
    ).toBe('refused');
    expect(await counts()).toEqual([3, 3]);
    expect((await state.slot(1n, 'client_003'))?.report).toEqual(again.reportId);
    expect(refusals(set.events)).toEqual([`${role} duplicate`]);
  });

  it('another client’s, and both are in', async () => {
    const { disk, verdict, counts } = await begun(role);
    expect(
      await process(
        role,
        overtaken(disk, () => verdict(good)),
      ).verdict(three),
    ).toBe(yes);
    expect(await counts()).toEqual([4, 4]);
  });

  it('the last place being taken: batch-full', async () => {
    const { disk, verdict, state, counts } = await begun(role);
    for (let i = 3; i < full; i++) {
      const place = { client: `other_${i}`, report: new Uint8Array(32).fill(i), share: new Uint8Array(32), events: [] };
      const step =
        role === 'leader' ? ({ kind: 'hold', prepare: place.share } as const) : ({ kind: 'accept' } as const);
      await state.apply(1n, [{ ...place, ...step, max: full }]);
    }
    expect(
      await process(
        role,
        overtaken(disk, () => verdict(good)),
      ).verdict(three),
    ).toBe('refused');
    expect(await counts()).toEqual([full, full]);
    expect(refusals(set.events)).toEqual([`${role} batch-full`]);
  });

  it('the round’s end: round-closed', async () => {
    const { disk, aggregator, counts } = await begun(role);
    const late = process(
      role,
      overtaken(disk, () => aggregator.closeRound(1)),
    );
    expect(await late.verdict(three)).toBe('refused');
    expect(await counts()).toEqual([2, 2]);
    expect(refusals(set.events)).toEqual([`${role} round-closed`]);
  });
});

describe.each(['leader', 'helper'] as const)('at the %s, a round', (role) => {
  it('is closed with the report that came in meanwhile', async () => {
    for (const close of ['closeRound', 'openRound'] as const) {
      const { disk, verdict, state } = await begun(role);
      const { aggregator } = process(
        role,
        overtaken(disk, () => verdict(three)),
      );
      await aggregator[close](close === 'closeRound' ? 1 : 2);
      expect(await state.round(1n)).toMatchObject({ state: 'closed', held: 3 });
    }
  });

  it.each(['open', 'closed'])(
    'is not opened any more where a later one is, the one before being %s',
    async (before) => {
      const { disk, aggregator, state } = await begun(role);
      if (before === 'closed') await aggregator.closeRound(1);
      const late = process(
        role,
        overtaken(disk, () => aggregator.openRound(3)),
      );
      await expect(late.aggregator.openRound(2)).rejects.toThrow('above 3: rounds go forward');
      expect([(await state.round())?.round, await state.round(2n)]).toEqual([3n, undefined]);
    },
  );
});

describe('at the leader, a refusal', () => {
  it('does not free the place of a newer head, though the round has as many reports as before', async () => {
    const { disk, state, counts } = await begun('leader');
    const leader = set.leader(disk);
    const helper = set.helper();
    await helper.openRound(1);
    const pending = await submit(leader, bad);
    const refusal = await helper.prepare(pending);
    const late = set.leader(
      overtaken(disk, async () => {
        await leader.conclude(pending, refusal);
        await submit(leader, good);
      }),
    );
    expect(await late.conclude(pending, refusal)).toBe('pending');
    expect((await state.slot(1n, 'client_004'))?.prepare).toEqual(await submit(leader, good));
    expect(await counts()).toEqual([3, 3]);
  });
});

describe('at the leader, a collection meets', () => {
  /** Round 1 with two reports that both aggregators accepted, and what concludes a third. */
  async function concluded() {
    const begin = await begun('leader');
    const helper = set.helper();
    await helper.openRound(1);
    const conclude = async (sent: Forged): Promise<string> => {
      const prepare = await submit(begin.aggregator as Leader, sent);
      return (begin.aggregator as Leader).conclude(prepare, await helper.prepare(prepare));
    };
    for (const report of [one, two]) await conclude(report);
    return { ...begin, conclude };
  }

  it('a further report that is accepted, and takes it in', async () => {
    const { disk, conclude, state } = await concluded();
    const collector = set.leader(overtaken(disk, () => conclude(three)));
    const ids = sorted([one.reportId, two.reportId, three.reportId]);
    expect(await collector.collect(1)).toEqual({ request: writeCollect(set.bound.hash, 1n, ids) });
    expect((await state.round(1n))?.state).toBe('collected');
  });

  it('a further report that is pending, and leaves the round open', async () => {
    const { disk, verdict, state } = await concluded();
    const collector = set.leader(overtaken(disk, () => verdict(three)));
    await expect(collector.collect(1)).rejects.toThrow('1 pending report');
    expect(await state.round(1n)).toMatchObject({ state: 'open', held: 3, accepted: 2 });
  });

  it('itself, or the round’s end, and gives the same', async () => {
    const request = writeCollect(set.bound.hash, 1n, sorted([one.reportId, two.reportId]));
    const { disk } = await concluded();
    for (const other of ['collect', 'closeRound'] as const) {
      const copy = await copyOf(disk);
      const leader = set.leader(copy);
      expect(await set.leader(overtaken(copy, () => leader[other](1))).collect(1)).toEqual({ request });
    }
  });
});

describe('at the helper, a collection meets', () => {
  const ids = sorted([one.reportId, two.reportId]);
  const request = writeCollect(set.bound.hash, 1n, ids);

  it('a further report, and releases nothing', async () => {
    const { disk, verdict, state } = await begun('helper');
    const collector = set.helper(overtaken(disk, () => verdict(three)));
    expect(await collector.collect(request)).toEqual({ refused: 'set-mismatch' });
    expect((await state.round(1n))?.state).toBe('open');
    for (const slot of await slotsOf(state, 1n)) expect(slot.share).toHaveLength(32 + SEAL_BYTES);
  });

  it('itself, or the round’s end, and releases the same', async () => {
    const { disk } = await begun('helper');
    const expected = await set.helper(await copyOf(disk)).collect(request);
    expect(expected).toHaveProperty('share');
    for (const other of ['collect', 'closeRound'] as const) {
      const copy = await copyOf(disk);
      const helper = set.helper(copy);
      const act = (): Promise<unknown> => (other === 'collect' ? helper.collect(request) : helper.closeRound(1));
      expect(await set.helper(overtaken(copy, act)).collect(request)).toEqual(expected);
    }
  });
});
