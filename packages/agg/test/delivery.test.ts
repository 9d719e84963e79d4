/**
 * The row "one round made uncollectable": messages between the aggregators that are lost, late, twice or out of order, and
 * a client that shows two heads over one M. Whatever happens, the round ends with the sum of what both accepted.
 */
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../src/protocol/encoding.js';
import { bad, good, one, set, submit, sums, three, two, verdict, world } from './support/delivery.js';
import { deliver, refusals } from './support/round.js';
import { Disk, dump, places } from './support/storage.js';

describe('prepare', () => {
  it('that is lost is pending, and sent again', async () => {
    const { leader, helper } = await world();
    const lost = await submit(leader, three);
    expect(await leader.pending(1)).toEqual([lost]);
    expect(await submit(leader, three)).toEqual(lost); // as when the client tries again
    expect(await leader.conclude(lost, await helper.prepare(lost))).toBe('accepted');
    expect(await leader.pending(1)).toEqual([]);
    expect(await sums(leader, helper)).toEqual([111, 122, 133]);
  });

  it('whose answer is lost is accepted again, and counts once', async () => {
    const { leader, helper } = await world();
    const prepare = await submit(leader, three);
    for (let lost = 0; lost < 3; lost++) await helper.prepare(prepare);
    expect(await leader.conclude(prepare, await helper.prepare(prepare))).toBe('accepted');
    expect(await sums(leader, helper)).toEqual([111, 122, 133]);
  });

  it('in any order, each twice, and the answers likewise', async () => {
    const { leader, helper } = await world();
    const prepares = [await submit(leader, three), await submit(leader, good)];
    const answers: (readonly [Bytes, Bytes])[] = [];
    for (const prepare of [...prepares, ...prepares].reverse()) answers.push([prepare, await helper.prepare(prepare)]);
    for (const [prepare, answer] of answers.reverse()) expect(await leader.conclude(prepare, answer)).toBe('accepted');
    expect(await sums(leader, helper)).toEqual([118, 129, 140]);
  });

  it('before the helper’s round is open is answered later, stores nothing, and is sent again', async () => {
    const disk = new Disk();
    const [leader, helper] = [set.leader(), set.helper(disk)];
    await leader.openRound(1);
    const prepares = [];
    for (const report of [one, two, three]) prepares.push(await submit(leader, report));
    for (const open of [undefined, 0]) {
      if (open !== undefined) await helper.openRound(open);
      const before = await dump(disk);
      for (const prepare of prepares) {
        expect(await leader.conclude(prepare, await helper.prepare(prepare))).toBe('pending');
      }
      expect(await dump(disk)).toBe(before);
    }
    await expect(leader.collect(1)).rejects.toThrow('3 pending reports');
    await helper.openRound(1);
    for (const prepare of await leader.pending(1)) {
      expect(await leader.conclude(prepare, await helper.prepare(prepare))).toBe('accepted');
    }
    expect(await sums(leader, helper)).toEqual([111, 122, 133]);
  });

  it.each(['closed', 'gone on to another'])(
    'that is late, the helper’s round just %s, is refused and left out',
    async (how) => {
      const { leader, helper } = await world();
      const [late, answered] = [await submit(leader, three), await submit(leader, good)];
      await helper.prepare(answered); // and the answer is lost
      await (how === 'closed' ? helper.closeRound(1) : helper.openRound(2));
      expect(await leader.conclude(late, await helper.prepare(late))).toBe('refused');
      expect(await leader.conclude(answered, await helper.prepare(answered))).toBe('accepted');
      expect(refusals(set.events)).toEqual(['helper round-closed', 'leader helper-refused']);
      expect(await sums(leader, helper)).toEqual([18, 29, 40]);
    },
  );

  it('of a round that the leader has closed still gets its verdict', async () => {
    const { leader, helper } = await world();
    const [yes, no] = [await submit(leader, three), await submit(leader, bad)];
    await leader.openRound(2);
    expect(await leader.conclude(no, await helper.prepare(no))).toBe('refused');
    expect(await leader.conclude(yes, await helper.prepare(yes))).toBe('accepted');
    expect((await leader.submit(good.report)).verdict).toBe('refused'); // the place is free, the round closed
    expect(await sums(leader, helper)).toEqual([111, 122, 133]);
  });
});

describe('two heads over one M', () => {
  it('if the helper refuses one, the other gets the place', async () => {
    const { leader, helper, disk } = await world();
    const before = await places(disk);
    expect(bad.reportId).toEqual(good.reportId);
    const pending = await submit(leader, bad);
    expect(await submit(leader, good)).toEqual(pending); // never others for a pending place
    expect(await leader.conclude(pending, await helper.prepare(pending))).toBe('refused');
    expect(await places(disk)).toBe(before);
    expect(await deliver(leader, helper, good.report)).toBe('accepted');
    expect(await sums(leader, helper)).toEqual([18, 29, 40]);
  });

  it('an old refusal says nothing of the newer head', async () => {
    const { leader, helper } = await world();
    const old = await submit(leader, bad);
    const refusal = await helper.prepare(old);
    expect(await leader.conclude(old, refusal)).toBe('refused');
    const pending = await submit(leader, good);
    expect(await verdict(helper, pending)).toBe('accepted'); // on its way
    expect(await leader.conclude(old, refusal)).toBe('pending');
    expect(await leader.pending(1)).toEqual([pending]);
    expect(await leader.conclude(pending, await helper.prepare(pending))).toBe('accepted');
    expect(await leader.conclude(old, refusal)).toBe('accepted'); // nor after that
    expect(await sums(leader, helper)).toEqual([18, 29, 40]);
  });

  it('a late copy of the old one gets the final verdict, for both', async () => {
    const { leader, helper } = await world();
    const old = await submit(leader, bad);
    await leader.conclude(old, await helper.prepare(old));
    const pending = await submit(leader, good);
    await helper.prepare(pending);
    expect(await verdict(helper, old)).toBe('accepted');
    expect(await leader.conclude(old, await helper.prepare(old))).toBe('accepted');
    expect(await leader.pending(1)).toEqual([]);
    expect(await sums(leader, helper)).toEqual([18, 29, 40]);
  });

  it('with a wrong tA the helper’s refusal is of other bytes than are pending', async () => {
    const { leader, helper } = await world();
    const pending = await submit(leader, good);
    const wrong = pending.map((byte, i) => (i === pending.length - 1 ? byte ^ 1 : byte));
    expect(await leader.conclude(wrong, await helper.prepare(wrong))).toBe('pending');
    expect(await leader.conclude(pending, await helper.prepare(pending))).toBe('accepted');
    expect(await verdict(helper, wrong)).toBe('accepted'); // once accepted, whatever comes with it
    expect(refusals(set.events)).toEqual(['helper tag-mismatch']);
    expect(await sums(leader, helper)).toEqual([18, 29, 40]);
  });
});
