/**
 * s, the pad of a tag: it has to be in C, used once, and never summed up. Each of these is one equation that its absence
 * gives away, to a client that cheats or to an aggregator that is curious.
 */
import { reduce } from '@fedzk/statement';
import { describe, expect, it, vi } from 'vitest';
import type { Bytes } from '../../src/protocol/encoding.js';
import { rhoOf } from '../../src/protocol/report.js';
import { solve } from '../support/algebra.js';
import {
  assemble,
  commitmentOf,
  draw,
  fixedOf,
  packedOf,
  part,
  proofOf,
  seenByHelper,
  seenByLeader,
  shareOf,
  tagOf,
  valuesOf,
} from '../support/attacker.js';
import { play } from '../support/play.js';
import { deliver, LEVELS, type Setting, setting } from '../support/round.js';
import { type StandIns, without } from '../support/weaken.js';

vi.mock('@fedzk/statement', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const WHO = { clientId: 'client_002', round: 1n };
const padOutside: StandIns = {
  commit: (original) => (opening, circuit, curve) => original({ ...opening, pad: 0n }, circuit, curve),
};

describe.each(LEVELS)('at the level %s', (level) => {
  describe('a client whose commitment leaves s open', () => {
    /** Everything is fixed, shares of a value of 200 and a commitment to zeros; then rho; then s from the tag equation. */
    async function attack(set: Setting, proofFor: 'the tag of the shares' | 'its own'): Promise<Bytes> {
      const { seed, blind, pads, blindings } = draw(set);
      const [zeros, poison] = [part(set.layout), part(set.layout, 0, 200)];
      const [s, k] = [pads[0] ?? 0n, blindings[0] ?? 0n];
      const share = await shareOf(set, [...packedOf(set, poison), s], { ...WHO, seed });
      const commitment = commitmentOf(set, { x: zeros, s, k });
      const fixing = { ...WHO, seed, blind, share, commitments: [commitment] };
      const rho = rhoOf(fixedOf(set, fixing), set.layout.curve);
      const shared = tagOf(set, { x: poison, s }, rho);
      const solved = { x: zeros, s: reduce(shared - tagOf(set, { x: zeros, s: 0n }, rho), set.layout.curve), k };
      expect(tagOf(set, solved, rho)).toBe(shared);
      const proof =
        proofFor === 'its own'
          ? await proofOf(set, { x: zeros, s, k }, { commitment, rho, tag: tagOf(set, { x: zeros, s }, rho) })
          : await proofOf(set, solved, { commitment, rho, tag: shared });
      return assemble(set, fixing, { tags: [shared], proofs: [proof] });
    }

    it('poisons the sum', async () => {
      const set = setting({ level });
      const outcome = await without(padOutside, async () =>
        play(set, { reports: [await attack(set, 'the tag of the shares')] }),
      );
      expect(outcome.sums).toEqual([1, 202, 3, 4, 5]);
    });

    it('has no proof where s is in the commitment', async () => {
      const set = setting({ level });
      await expect(attack(set, 'the tag of the shares')).rejects.toThrow('no witness: commitment');
      const { refused } = await play(set, { reports: [await attack(set, 'its own')] });
      expect(refused).toEqual(['leader proof equation']);
    });
  });

  describe('Σ s beside Σ p', () => {
    /**
     * A leader with two honest clients: tags and rhos are in the heads, Σ p_i is what a round is for. With Σ s_i there is
     * Σ rho_i·p_i too, and two equations for two unknowns.
     */
    it('tells two honest clients apart', async () => {
      const set = setting({ level });
      const updates = { client_001: [1, -2, 3, -4, 5], client_002: [-10, 20, -30, 40, -50] };
      const [leader, helper] = [set.leader(), set.helper()];
      await leader.openRound(1);
      await helper.openRound(1);
      const [tags, rhos, pads, packed]: bigint[][] = [[], [], [], []];
      for (const [id, values] of Object.entries(updates)) {
        const report = await set.client(id).report(id, 1, Int8Array.from(values));
        expect(await deliver(leader, helper, report)).toBe('accepted');
        const [own, other] = [await seenByLeader(set, report), await seenByHelper(set, report)];
        tags?.push(own.head.tags[0] ?? 0n);
        rhos?.push(own.rho);
        packed?.push((own.share[0] ?? 0n) + (other.share[0] ?? 0n));
        pads?.push((own.share[1] ?? 0n) + (other.share[1] ?? 0n));
      }
      const total = (summands: readonly bigint[] = []): bigint =>
        reduce(
          summands.reduce((sum, one) => sum + one, 0n),
          set.layout.curve,
        );
      const unpadded = reduce(total(tags) - total(pads), set.layout.curve);
      const separated = solve([rhos ?? [], [1n, 1n]], [unpadded, total(packed)], set.layout.curve);
      expect(separated.map((element) => valuesOf(set, [element]))).toEqual(Object.values(updates));
    });

    it('is not what an aggregator releases, which is T·L elements and nothing of the pads', async () => {
      const set = setting({ level, n: 50, parts: 2 });
      expect(set.layout.elements).toBe(3);
      const [leader, helper] = [set.leader(), set.helper()];
      await leader.openRound(1);
      await helper.openRound(1);
      const shares: bigint[][][] = [[], []];
      for (const id of ['client_001', 'client_002']) {
        const report = await set.client(id).report(id, 1, new Int8Array(100).fill(7));
        await deliver(leader, helper, report);
        shares[0]?.push([...(await seenByLeader(set, report)).share]);
        shares[1]?.push([...(await seenByHelper(set, report)).share]);
      }
      const asked = await leader.collect(1);
      const answered = 'request' in asked ? await helper.collect(asked.request) : asked;
      const released = [await leader.share(1), 'share' in answered ? answered.share : new Uint8Array()];
      for (const [i, bytes] of released.entries()) {
        expect(bytes.length).toBe(72 + 32 * 6);
        const sums = Array.from({ length: 6 }, (_, j) =>
          BigInt(`0x${Buffer.from(bytes).toString('hex', 72 + 32 * j, 104 + 32 * j)}`),
        );
        const own = Array.from({ length: 8 }, (_, j) =>
          reduce(
            (shares[i] ?? []).reduce((sum, share) => sum + (share[j] ?? 0n), 0n),
            set.layout.curve,
          ),
        );
        expect(sums).toEqual([...own.slice(0, 3), ...own.slice(4, 7)]);
      }
    });
  });
});
