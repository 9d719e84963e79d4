/**
 * The pieces of a report in each other's places: shares, parts, commitments, ciphertexts. A client can do that to its own
 * report and sign it; the proof is about one commitment and one tag, and the tag about one part of the shares.
 */
import { describe, expect, it } from 'vitest';
import { type Bytes, join } from '../../src/protocol/encoding.js';
import { seal } from '../../src/protocol/hpke.js';
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
  type Witness,
} from '../support/attacker.js';
import { writeElements } from '../support/field.js';
import { play } from '../support/play.js';
import { type Setting, setting } from '../support/round.js';
import { trustingHelper } from '../support/trusting.js';

const WHO = { clientId: 'client_002', round: 1n };

interface Made {
  readonly witnesses: readonly Witness[];
  readonly fixing: Fixing;
}

/** Two parts, the second all zeros, and their shares. */
async function twoParts(set: Setting): Promise<Made> {
  const { seed, blind, pads, blindings } = draw(set);
  const witnesses = [[9, 8, 7], []].map((values, t) => ({
    x: part(set.layout, ...values),
    s: pads[t] ?? 0n,
    k: blindings[t] ?? 0n,
  }));
  const vector = witnesses.flatMap(({ x, s }) => [...packedOf(set, x), s]);
  const share = await shareOf(set, vector, { ...WHO, seed });
  const commitments = witnesses.map((witness) => commitmentOf(set, witness));
  return { witnesses, fixing: { ...WHO, seed, blind, share, commitments } };
}

function swap<T>(list: readonly T[]): T[] {
  const half = list.length / 2;
  return [...list.slice(half), ...list.slice(0, half)];
}

async function refusedWhere(attack: (set: Setting, made: Made) => Promise<Bytes>): Promise<readonly string[]> {
  const set = setting({ parts: 2 });
  return (await play(set, { reports: [await attack(set, await twoParts(set))] })).refused;
}

describe('a report of two parts', () => {
  it('is accepted as it should be', async () => {
    const honestly = async (set: Setting, { fixing, witnesses }: Made): Promise<Bytes> =>
      assemble(set, fixing, await prove(set, fixedOf(set, fixing), witnesses));
    expect(await refusedWhere(honestly)).toEqual([]);
  });

  it('has no proof with C_1 and C_2 swapped in M', async () => {
    const codes = await refusedWhere(async (set, { fixing, witnesses }) => {
      const swapped = { ...fixing, commitments: swap(fixing.commitments) };
      return assemble(set, swapped, await prove(set, fixedOf(set, swapped), witnesses));
    });
    expect(codes).toEqual(['leader proof equation']);
  });

  it('has no proof with its proofs, or its tags, swapped', async () => {
    for (const kind of ['proofs', 'tags'] as const) {
      const codes = await refusedWhere(async (set, { fixing, witnesses }) => {
        const proved = await prove(set, fixedOf(set, fixing), witnesses);
        return assemble(set, fixing, { ...proved, [kind]: swap<unknown>(proved[kind]) });
      });
      expect(codes).toEqual(['leader proof equation']);
    }
  });

  /** All about the parts is swapped but the shares: each part is proved, and added up as the other. */
  const partsSwapped = async (set: Setting, { fixing, witnesses }: Made): Promise<Bytes> => {
    const swapped = { ...fixing, commitments: swap(fixing.commitments) };
    return assemble(set, swapped, await prove(set, fixedOf(set, swapped), swap(witnesses)));
  };

  it('has other tags than its shares with the parts swapped', async () => {
    expect(await refusedWhere(partsSwapped)).toEqual(['helper tag-mismatch', 'leader helper-refused']);
  });

  it('with the parts swapped is summed up where nobody compares the tags', async () => {
    const set = setting({ parts: 2 });
    const reports = [await partsSwapped(set, await twoParts(set))];
    const { sums } = await play(set, { reports, helper: trustingHelper(set) });
    expect(sums).toEqual([10, 10, 10, 4, 5, 0, 0, 0, 0, 0]);
  });

  it('has another leader’s hash with the parts of the leader’s share swapped', async () => {
    const codes = await refusedWhere(async (set, { fixing, witnesses }) => {
      const fixed = fixedOf(set, fixing);
      const plain = join(fixing.blind, writeElements(swap(fixing.share)));
      const leaderPart = await seal('leader', set.bound.aggregatorKeys.leader, fixed, plain);
      return assemble(set, fixing, { ...(await prove(set, fixed, witnesses)), leaderPart });
    });
    expect(codes).toEqual(['leader share-hash']);
  });
});

describe('ciphertexts', () => {
  async function mixed(
    which: 'leaderPart' | 'helperPart',
    from: (set: Setting) => Promise<Bytes>,
  ): Promise<readonly string[]> {
    const set = setting({ parts: 2 });
    const { fixing, witnesses } = await twoParts(set);
    const { head, leaderPart } = parse(set, await from(set));
    const other = which === 'leaderPart' ? { leaderPart } : { helperPart: head.helperPart };
    const proved = await prove(set, fixedOf(set, fixing), witnesses);
    return (await play(set, { reports: [await assemble(set, fixing, { ...proved, ...other })] })).refused;
  }

  it('of another report of this client do not open', async () => {
    const from = (set: Setting) => set.client('client_002').report('client_002', 1, Int8Array.of(9, 8, 7));
    expect(await mixed('leaderPart', from)).toEqual(['leader undecryptable']);
    expect(await mixed('helperPart', from)).toEqual(['helper undecryptable', 'leader helper-refused']);
  });

  it('sealed to the other aggregator’s key, or in its name, do not open', async () => {
    const openings = (of: Fixing) => ({ leaderPart: join(of.blind, writeElements(of.share)), helperPart: of.seed });
    for (const [piece, name, owner, refused] of [
      ['leaderPart', 'leader', 'helper', ['leader undecryptable']],
      ['leaderPart', 'helper', 'leader', ['leader undecryptable']],
      ['helperPart', 'leader', 'helper', ['helper undecryptable', 'leader helper-refused']],
      ['helperPart', 'helper', 'leader', ['helper undecryptable', 'leader helper-refused']],
    ] as const) {
      const set = setting({ parts: 2 });
      const { fixing, witnesses } = await twoParts(set);
      const fixed = fixedOf(set, fixing);
      const sealed = await seal(name, set.keys[owner].publicKey, fixed, openings(fixing)[piece]);
      const report = await assemble(set, fixing, { ...(await prove(set, fixed, witnesses)), [piece]: sealed });
      expect((await play(set, { reports: [report] })).refused, `${piece}: ${name}, ${owner}`).toEqual(refused);
    }
  });
});
