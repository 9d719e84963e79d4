/**
 * An aggregator that says something wrong: a tag of its share, a verdict, an aggregate share. The helper finds a wrong tag
 * out; nobody finds out a helper that says yes. Of wrong aggregate shares only the clumsy are found out.
 */
import { type Curve, ORDERS, readElements, reduce, writeElements } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import type { Leader } from '../../src/index.js';
import { readAnswer, writeAnswer } from '../../src/protocol/collect.js';
import { type Bytes, join } from '../../src/protocol/encoding.js';
import { reportId } from '../../src/protocol/report.js';
import { assemble, commitmentOf, draw, fixedOf, packedOf, parse, part, prove, shareOf } from '../support/attacker.js';
import { play } from '../support/play.js';
import { deliver, LEVELS, refusals, type Setting, setting } from '../support/round.js';
import { trustingHelper } from '../support/trusting.js';

const UPDATES = { client_001: [1, 2, 3, 4, 5], client_002: [10, 20, 30, 40, 50] };
const SUM = [11, 22, 33, 44, 55];

/** What the leader would send the helper. */
async function prepareOf(leader: Leader, report: Bytes): Promise<Bytes> {
  const submission = await leader.submit(report, { sender: 'client_001' });
  if (submission.verdict !== 'pending') throw new Error(submission.verdict);
  return submission.prepare;
}

/** Prepare of one part with another tA. */
function withTag(prepare: Bytes, tag: bigint): Bytes {
  return join(prepare.subarray(0, -32), writeElements([tag]));
}

/** Bytes with one of them changed. */
function altered(bytes: Bytes, at: number): Bytes {
  const out = bytes.slice();
  out[at] = (out[at] ?? 0) ^ 1;
  return out;
}

describe.each(LEVELS)('a leader of the level %s that sends a wrong tag of its share', (level) => {
  const WRONG: readonly [string, (right: bigint, stated: bigint, curve: Curve) => bigint][] = [
    ['one more', (right, _, curve) => reduce(right + 1n, curve)],
    ['zero', () => 0n],
    ['the tag of the report itself', (_, stated) => stated],
  ];

  it.each(WRONG)('is found out: %s', async (_, wrong) => {
    const set = setting({ level });
    const { curve } = set.layout;
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const report = await set.client('client_001').report('client_001', 1, Int8Array.from(UPDATES.client_001));
    const prepare = await prepareOf(leader, report);
    const right = readElements(prepare.slice(-32), curve)?.[0] ?? 0n;
    const bytes = withTag(prepare, wrong(right, parse(set, report).head.tags[0] ?? 0n, curve));
    expect(readAnswer(await helper.prepare(bytes))?.verdict).toBe('refused');
    expect(refusals(set.events)).toEqual(['helper tag-mismatch']);
    // Nothing is stored: with the right one the report is accepted after all.
    expect(readAnswer(await helper.prepare(prepare))?.verdict).toBe('accepted');
  });

  it('is found out where the tag is not below r, as malformed', async () => {
    const set = setting({ level });
    const { curve } = set.layout;
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const prepare = await prepareOf(leader, await set.client('client_001').report('client_001', 1, Int8Array.of(1)));
    await helper.prepare(withTag(prepare, (readElements(prepare.slice(-32), curve)?.[0] ?? 0n) + ORDERS[curve]));
    expect(refusals(set.events)).toEqual(['helper malformed']);
  });
});

/** Both sides of the helper's equation are shifted alike; the proof is still about the tag that was. */
describe('a leader that changes the report’s tag along with its own', () => {
  it.each([
    ['a signature', false, 'helper bad-signature'],
    ['the proof, in an open task', true, 'helper proof equation'],
  ] as const)('is stopped by %s', async (_, open, code) => {
    const set = setting({ open });
    const { curve } = set.layout;
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const report = await set.client('client_001').report('client_001', 1, Int8Array.of(1));
    const prepare = await prepareOf(leader, report);
    const tag = parse(set, report).head.tags[0] ?? 0n;
    const at = 1 + parse(set, report).head.fixed.bytes.length;
    const shifted = withTag(prepare, reduce((readElements(prepare.slice(-32), curve)?.[0] ?? 0n) + 1n, curve));
    shifted.set(writeElements([reduce(tag + 1n, curve)]), at);
    await helper.prepare(shifted);
    expect(refusals(set.events)).toEqual([code]);
  });
});

describe('a helper that says yes where it should not', () => {
  /** Documented: robustness is promised where both aggregators are honest. */
  it('lets its friend poison the sum, and the leader can’t tell', async () => {
    const set = setting();
    const { seed, blind, pads, blindings } = draw(set);
    const who = { clientId: 'client_002', round: 1n };
    const witness = { x: part(set.layout), s: pads[0] ?? 0n, k: blindings[0] ?? 0n };
    const share = await shareOf(set, [...packedOf(set, part(set.layout, 0, 0, 222)), witness.s], { ...who, seed });
    const fixing = { ...who, seed, blind, share, commitments: [commitmentOf(set, witness)] };
    const report = await assemble(set, fixing, await prove(set, fixedOf(set, fixing), [witness]));
    const { sums, refused } = await play(set, { reports: [report], helper: trustingHelper(set) });
    expect({ sums, refused }).toEqual({ sums: [1, 2, 225, 4, 5], refused: [] });
  });

  it('and one that says no to somebody has that report left out', async () => {
    const set = setting();
    const leader = set.leader();
    await leader.openRound(1);
    const report = await set.client('client_001').report('client_001', 1, Int8Array.of(1));
    const prepare = await prepareOf(leader, report);
    const id = reportId(parse(set, report).head.fixed.bytes);
    expect(await leader.conclude(prepare, writeAnswer(id, 'refused'))).toBe('refused');
    expect(refusals(set.events)).toEqual(['leader helper-refused']);
  });
});

/** A collected round of two, and both released shares. */
async function collected(set: Setting, updates: Readonly<Record<string, readonly number[]>> = UPDATES) {
  const [leader, helper] = [set.leader(), set.helper()];
  await leader.openRound(1);
  await helper.openRound(1);
  for (const [id, values] of Object.entries(updates)) {
    expect(await deliver(leader, helper, await set.client(id).report(id, 1, Int8Array.from(values)))).toBe('accepted');
  }
  const asked = await leader.collect(1);
  const answered = 'request' in asked ? await helper.collect(asked.request) : asked;
  if ('refused' in answered) throw new Error(answered.refused);
  return { leader, helper, shares: { leader: await leader.share(1), helper: answered.share } };
}

/** A share with something added to its elements. */
function shifted(curve: Curve, share: Bytes, by: bigint): Bytes {
  const [first = 0n, ...rest] = readElements(share.slice(72), curve) ?? [];
  return join(share.subarray(0, 72), writeElements([reduce(first + by, curve), ...rest]));
}

const slot = (i: number, by: bigint): bigint => by * 2n ** BigInt(11 * i);

describe.each(LEVELS)('a wrong aggregate share of the level %s', (level) => {
  const { curve } = setting({ level }).layout;
  const CLUMSY: readonly [string, (share: Bytes) => Bytes][] = [
    ['has bits above the slots', (share) => shifted(curve, share, 2n ** 253n)],
    ['is anything', (share) => shifted(curve, share, ORDERS[curve] / 3n)],
    ['goes below zero', (share) => shifted(curve, share, -slot(4, 512n))],
    ['has one in a slot past n', (share) => shifted(curve, share, slot(5, 1n))],
    ['has one in the last slot', (share) => shifted(curve, share, slot(22, 1n))],
    ['has a slot one past what two can be', (share) => shifted(curve, share, slot(0, 510n - 256n - 11n + 1n))],
    ['has a norm that two can’t have', (share) => shifted(curve, share, slot(0, 243n) + slot(1, 76n))],
    ['is one element short', (share) => share.slice(0, -32)],
    ['is one element long', (share) => join(share, new Uint8Array(32))],
    ['has an element of r and more', (share) => join(share.subarray(0, 72), new Uint8Array(32).fill(255))],
    ['is of another round', (share) => altered(share, 39)],
    ['is of another task', (share) => altered(share, 0)],
    ['is of another set', (share) => altered(share, 71)],
  ];

  it.each(CLUMSY)('is refused where it %s', async (_, change) => {
    const set = setting({ level });
    const { leader, helper, shares } = await collected(set);
    expect(await leader.combine(1, change(shares.helper))).toEqual({ refused: 'aggregate-malformed' });
    expect(await helper.combine(1, change(shares.leader))).toEqual({ refused: 'aggregate-malformed' });
    expect(await leader.combine(1, shares.leader)).toEqual({ refused: 'aggregate-malformed' });
    expect(await leader.combine(1, shares.helper)).toMatchObject({ count: 2, sums: Int32Array.from(SUM) });
  });
  /** Documented: a shift that stays within what two updates could be is a sum like others. */
  it('is taken for right where it is careful', async () => {
    const { leader, shares } = await collected(setting({ level }));
    const sums = Int32Array.of(254, 97, 33, 44, 55);
    expect(await leader.combine(1, shifted(curve, shares.helper, slot(0, 243n) + slot(1, 75n)))).toEqual({
      count: 2,
      sums,
    });
  });
});
