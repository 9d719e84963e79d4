/**
 * An aggregator that has a guess of somebody's values. The tag gives it the pad that goes with the guess, so whatever is
 * a function of values and pad alone says whether the guess is right. Quantized updates are easy to guess: many are zero.
 */

import { createCipheriv } from 'node:crypto';
import { commit, fromWide, reduce, WIDE_BYTES, writeElements } from '@fedzk/statement';
import { describe, expect, it, vi } from 'vitest';
import { type Bytes, equal, join } from '../../src/protocol/encoding.js';
import { hash } from '../../src/protocol/hashes.js';
import { leaderHash, shareLength } from '../../src/protocol/report.js';
import { packedOf, parse, part, seenByHelper, seenByLeader, tagOf } from '../support/attacker.js';
import { deliver, LEVELS, type Setting, setting } from '../support/round.js';
import { type StandIns, without } from '../support/weaken.js';

vi.mock('@fedzk/statement', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);
vi.mock('../../src/protocol/report.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const RIGHT = [0, 0, 7, 0, 0];
const GUESSES = [[], [0, 0, 7], [0, 0, 8], [7]];

/** V as it would have to be if the guess is right. */
function vectorFor(set: Setting, guess: readonly number[], stated: bigint, rho: bigint): bigint[] {
  const x = part(set.layout, ...guess);
  return [...packedOf(set, x), reduce(stated - tagOf(set, { x, s: 0n }, rho), set.layout.curve)];
}

function minus({ layout }: Setting, a: readonly bigint[], b: readonly bigint[]): bigint[] {
  return a.map((element, i) => reduce(element - (b[i] ?? 0n), layout.curve));
}

type Confirm = (set: Setting, report: Bytes, guess: readonly number[]) => Promise<boolean>;

/** Whoever sees the head: is C the commitment to the guess? */
const byCommitment: Confirm = async (set, report, guess) => {
  const { head, rho } = await seenByLeader(set, report);
  const vector = vectorFor(set, guess, head.tags[0] ?? 0n, rho);
  const opening = { blinding: 0n, packed: vector.slice(0, -1), pad: vector.at(-1) ?? 0n };
  return commit(opening, set.bound.circuit, set.layout.curve) === head.fixed.commitments[0];
};

/** The helper, which knows B: is H_A the hash of the guess minus B? It has no blind, and tries none and zeros. */
const byLeaderHash: Confirm = async (set, report, guess) => {
  const { head, rho, share } = await seenByHelper(set, report);
  const { context, commitments } = head.fixed;
  const fix = join(context, writeElements(commitments));
  const other = minus(set, vectorFor(set, guess, head.tags[0] ?? 0n, rho), share);
  const tried = [
    leaderHash(fix, new Uint8Array(32), writeElements(other)),
    hash('leader', join(fix, writeElements(other))),
  ];
  return tried.some((candidate) => equal(candidate, head.fixed.leaderHash));
};

/** The leader, which knows A: is H_B the hash of the guess minus A? It can't go from B back to the seed. */
const byHelperHash: Confirm = async (set, report, guess) => {
  const { head, rho, share } = await seenByLeader(set, report);
  const { context, commitments } = head.fixed;
  const fix = join(context, writeElements(commitments));
  const other = minus(set, vectorFor(set, guess, head.tags[0] ?? 0n, rho), share);
  return equal(hash('helper', join(fix, writeElements(other))), head.fixed.helperHash);
};

/** The hash of the whole of B, which is not to be published: xof(seed, ctx), with ctx at the front of fix. */
const overExpanded = ({ layout }: Setting): StandIns => ({
  helperHash: () => (fix, seed) => {
    const key = hash('expand', join(seed, fix.subarray(0, fix.length - 32)));
    const length = shareLength(layout) * WIDE_BYTES;
    const stream = createCipheriv('aes-256-ctr', key, new Uint8Array(16)).update(new Uint8Array(length));
    const share = Array.from({ length: shareLength(layout) }, (_, i) =>
      fromWide(new Uint8Array(stream.subarray(i * WIDE_BYTES, (i + 1) * WIDE_BYTES)), layout.curve),
    );
    return hash('helper', join(fix, writeElements(share)));
  },
});

describe.each(LEVELS)('at the level %s', (level) => {
  describe.each([
    [
      'the commitment',
      byCommitment,
      'without k in it',
      {
        commit: (original) => (opening, circuit, curve) => original({ ...opening, blinding: 0n }, circuit, curve),
      } satisfies StandIns,
    ],
    [
      'the hash of the leader’s share',
      byLeaderHash,
      'without a blind in it',
      { leaderHash: () => (fix, _blind, share) => hash('leader', join(fix, share)) } satisfies StandIns,
    ],
    ['the hash of the helper’s share', byHelperHash, 'made of the expanded share', overExpanded(setting({ level }))],
  ] as [string, Confirm, string, StandIns][])('a guess held against %s', (_, confirm, weakness, standIns) => {
    async function confirmed(set: Setting): Promise<(readonly number[])[]> {
      const report = await set.client('client_001').report('client_001', 1, Int8Array.from(RIGHT));
      const [leader, helper] = [set.leader(), set.helper()];
      await leader.openRound(1);
      await helper.openRound(1);
      expect(await deliver(leader, helper, report)).toBe('accepted');
      expect(parse(set, report).head.tags).toHaveLength(1);
      const found: (readonly number[])[] = [];
      for (const guess of GUESSES) if (await confirm(set, report, guess)) found.push(guess);
      return found;
    }

    it(`is confirmed where that is ${weakness}`, async () => {
      expect(await without(standIns, () => confirmed(setting({ level })))).toEqual([[0, 0, 7]]);
    });

    it('is neither confirmed nor ruled out', async () => {
      expect(await confirmed(setting({ level }))).toEqual([]);
    });
  });
});
