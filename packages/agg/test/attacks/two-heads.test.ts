/**
 * A client that shows the two aggregators different things. The leader can't see whether its share and the helper's add
 * up to what was proved; only the helper can, by the tags, and only if it checks the very head that the leader has.
 */
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../src/protocol/encoding.js';
import { rhoOf, writePrepare } from '../../src/protocol/report.js';
import {
  assemble,
  commitmentOf,
  draw,
  type Fixing,
  fixedOf,
  packedOf,
  parse,
  part,
  prove,
  shareOf,
} from '../support/attacker.js';
import { play } from '../support/play.js';
import { refusals, type Setting, setting } from '../support/round.js';
import { trustingHelper } from '../support/trusting.js';
import { tagsOf } from '../support/twin.js';

const WHO = { clientId: 'client_002', round: 1n };
const POISON = [0, 200, 0, 0, 0];
const POISONED_SUM = [1, 202, 3, 4, 5];

/** All of a report of zeros, whose shares add up to something else. */
async function twoFaced(
  set: Setting,
  ...shared: readonly number[]
): Promise<Fixing & { readonly prove: () => ReturnType<typeof prove> }> {
  const { seed, blind, pads, blindings } = draw(set);
  const witness = { x: part(set.layout), s: pads[0] ?? 0n, k: blindings[0] ?? 0n };
  const share = await shareOf(set, [...packedOf(set, part(set.layout, ...shared)), witness.s], { ...WHO, seed });
  const fixing = { ...WHO, seed, blind, share, commitments: [commitmentOf(set, witness)] };
  return { ...fixing, prove: () => prove(set, fixedOf(set, fixing), [witness]) };
}

describe('shares that are not what was proved', () => {
  const attack = async (set: Setting): Promise<Bytes> => {
    const fixing = await twoFaced(set, ...POISON);
    return assemble(set, fixing, await fixing.prove());
  };

  it('poison the sum if only the leader checks', async () => {
    const set = setting();
    const { sums, refused } = await play(set, { reports: [await attack(set)], helper: trustingHelper(set) });
    expect({ sums, refused }).toEqual({ sums: POISONED_SUM, refused: [] });
  });

  it('are refused by the helper for their tag', async () => {
    const set = setting();
    expect((await play(set, { reports: [await attack(set)] })).refused).toEqual([
      'helper tag-mismatch',
      'leader helper-refused',
    ]);
  });
});

describe('a seed in the helper’s ciphertext that is not the one of H_B', () => {
  /**
   * Both aggregators find the hash of a good share in M, and one of them gets another. The poison is all over the field,
   * so the sum is nothing that could be one: the round is lost for everybody.
   */
  const attack = async (set: Setting): Promise<Bytes> => {
    const fixing = await twoFaced(set);
    return assemble(set, fixing, { ...(await fixing.prove()), seedSent: draw(set).seed });
  };

  it('destroys the sum if only the leader checks', async () => {
    const set = setting();
    const round = play(set, { reports: [await attack(set)], helper: trustingHelper(set) });
    await expect(round).rejects.toThrow('the shares are refused');
    expect(refusals(set.events)).toEqual(['leader aggregate-malformed']);
  });

  it('is refused by the helper for its hash', async () => {
    const set = setting();
    expect((await play(set, { reports: [await attack(set)] })).refused).toEqual([
      'helper share-hash',
      'leader helper-refused',
    ]);
  });
});

describe('two heads, one for each aggregator', () => {
  /** Both heads are of one client and one round, good in themselves, with other shares; one signature goes with both. */
  async function twoHeads(set: Setting): Promise<readonly [shown: Bytes, other: Bytes]> {
    const [first, second] = [await twoFaced(set), await twoFaced(set, ...POISON)];
    return [await assemble(set, first, await first.prove()), await assemble(set, second, await second.prove())];
  }

  it('are no two heads for a signature that is on one', async () => {
    const set = setting();
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const [shown, other] = (await twoHeads(set)).map((report) => parse(set, report));
    if (shown === undefined || other === undefined) throw new Error('there are two');
    for (const head of [other.head, { ...shown.head, bytes: swapTag(shown.head.bytes, other.head.bytes) }]) {
      const answer = await helper.prepare(writePrepare({ ...shown, head }, [0n]));
      expect(answer.at(-1)).toBe(0);
    }
    const leaderTags = tagsOf((await twoFaced(set)).share, set.layout, rhoOf(shown.head.fixed.bytes, set.layout.curve));
    await helper.prepare(writePrepare({ ...shown, leaderPartHash: other.leaderPartHash }, leaderTags));
    expect(refusals(set.events)).toEqual(new Array(3).fill('helper bad-signature'));
  });

  it('meet the same place at the helper, where the second finds no room', async () => {
    const set = setting();
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const [first, second] = [await twoFaced(set), await twoFaced(set)];
    const [shown, other] = [
      await assemble(set, first, await first.prove()),
      await assemble(set, second, await second.prove()),
    ];
    const submission = await leader.submit(shown);
    if (submission.verdict !== 'pending') throw new Error(submission.verdict);
    expect((await leader.submit(other)).verdict).toBe('refused');
    await helper.prepare(submission.prepare);
    const { bytes } = parse(set, other).head.fixed;
    const otherTags = tagsOf(second.share, set.layout, rhoOf(bytes, set.layout.curve));
    expect((await helper.prepare(writePrepare(parse(set, other), otherTags))).at(-1)).toBe(0);
    expect(refusals(set.events)).toEqual(['leader duplicate', 'helper duplicate']);
  });
});

/** The head with the tag of another: 1 byte, M and then 32. */
function swapTag(head: Bytes, other: Bytes): Bytes {
  const at = 1 + 32 + 8 + 2 + WHO.clientId.length + 32 + 64;
  const out = head.slice();
  out.set(other.subarray(at, at + 32), at);
  return out;
}
