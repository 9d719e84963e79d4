/**
 * Rounds over the real circuit, of 31 values on each curve: our proofs, both aggregators, and every cheat of the demo. snarkjs is
 * the oracle: it accepts such a proof.
 */
import { readFileSync } from 'node:fs';
import {
  type AuditEvent,
  createAggregator,
  createClient,
  createSealingKey,
  createSigningKey,
  createTask,
  listener,
  memoryStorage,
} from '@fedzk/agg';
import { circuitInputs, commit, ORDERS, pack, tag } from '@fedzk/statement';
import { createVerifier } from '@fedzk/verify';
import { groth16 } from 'snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { developmentKey } from '../../circuits/scripts/keys.js';
import { keyOf } from '../src/all-keys.js';
import { bentProof, lyingShare, outOfRange, replayed, type Trick, twice } from '../src/cheats.js';
import { type DemoProver, openProver } from '../src/prover.js';

const TRICKS: Readonly<Record<string, Trick>> = { outOfRange, replayed, bentProof, lyingShare, twice };
const HONEST = ['first', 'second'];

describe.each([
  ['gradient-update-31x8', 'standard', 'bn254'],
  ['gradient-update-31x8-bls12381', 'maximum', 'bls12-381'],
] as const)('%s, level %s', (instance, level, curve) => {
  let prover: DemoProver;
  beforeAll(async () => {
    prover = await openProver(await keyOf(instance));
  }, 300_000);
  afterAll(() => prover.close());

  it('makes a proof that snarkjs accepts, but not with another tag', async () => {
    const circuit = { n: 31, bits: 8, headroom: 10 };
    const values = Int8Array.from({ length: 31 }, (_, i) => i * 8 - 128);
    const [blinding, pad, rho] = [5n, 7n, ORDERS[curve] - 11n];
    const update = { packed: pack(values, circuit), pad, blinding };
    const stated = {
      commitment: commit(update, circuit, curve),
      rho,
      tag: tag(update, rho, curve),
      maxNormSq: 400_000n,
    };
    const inputs = circuitInputs(stated, { values, pad, blinding }, circuit, curve);
    const { proof } = await prover.prove(inputs, {});

    const vkey = JSON.parse(readFileSync(developmentKey(instance).vkey, 'utf8'));
    const signals = Object.values(stated).map(String);
    const another = signals.map((signal, i) =>
      i === 2 ? String(tag({ ...update, pad: pad + 1n }, rho, curve)) : signal,
    );
    try {
      expect(await groth16.verify(vkey, signals, proof)).toBe(true);
      expect(await groth16.verify(vkey, another, proof)).toBe(false);
    } finally {
      await globalThis.curve_bn128?.terminate();
      await globalThis.curve_bls12381?.terminate();
    }
  });

  it('adds up the honest, and names each cheat', async () => {
    const keys = { leader: createSealingKey(), helper: createSealingKey() };
    const clients = [...HONEST, ...Object.keys(TRICKS)].map((id) => ({ id, ...createSigningKey() }));
    const task = createTask({
      id: 'circuit',
      level,
      n: 31,
      bits: 8,
      headroom: 10,
      maxNormSq: 400_000n,
      minBatch: 2,
      aggregatorKeys: { leader: keys.leader.publicKey, helper: keys.helper.publicKey },
      clients: clients.map(({ id, publicKey }) => ({ id, publicKey })),
    });
    const events: AuditEvent[] = [];
    const verifier = createVerifier(prover.verificationKey, { format: 'fedzk', curve: prover.curve });
    const common = { verifier, audit: listener((event) => events.push(event)) };
    const leader = createAggregator(task, {
      role: 'leader',
      privateKey: keys.leader.privateKey,
      storage: memoryStorage(),
      ...common,
    });
    const helper = createAggregator(task, {
      role: 'helper',
      privateKey: keys.helper.privateKey,
      storage: memoryStorage(),
      ...common,
    });
    const send = async (report: Uint8Array): Promise<string> => {
      const submission = await leader.submit(report);
      if (submission.verdict !== 'pending') return submission.verdict;
      return leader.conclude(submission.prepare, await helper.prepare(submission.prepare));
    };
    const extremes = Int8Array.from({ length: 31 }, (_, i) => (i % 2 === 0 ? -128 : 127)).subarray(0, 24);

    const verdicts: Record<string, string[]> = {};
    for (const round of [1, 2]) {
      await leader.openRound(round);
      await helper.openRound(round);
      for (const { id, privateKey } of clients) {
        const trick = TRICKS[id];
        const honest = createClient(task, { prover, signingKey: privateKey });
        const lastReport = await honest.report(id, 1, extremes);
        const reports =
          round === 1
            ? [lastReport]
            : await (trick?.({
                ...{ task, prover, clientId: id, signingKey: privateKey, round: BigInt(round), lastReport },
                values: Int8Array.from({ length: 31 }, (_, i) => i - 15),
              }) ?? [await honest.report(id, round, extremes)]);
        verdicts[`${id} ${round}`] = [];
        for (const report of reports) verdicts[`${id} ${round}`]?.push(await send(report));
      }
    }

    for (const { id } of clients) expect(verdicts[`${id} 1`], id).toEqual(['accepted']);
    for (const id of HONEST) expect(verdicts[`${id} 2`], id).toEqual(['accepted']);
    expect(verdicts['twice 2']).toEqual(['accepted', 'refused']);
    const refusals = events
      .filter(({ result, details }) => result === 'failure' && details?.code !== 'helper-refused')
      .map(({ user_id, details }) =>
        [user_id, details?.role, details?.code, details?.status].filter(Boolean).join(' '),
      );
    expect(refusals).toEqual([
      'outOfRange leader proof equation',
      'replayed leader undecryptable',
      'bentProof leader proof equation',
      'lyingShare helper tag-mismatch',
      'twice leader duplicate',
    ]);

    const asked = await leader.collect(2);
    const answered = 'request' in asked ? await helper.collect(asked.request) : asked;
    const sum = 'share' in answered ? await leader.combine(2, answered.share) : answered;
    const expected = Array.from({ length: 31 }, (_, i) => 2 * (extremes[i] ?? 0) + i - 15);
    expect(sum).toEqual({ count: 3, sums: Int32Array.from(expected) });
    verifier.dispose();
  }, 120_000);
});
