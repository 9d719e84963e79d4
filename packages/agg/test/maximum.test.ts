/** A round of the level `maximum`, on BLS12-381: honest clients and each kind of cheat, and parties of the other curve. */
import { encodeProof } from '@fedzk/verify';
import { expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import { bindTask } from '../src/protocol/bound-task.js';
import { writeReport } from '../src/protocol/report.js';
import { memoryStorage } from '../src/storage/memory.js';
import { parse } from './support/attacker.js';
import { forge } from './support/forge.js';
import { collect, deliver, keyOf, refusals, setting } from './support/round.js';

const HONEST = { a: [1, -2, 3], b: [-128, 127], c: new Array(40).fill(-1) };
const CLIENTS = [...Object.keys(HONEST), 'tag', 'proof', 'other curve', 'share', 'late'];
const shape = { n: 20, parts: 2, headroom: 4, maxNormSq: 100_000n } as const;
const set = setting({ ...shape, level: 'maximum', clients: CLIENTS });

it('sums the honest, refuses each cheat, and both aggregators find the same', async () => {
  const [leader, helper] = [set.leader(), set.helper()];
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  const sums = new Array<number>(40).fill(0);
  for (const [id, values] of Object.entries(HONEST)) {
    const report = await set.client(id).report(id, 1, Int8Array.from(values));
    expect(await deliver(leader, helper, report)).toBe('accepted');
    for (const [i, value] of values.entries()) sums[i] = (sums[i] ?? 0) + value;
  }
  const bn254 = keyOf('bn254').simulate([1n, 2n, 3n, 4n]);
  const cheats = [
    await forge(set, 'tag', 1n, [1], { tags: ([first = 0n, ...rest]) => [first + 1n, ...rest] }),
    await forge(set, 'proof', 1n, [1], { proofs: ([first = new Uint8Array()]) => [first, first] }),
    await forge(set, 'other curve', 1n, [1], {
      proofs: ([first = new Uint8Array()]) => [first, new Uint8Array(encodeProof(bn254, 'fedzk'))],
    }),
    await forge(set, 'share', 1n, [1], { share: ([first = 0n, ...rest]) => [first ^ 1n, ...rest] }),
  ];
  for (const { report } of cheats) expect(await deliver(leader, helper, report)).toBe('refused');
  const { head, leaderPart } = parse(set, (await forge(set, 'late', 1n, [1])).report);
  expect(await deliver(leader, helper, writeReport(head.bytes, new Uint8Array(64), leaderPart))).toBe('refused');

  expect(Array.from(await collect(leader, helper, 1))).toEqual(sums);
  expect(refusals(set.events)).toEqual([
    'helper tag-mismatch',
    'leader helper-refused',
    'leader proof equation',
    expect.stringMatching(/^leader proof /),
    'helper tag-mismatch',
    'leader helper-refused',
    'leader bad-signature',
  ]);
});

it('has no party of the other curve', async () => {
  const other = setting({ ...shape, clients: CLIENTS });
  const make = (verifier: typeof set.key.verifier) =>
    createAggregator(set.task, {
      role: 'helper',
      privateKey: set.keys.helper.privateKey,
      verifier,
      storage: memoryStorage(),
    });
  expect(() => make(other.key.verifier)).toThrow(
    '"verifier" expected a key on bls12-381, the curve of the task\'s circuit, got "bn254".',
  );
  expect(() => set.client('a', { ...other.prover, curve: 'bn254' })).toThrow('got one of a circuit on "bn254".');
  expect(bindTask(set.task, set.key.verifier.id).hash).not.toEqual(
    bindTask({ ...other.task }, set.key.verifier.id).hash,
  );
});
