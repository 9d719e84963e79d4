/**
 * rho has to come after everything that the tag check compares. Known earlier, it makes the check one linear equation,
 * and a client has an unknown of its own to solve it with: s, in C or in its share. The poison is a value of 200 in a
 * task of 8 bits and norm 141: more than anybody may add, and little enough to pass as a sum of two.
 */
import { reduce } from '@fedzk/statement';
import { describe, expect, it, vi } from 'vitest';
import type { Bytes } from '../../src/protocol/encoding.js';
import { join } from '../../src/protocol/encoding.js';
import { rhoOf } from '../../src/protocol/report.js';
import {
  assemble,
  commitmentOf,
  draw,
  type Fixing,
  fixedOf,
  packedOf,
  parse,
  part,
  proofOf,
  prove,
  shareOf,
  tagOf,
} from '../support/attacker.js';
import { play } from '../support/play.js';
import { LEVELS, type Setting, setting } from '../support/round.js';
import { tagsOf } from '../support/twin.js';
import { type StandIns, without } from '../support/weaken.js';

vi.mock('../../src/protocol/report.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const WHO = { clientId: 'client_002', round: 1n };
const POISON = [0, 200, 0, 0, 0];
const POISONED_SUM = [1, 202, 3, 4, 5];
const HASHES = 64;
const COMMITMENT = 32;

/** Bytes without those from the first of two places to the second, both counted from the end. */
function cut(bytes: Uint8Array, from: number, to: number): Bytes {
  return join(bytes.subarray(0, bytes.length - from), bytes.subarray(bytes.length - to));
}

/** Neither rho nor what it is made from has C in it. */
const commitmentOutside: StandIns = {
  rhoOf: (original) => (fixed, curve) => original(cut(fixed, HASHES + COMMITMENT, HASHES), curve),
  leaderHash: (original) => (fix, blind, share) => original(cut(fix, COMMITMENT, 0), blind, share),
  helperHash: (original) => (fix, seed) => original(cut(fix, COMMITMENT, 0), seed),
};
const leaderHashOutside: StandIns = {
  rhoOf: (original) => (fixed, curve) => original(cut(fixed, HASHES, HASHES / 2), curve),
};
const helperHashOutside: StandIns = {
  rhoOf: (original) => (fixed, curve) => original(cut(fixed, HASHES / 2, 0), curve),
};

interface Attack {
  /** With the tag that the own witness has, and a proof of it. */
  readonly proved: Bytes;
  /** With the tag that the shares have, and the same proof. */
  readonly claimed: Bytes;
}

/** A report of these shares and this witness. If the attack works, both tags are the same. */
async function send(set: Setting, fixing: Fixing, s: bigint, k: bigint, vector: readonly bigint[]): Promise<Attack> {
  const fixed = fixedOf(set, fixing);
  const proved = await prove(set, fixed, [{ x: part(set.layout), s, k }]);
  const tags = tagsOf(vector, set.layout, rhoOf(fixed, set.layout.curve));
  return {
    proved: await assemble(set, fixing, proved),
    claimed: await assemble(set, fixing, { ...proved, tags }),
  };
}

/** Shares of the poison first, with any pad; then rho; then the one s for which zeros have the tag of the shares. */
async function commitLast(set: Setting): Promise<Attack> {
  const { seed, blind, pads, blindings } = draw(set);
  const vector = [...packedOf(set, part(set.layout, ...POISON)), pads[0] ?? 0n];
  const fixing = { ...WHO, seed, blind, commitments: [0n], share: await shareOf(set, vector, { ...WHO, seed }) };
  const rho = rhoOf(fixedOf(set, fixing), set.layout.curve);
  const x = part(set.layout);
  const s = reduce((tagsOf(vector, set.layout, rho)[0] ?? 0n) - tagOf(set, { x, s: 0n }, rho), set.layout.curve);
  const k = blindings[0] ?? 0n;
  return send(set, { ...fixing, commitments: [commitmentOf(set, { x, s, k })] }, s, k, vector);
}

/** A commitment to zeros first; then rho; then poisoned shares with the one pad for which they have its tag. */
async function shareLast(set: Setting): Promise<Attack> {
  const { seed, blind, pads, blindings } = draw(set);
  const [x, s, k] = [part(set.layout), pads[0] ?? 0n, blindings[0] ?? 0n];
  const fixing = { ...WHO, seed, blind, commitments: [commitmentOf(set, { x, s, k })], share: [] };
  const rho = rhoOf(fixedOf(set, fixing), set.layout.curve);
  const poison = part(set.layout, ...POISON);
  const vector = [
    ...packedOf(set, poison),
    reduce(tagOf(set, { x, s }, rho) - tagOf(set, { x: poison, s: 0n }, rho), set.layout.curve),
  ];
  return send(set, { ...fixing, share: await shareOf(set, vector, { ...WHO, seed }) }, s, k, vector);
}

describe.each(LEVELS)('at the level %s', (level) => {
  describe.each([
    ['its commitment', commitLast, commitmentOutside],
    ['the hash of the leader’s share', shareLast, leaderHashOutside],
  ] as const)('a client that finishes %s after it knows rho', (_, attack, weakness) => {
    it('poisons the sum where rho is not hashed over it', async () => {
      const set = setting({ level });
      const sums = await without(weakness, async () => {
        const { proved, claimed } = await attack(set);
        expect(parse(set, proved).head.tags).toEqual(parse(set, claimed).head.tags);
        return (await play(set, { reports: [proved] })).sums;
      });
      expect(sums).toEqual(POISONED_SUM);
    });

    it('is refused for its tag or its proof', async () => {
      const set = setting({ level });
      const { proved, claimed } = await attack(set);
      const { verdicts, refused } = await play(set, { reports: [proved, claimed] });
      expect(verdicts).toEqual(['refused', 'refused']);
      expect(refused).toEqual(['helper tag-mismatch', 'leader helper-refused', 'leader proof equation']);
    });
  });

  describe('a client that finishes its commitment after it knows rho', () => {
    it('is refused as long as rho, or one of the hashes in it, has the commitment in it', async () => {
      for (const kept of ['rhoOf', 'leaderHash', 'helperHash'] as const) {
        const set = setting({ level });
        const { [kept]: _, ...weakness } = commitmentOutside;
        const refused = await without(weakness, async () => {
          return (await play(set, { reports: [(await commitLast(set)).proved] })).refused;
        });
        expect(refused).toEqual(['helper tag-mismatch', 'leader helper-refused']);
      }
    });

    it('poisons the second part where rho has the commitment to the first only', async () => {
      const attack = async (set: Setting): Promise<Bytes> => {
        const { seed, blind, pads, blindings } = draw(set);
        const [zeros, poison] = [part(set.layout), part(set.layout, ...POISON)];
        const [s1, s2, k1, k2] = [...pads, ...blindings] as [bigint, bigint, bigint, bigint];
        const share = await shareOf(set, [...packedOf(set, zeros), s1, ...packedOf(set, poison), s2], { ...WHO, seed });
        const first = { x: zeros, s: s1, k: k1 };
        const fixing = { ...WHO, seed, blind, share, commitments: [commitmentOf(set, first), 0n] };
        const rho = rhoOf(fixedOf(set, fixing), set.layout.curve);
        const s = reduce(
          tagOf(set, { x: poison, s: s2 }, rho) - tagOf(set, { x: zeros, s: 0n }, rho),
          set.layout.curve,
        );
        const witnesses = [first, { x: zeros, s, k: k2 }];
        const complete = { ...fixing, commitments: witnesses.map((witness) => commitmentOf(set, witness)) };
        return assemble(set, complete, await prove(set, fixedOf(set, complete), witnesses));
      };
      const poisoned = setting({ level, parts: 2 });
      const { sums } = await without(commitmentOutside, async () =>
        play(poisoned, { reports: [await attack(poisoned)] }),
      );
      expect(sums).toEqual([1, 2, 3, 4, 5, ...POISON]);
      const set = setting({ level, parts: 2 });
      const { refused } = await play(set, { reports: [await attack(set)] });
      expect(refused).toEqual(['helper tag-mismatch', 'leader helper-refused']);
    });
  });

  describe('a client that finishes the helper’s seed after it knows rho', () => {
    /** The seed is no unknown that one could solve for; H_B is in rho for the bound's sake. */
    it('finds none that fits, whether rho is hashed over it or not', async () => {
      const set = setting({ level });
      const { blind, pads, blindings } = draw(set);
      const [x, s, k] = [part(set.layout), pads[0] ?? 0n, blindings[0] ?? 0n];
      const vector = [...packedOf(set, part(set.layout, ...POISON)), s];
      const share = await shareOf(set, vector, { ...WHO, seed: draw(set).seed });
      const commitments = [commitmentOf(set, { x, s, k })];
      await without(helperHashOutside, async () => {
        for (let i = 0; i < 50; i++) {
          const { seed } = draw(set);
          const rho = rhoOf(fixedOf(set, { ...WHO, seed, blind, commitments, share }), set.layout.curve);
          const other = (await shareOf(set, new Array(share.length).fill(0n), { ...WHO, seed })).map((b) =>
            reduce(-b, set.layout.curve),
          );
          const sum = share.map((a, i) => reduce(a + (other[i] ?? 0n), set.layout.curve));
          expect(tagsOf(sum, set.layout, rho)).not.toEqual([tagOf(set, { x, s }, rho)]);
        }
      });
    });

    it('needs a witness for its statement', async () => {
      const set = setting({ level });
      const { pads, blindings } = draw(set);
      const witness = { x: part(set.layout), s: pads[0] ?? 0n, k: blindings[0] ?? 0n };
      const statement = { commitment: commitmentOf(set, witness), rho: 2n, tag: 3n };
      await expect(proofOf(set, witness, statement)).rejects.toThrow('no witness: tag');
    });
  });
});
