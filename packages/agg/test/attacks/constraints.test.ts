/**
 * The circuit's four constraint groups, seen from the sum: what a client of a circuit without one of them adds, and that
 * it has no witness with all of them. Whether the real circuit has them is tested in circuits/.
 */
import { reduce } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import type { Prover } from '../../src/compose.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { rhoOf } from '../../src/protocol/report.js';
import {
  assemble,
  commitmentOf,
  draw,
  fixedOf,
  packedOf,
  part,
  proofOf,
  prove,
  shareOf,
  tagOf,
} from '../support/attacker.js';
import type { Constraint } from '../support/circuit.js';
import { play } from '../support/play.js';
import { proverOf } from '../support/prover.js';
import { LEVELS, type Setting, setting } from '../support/round.js';

const WHO = { clientId: 'client_002', round: 1n };

/** A report that is right in all but its values. */
async function values(set: Setting, prover: Prover, ...list: readonly number[]): Promise<Bytes> {
  const { seed, blind, pads, blindings } = draw(set);
  const witness = { x: part(set.layout, ...list), s: pads[0] ?? 0n, k: blindings[0] ?? 0n };
  const share = await shareOf(set, [...packedOf(set, witness.x), witness.s], { ...WHO, seed });
  const fixing = { ...WHO, seed, blind, share, commitments: [commitmentOf(set, witness)] };
  return assemble(set, fixing, await prove(set, fixedOf(set, fixing), [witness], prover));
}

/** A report of zeros whose shares are of 200, and whose proof says what fits the shares. */
async function shares(set: Setting, prover: Prover, solved: 'the pad' | 'nothing'): Promise<Bytes> {
  const { seed, blind, pads, blindings } = draw(set);
  const [zeros, poison] = [part(set.layout), part(set.layout, 0, 200)];
  const [s, k] = [pads[0] ?? 0n, blindings[0] ?? 0n];
  const share = await shareOf(set, [...packedOf(set, poison), s], { ...WHO, seed });
  const commitment = commitmentOf(set, { x: zeros, s, k });
  const fixing = { ...WHO, seed, blind, share, commitments: [commitment] };
  const rho = rhoOf(fixedOf(set, fixing), set.layout.curve);
  const stated = tagOf(set, { x: poison, s }, rho);
  const pad = solved === 'the pad' ? reduce(stated - tagOf(set, { x: zeros, s: 0n }, rho), set.layout.curve) : s;
  const proof = await proofOf(set, { x: zeros, s: pad, k }, { commitment, rho, tag: stated }, prover);
  return assemble(set, fixing, { tags: [stated], proofs: [proof] });
}

interface Case {
  readonly constraint: Constraint;
  readonly what: string;
  readonly attack: (set: Setting, prover: Prover) => Promise<Bytes>;
  readonly sum: readonly number[];
}

const LOOSE_NORM = 80_000n;

describe.each(LEVELS)('at the level %s', (level) => {
  describe.each([
    {
      constraint: 'range',
      what: 'a value of 200 in 8 bits',
      attack: (set, prover) => values(set, prover, 0, 200),
      sum: [1, 202, 3, 4, 5],
    },
    {
      constraint: 'norm',
      what: 'a norm above the bound',
      attack: (set, prover) => values(set, prover, 127, 127, 127, 127, 127),
      sum: [128, 129, 130, 131, 132],
    },
    {
      constraint: 'commitment',
      what: 'values that are not those committed to',
      attack: (set, prover) => shares(set, prover, 'the pad'),
      sum: [1, 202, 3, 4, 5],
    },
    {
      constraint: 'tag',
      what: 'a tag that is not that of the values',
      attack: (set, prover) => shares(set, prover, 'nothing'),
      sum: [1, 202, 3, 4, 5],
    },
  ] as Case[])('$what', ({ constraint, attack, sum }) => {
    /** Loose enough for 200, but not for five times 127. */
    const make = (): Setting => setting({ level, maxNormSq: LOOSE_NORM });

    it(`gets into the sum where the circuit does not constrain the ${constraint}`, async () => {
      const set = make();
      const report = await attack(set, proverOf(set.key, set.layout, [constraint]));
      expect((await play(set, { reports: [report] })).sums).toEqual(sum);
    });

    it('has no witness', async () => {
      const set = make();
      await expect(attack(set, set.prover)).rejects.toThrow(`no witness: ${constraint}`);
    });
  });
});
