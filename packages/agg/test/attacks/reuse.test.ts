/**
 * What a report is drawn from serves once. Under a second rho the same pad makes two equations of two tags, for everybody
 * who sees the heads; under the same ctx the same seed makes A − A' = V − V', for the leader.
 */
import { reduce } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import { compose, type Prover } from '../../src/compose.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { rhoOf } from '../../src/protocol/report.js';
import { type Drawn, Draws } from '../../src/protocol/shares.js';
import { solve, tagEquation } from '../support/algebra.js';
import { draw, packedOf, parse, part, seenByLeader, valuesOf } from '../support/attacker.js';
import { LEVELS, type Setting, setting } from '../support/round.js';

const ID = 'client_001';

/** A client without the rule: it draws once, and takes that for whatever it reports. */
function careless(set: Setting): (round: bigint, values: readonly number[]) => Promise<Bytes> {
  const drawn: Drawn = draw(set);
  return (round, values) => {
    const again = { ...drawn, seed: new Uint8Array(drawn.seed), blind: new Uint8Array(drawn.blind) };
    const signingKey = set.signingKeys[ID]?.privateKey;
    return compose({ ...set, signingKey, clientId: ID, round, parts: [values] }, new Draws(again));
  };
}

describe.each(LEVELS)('at the level %s', (level) => {
  describe('the same pad under several rhos', () => {
    it.each([
      [1, 5],
      [3, 50],
    ])('gives the values away to whoever sees %i + 1 heads', async (elements, n) => {
      const set = setting({ level, n });
      expect(set.layout.elements).toBe(elements);
      const values = Array.from({ length: n }, (_, i) => ((i * 7) % 19) - 9);
      const report = careless(set);
      const heads = [];
      for (let round = 0n; round <= elements; round++) heads.push(parse(set, await report(round, values)).head);
      const unknowns = solve(
        heads.map(({ fixed }) => tagEquation(rhoOf(fixed.bytes, set.layout.curve), set.layout)),
        heads.map(({ tags }) => tags[0] ?? 0n),
        set.layout.curve,
      );
      expect(valuesOf(set, unknowns.slice(0, elements))).toEqual(values);
    });

    it('does nothing for them where each report has its own', async () => {
      const set = setting({ level });
      const client = set.client(ID);
      const heads = [];
      for (const round of [1, 2]) heads.push(parse(set, await client.report(ID, round, Int8Array.of(1, 2, 3))).head);
      const unknowns = solve(
        heads.map(({ fixed }) => tagEquation(rhoOf(fixed.bytes, set.layout.curve), set.layout)),
        heads.map(({ tags }) => tags[0] ?? 0n),
        set.layout.curve,
      );
      expect(valuesOf(set, unknowns.slice(0, 1))).toBeUndefined();
    });
  });

  describe('the same seed for other values of a round', () => {
    /** The difference of two shares, as values. */
    async function difference(set: Setting, reports: readonly Bytes[]): Promise<number[] | undefined> {
      const [first, second] = await Promise.all(reports.map((report) => seenByLeader(set, report)));
      const zero = packedOf(set, part(set.layout))[0] ?? 0n;
      return valuesOf(set, [reduce((first?.share[0] ?? 0n) - (second?.share[0] ?? 0n) + zero, set.layout.curve)]);
    }

    it('shows the leader how they differ', async () => {
      const set = setting({ level });
      const report = careless(set);
      const reports = [await report(1n, [9, -8, 7, 0, 5]), await report(1n, [1, 2, 3, 0, -5])];
      expect(await difference(set, reports)).toEqual([8, -10, 4, 0, 10]);
    });

    it('is nowhere to be had: even two clients that report the same round draw apart', async () => {
      const set = setting({ level });
      const reports = [
        await set.client(ID).report(ID, 1, Int8Array.of(9, -8, 7, 0, 5)),
        await set.client(ID).report(ID, 1, Int8Array.of(1, 2, 3, 0, -5)),
      ];
      expect(await difference(set, reports)).toBeUndefined();
    });
  });

  describe('a client', () => {
    const again = { code: 'already-reported' };

    it('throws where the secrets of a report are to be used for another', async () => {
      const set = setting({ level });
      const draws = Draws.fresh(set.layout);
      const report = (round: bigint) =>
        compose({ ...set, signingKey: set.signingKeys[ID]?.privateKey, clientId: ID, round, parts: [[1]] }, draws);
      expect((await report(1n)).length).toBeGreaterThan(400);
      await expect(report(1n)).rejects.toMatchObject(again);
      await expect(report(2n)).rejects.toMatchObject(again);
    });

    it('throws for other values of a round, and for an earlier round', async () => {
      const client = setting({ level }).client(ID);
      await client.report(ID, 5, Int8Array.of(1));
      await expect(client.report(ID, 5, Int8Array.of(2))).rejects.toMatchObject(again);
      await expect(client.report(ID, 4, Int8Array.of(1))).rejects.toMatchObject(again);
    });

    it('retries with the same bytes, whatever a caller did with its copy', async () => {
      const client = setting({ level }).client(ID);
      const first = await client.report(ID, 5, Int8Array.of(1));
      const copy = first.slice();
      first.fill(0);
      expect(await client.report(ID, 5, Int8Array.of(1))).toEqual(copy);
    });

    it('draws anew after a proof that failed, and can then report other values', async () => {
      const set = setting({ level });
      const pads: bigint[] = [];
      let fail = true;
      const prover: Prover = {
        vkeyId: set.prover.vkeyId,
        prove(inputs, options) {
          pads.push(inputs.s, inputs.k);
          return fail ? Promise.reject(new Error('out of memory')) : set.prover.prove(inputs, options);
        },
      };
      const client = set.client(ID, prover);
      await expect(client.report(ID, 1, Int8Array.of(1))).rejects.toThrow('out of memory');
      fail = false;
      await client.report(ID, 1, Int8Array.of(2));
      expect(new Set(pads).size).toBe(4);
    });

    /** Forgetting the rounds before it would let one of them be reported a second time, with other values. */
    it('still knows the rounds that it has reported after one has failed', async () => {
      const set = setting({ level });
      const client = set.client(ID);
      await client.report(ID, 1, Int8Array.of(1));
      const signal = AbortSignal.abort();
      await expect(client.report(ID, 2, Int8Array.of(2), { signal })).rejects.toThrow('aborted');
      await expect(client.report(ID, 1, Int8Array.of(3))).rejects.toMatchObject(again);
      await client.report(ID, 2, Int8Array.of(4));
    });

    /** A round that is cancelled late must not take the entry of the next with it. */
    it('still knows the round that it has reported while another was failing', async () => {
      const set = setting({ level });
      let stop = (): void => undefined;
      const stopped = new Promise<never>((_, reject) => {
        stop = () => reject(new Error('cancelled'));
      });
      const prover: Prover = {
        vkeyId: set.prover.vkeyId,
        prove: (inputs, options) => (inputs.x[0] === 1n ? stopped : set.prover.prove(inputs, options)),
      };
      const client = set.client(ID, prover);
      const failing = expect(client.report(ID, 1, Int8Array.of(1))).rejects.toThrow('cancelled');
      const second = await client.report(ID, 2, Int8Array.of(2));
      stop();
      await failing;
      expect(await client.report(ID, 2, Int8Array.of(2))).toEqual(second);
      await expect(client.report(ID, 2, Int8Array.of(3))).rejects.toMatchObject(again);
    });
  });
});
