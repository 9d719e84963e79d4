/** Whole rounds without an attacker: sums, sizes, both kinds of task, one report once, and what each party is told. */
import type { Verifier } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import { memoryStorage } from '../src/storage/memory.js';
import { collect, deliver, key, LEVELS, refusals, setting } from './support/round.js';

const values = (...x: number[]): Int8Array => Int8Array.from(x);

describe('a round', () => {
  it.each(LEVELS)('gives the sum of the accepted updates, at both aggregators of the level %s', async (level) => {
    const { leader: makeLeader, helper: makeHelper, client, events } = setting({ level });
    const [leader, helper] = [makeLeader(), makeHelper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const updates = { client_001: values(1, -2, 3, -128, 0), client_002: values(-5, 2, 127, 4), client_003: values() };
    for (const [id, update] of Object.entries(updates)) {
      const report = await client(id).report(id, 1, update);
      expect(await deliver(leader, helper, report)).toBe('accepted');
    }
    expect(Array.from(await collect(leader, helper, 1))).toEqual([-4, 0, 130, -124, 0]);
    expect(refusals(events)).toEqual([]);
  });

  it.each(LEVELS)(
    'sums up several parts, 4 and 16 bits, and extremes in every slot, at the level %s',
    async (level) => {
      for (const [bits, Type] of [
        [4, Int8Array],
        [16, Int16Array],
      ] as const) {
        const [low, high] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
        const maxNormSq = 5n * BigInt(low) ** 2n;
        const set = setting({ level, bits, parts: 3, headroom: 2, maxNormSq });
        const [leader, helper] = [set.leader(), set.helper()];
        await leader.openRound(0);
        await helper.openRound(0);
        for (const [i, id] of ['client_001', 'client_002', 'client_003', 'client_004'].entries()) {
          const update = new Type(15).map((_, j) => (j % 2 === i % 2 ? low : high));
          expect(await deliver(leader, helper, await set.client(id).report(id, 0, update))).toBe('accepted');
        }
        const sums = await collect(leader, helper, 0);
        expect(Array.from(sums)).toEqual(new Array(15).fill(2 * (low + high)));
      }
    },
  );

  it('takes 2^h reports of all extremes, and not one more', async () => {
    const clients = Array.from({ length: 9 }, (_, i) => `client_${i}`);
    for (const extreme of [-128, 127]) {
      const set = setting({ clients, maxNormSq: 3n * 128n ** 2n, n: 3 });
      const [leader, helper] = [set.leader(), set.helper()];
      await leader.openRound(7);
      await helper.openRound(7);
      const verdicts: string[] = [];
      for (const id of clients) {
        verdicts.push(
          await deliver(leader, helper, await set.client(id).report(id, 7, values(extreme, extreme, extreme))),
        );
      }
      expect(verdicts).toEqual([...new Array(8).fill('accepted'), 'refused']);
      expect(refusals(set.events)).toEqual(['leader batch-full']);
      expect(Array.from(await collect(leader, helper, 7))).toEqual([8 * extreme, 8 * extreme, 8 * extreme]);
    }
  });

  it('works in an open task, by the sender that the caller has authenticated', async () => {
    const set = setting({ open: true });
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    for (const id of ['Ω', 'b']) {
      const report = await set.client(id).report(id, 1, values(1, 2, 3));
      expect(await deliver(leader, helper, report)).toBe('refused');
      expect(await deliver(leader, helper, report, { sender: 'somebody' })).toBe('refused');
      expect(await deliver(leader, helper, report, { sender: id })).toBe('accepted');
    }
    expect(Array.from(await collect(leader, helper, 1))).toEqual([2, 4, 6, 0, 0]);
    expect(refusals(set.events)).toEqual(new Array(4).fill('leader unknown-client'));
  });

  it('answers a report again as before, also after the round', async () => {
    const set = setting();
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const reports: Uint8Array[] = [];
    for (const id of ['client_001', 'client_002']) reports.push(await set.client(id).report(id, 1, values(1)));
    for (const report of [...reports, ...reports]) expect(await deliver(leader, helper, report)).toBe('accepted');
    expect(Array.from(await collect(leader, helper, 1))).toEqual([2, 0, 0, 0, 0]);
    await leader.openRound(2);
    for (const report of reports) expect(await leader.submit(report)).toEqual({ verdict: 'accepted' });
    expect(refusals(set.events)).toEqual([]);
  });

  it('has about 2.3 bytes for each value of 8 bits, for every length', async () => {
    const set = setting({ n: 650, headroom: 10, level: 'enhanced', maxNormSq: 1_000_000n });
    const report = await set.client('client_001').report('client_001', 1, new Int8Array(650));
    const head = 1 + 32 + 8 + 2 + 10 + 32 + 64 + 32 + 192 + 80;
    expect(report.length).toBe(head + 64 + 32 + 32 + 32 * 48 + 16);
    expect((report.length - head) / 650).toBeLessThan(2.6);
  });

  it('is reported once, whether the zeros at its end are written or not', async () => {
    const { client } = setting();
    const one = client('client_001');
    const report = await one.report('client_001', 1, values(3, 4));
    expect(await one.report('client_001', 1, values(3, 4, 0, 0, 0))).toEqual(report);
    await expect(one.report('client_001', 1, values(3, 5))).rejects.toMatchObject({ code: 'already-reported' });
  });
});

it('an aggregator takes no verifier of another circuit’s number of signals', () => {
  const { task, keys } = setting();
  const verifier = Object.create(key.verifier, { nPublic: { value: 5 } }) as Verifier;
  const make = (): unknown =>
    createAggregator(task, { role: 'leader', privateKey: keys.leader.privateKey, verifier, storage: memoryStorage() });
  expect(make).toThrow('"verifier" expected a key of 4 public signals, that of the circuit, got 5.');
});
