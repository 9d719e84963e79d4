/** "Collect", step 3: whose share an aggregator adds to its own. */
import { ORDERS, readElements, writeElements } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../src/protocol/encoding.js';
import { join } from '../src/protocol/encoding.js';
import { forge } from './support/forge.js';
import { deliver, LEVELS, refusals, type Setting, setting } from './support/round.js';

const shape = { n: 40, parts: 2, maxNormSq: 70_000n } as const;
const values = Array.from({ length: 80 }, (_, i) => i - 40);
const HEADER = 72;

/** Both shares of a round of these clients' reports, and the aggregators. */
async function collected(of: Setting, round: number, clients: readonly string[]) {
  const [leader, helper] = [of.leader(), of.helper()];
  for (const aggregator of [leader, helper]) await aggregator.openRound(round);
  for (const id of clients) await deliver(leader, helper, (await forge(of, id, BigInt(round), values)).report);
  const asked = await leader.collect(round);
  const answer = 'request' in asked ? await helper.collect(asked.request) : asked;
  if (!('share' in answer)) throw new Error(`refused: ${answer.refused}`);
  return { leader, helper, shares: { leader: await leader.share(round), helper: answer.share } };
}

describe.each(LEVELS)('at the level %s', async (level) => {
  const set = setting({ ...shape, level });
  const { curve } = set.layout;
  const own = await collected(set, 1, ['client_001', 'client_002', 'client_003']);
  const expected = { count: 3, sums: Int32Array.from(values, (x) => 3 * x) };
  const sides = [
    { role: 'leader', aggregator: own.leader, other: own.shares.helper },
    { role: 'helper', aggregator: own.helper, other: own.shares.leader },
  ] as const;

  describe.each(sides)('at the $role', ({ role, aggregator, other }) => {
    const refused = async (share: Bytes): Promise<void> => {
      set.events.length = 0;
      expect(await aggregator.combine(1, share)).toEqual({ refused: 'aggregate-malformed' });
      expect(refusals(set.events)).toEqual([`${role} aggregate-malformed`]);
      expect(await aggregator.combine(1, other)).toEqual(expected); // a wrong share does no harm
    };

    it('the other’s share gives the sum, again and again', async () => {
      for (const round of [1, 1n]) expect(await aggregator.combine(round, other)).toEqual(expected);
    });

    it('a share of another round, set or task is refused, and so is the own', async () => {
      const elsewhere = setting({ ...shape, level });
      for (const { shares } of [
        await collected(set, 2, ['client_001', 'client_002', 'client_003']),
        await collected(set, 1, ['client_001', 'client_002', 'client_004']),
        await collected(set, 1, ['client_001', 'client_002']),
        await collected(elsewhere, 1, ['client_001', 'client_002', 'client_003']),
      ]) {
        await refused(shares[role === 'leader' ? 'helper' : 'leader']);
        // Its numbers under the right header are no sum of values either.
        await refused(join(other.subarray(0, HEADER), shares.helper.subarray(HEADER)));
      }
      await refused(own.shares[role]);
    });

    it('each byte of the header counts', async () => {
      for (let at = 0; at < HEADER; at++) {
        await refused(other.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte)));
      }
    });

    it.each([
      ['nothing', () => new Uint8Array()],
      ['the header alone', () => other.slice(0, HEADER)],
      ['a byte less', () => other.slice(0, -1)],
      ['an element less', () => other.slice(0, -32)],
      ['a byte more', () => join(other, new Uint8Array(1))],
      ['an element more', () => join(other, new Uint8Array(32))],
    ])('%s is refused', async (_, share) => {
      await refused(share());
    });

    it('each element has to be below r', async () => {
      for (let at = HEADER; at < other.length; at += 32) {
        const value = readElements(other.subarray(at, at + 32), curve)?.[0] ?? 0n;
        const plusOrder = new Uint8Array(other);
        plusOrder.set(writeElements([value + ORDERS[curve]]), at);
        await refused(plusOrder);
      }
    });
  });

  describe.each(sides)('a share with one bit flipped, at the $role', ({ aggregator, other }) => {
    const [slot, perElement] = [8 + 3, 23];

    it.each([
      [1, 1, 23],
      [1, 2, 17],
      [2, 1, 23],
      [2, 2, 17],
    ])('part %i, element %i: is refused, or moves the one value that the bit lies in', async (part, element, used) => {
      const at = HEADER + 32 * (2 * (part - 1) + element - 1);
      const seen = { refused: 0, moved: 0 };
      for (let bit = 0; bit < 256; bit++) {
        const place = at + 31 - Math.floor(bit / 8);
        const flipped = other.map((byte, i) => (i === place ? byte ^ (1 << (bit % 8)) : byte));
        const [inSlot, value] = [bit % slot, 40 * (part - 1) + perElement * (element - 1) + Math.floor(bit / slot)];
        const outcome = await aggregator.combine(1, flipped);
        if ('refused' in outcome) {
          expect(outcome.refused).toBe('aggregate-malformed');
          seen.refused++;
          continue;
        }
        // Three values of 8 bits have 10 bits; the bits above them, and those of no value, can't be right.
        expect([bit < used * slot, inSlot < 10]).toEqual([true, true]);
        const moved = [...outcome.sums.entries()].filter(([i, sum]) => sum !== expected.sums[i]);
        expect(moved.map(([i, sum]) => [i, Math.abs(sum - (expected.sums[i] ?? 0))])).toEqual([[value, 2 ** inSlot]]);
        seen.moved++;
      }
      expect(seen.refused).toBeGreaterThanOrEqual(256 - used * 10);
      expect(seen.moved).toBeGreaterThan(used);
    });
  });

  it('a round that is not collected here has no sum, whatever the share', async () => {
    const { leader: makeLeader, helper: makeHelper } = set;
    for (const aggregator of [makeLeader(), makeHelper()]) {
      const early = expect.objectContaining({
        code: 'invalid-state',
        message: expect.stringContaining('not collected'),
      });
      await expect(aggregator.combine(1, own.shares.helper)).rejects.toEqual(early);
      await aggregator.openRound(1);
      await expect(aggregator.combine(1, own.shares.helper)).rejects.toEqual(early);
      await aggregator.closeRound(1);
      await expect(aggregator.combine(1, own.shares.helper)).rejects.toEqual(early);
      await expect(aggregator.combine(-1, own.shares.helper)).rejects.toThrow('"round" expected');
    }
  });
});
