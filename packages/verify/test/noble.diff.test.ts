/**
 * Statements with a few changes at random, on a seed: ours and the strict verifier over @noble/curves say the same, and all
 * ways of asking ours agree. `SLOW=1` goes far deeper.
 */

import { Dice } from '@fedzk/testkit/random';
import {
  createVerifier,
  decodeProof,
  encodeProof,
  type ProofFormat,
  type ProofJson,
  type VerifyStatus,
} from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { type Attack, attack } from './support/attack.js';
import { FORMATS, proofIn, proofLength, signalBytes } from './support/encoding.js';
import { verifyWithNoble } from './support/noble.js';
import { both, type Statement } from './support/vectors.js';

const count = process.env.SLOW === '1' ? 4000 : 60;
const seed = Number(process.env.FEDZK_SEED ?? 0xfed);

describe.each(both.map((vectors) => [vectors.curve.name, vectors] as const))(`%s, seed ${seed}`, (_, vectors) => {
  const { curve, updateSlice, zeros } = vectors;
  const verifier = createVerifier(updateSlice[0]?.verificationKey as Statement['verificationKey']);
  const random = new Dice(seed);
  const attacks = Array.from({ length: count }, () => attack(vectors, random));
  const statuses = attacks.map(({ proof, signals }) => verifier.explain(proof, signals));

  /** What stands for the attack where something fails. */
  const shown = (i: number): string => `number ${i}: ${attacks[i]?.changes.join(', ')}`;

  it(`noble gives ${count} the same verdicts`, () => {
    for (const [i, { statement, proof, signals, valid }] of attacks.entries()) {
      expect(statuses[i] === 'ok', shown(i)).toBe(verifyWithNoble(statement.verificationKey, proof, signals));
      if (valid) expect(statuses[i], shown(i)).toBe('ok');
    }
  }, 1_200_000);

  it('they come to every status of points and numbers, and few are valid', () => {
    const wanted: VerifyStatus[] = ['ok', 'equation', 'signal-count', 'signal-range', 'coordinate-range'];
    wanted.push('not-on-curve', 'not-in-subgroup', 'infinity');
    for (const status of wanted) expect(statuses, status).toContain(status);
    const valid = statuses.filter((status) => status === 'ok').length;
    expect(valid).toBeGreaterThan(count / 10);
    expect(valid).toBeLessThan(count / 2);
  });

  it('verify and verifyBatch give the verdicts of explain', () => {
    const failed = statuses.flatMap((status, i) => (status === 'ok' ? [] : [i]));
    const items = attacks.map(({ proof, signals }) => ({ proof, publicSignals: signals }));
    expect(verifier.verifyBatch(items)).toEqual({ ok: false, failed });
    for (const [i, { proof, signals }] of attacks.entries()) {
      expect(verifier.verify(proof, signals), shown(i)).toBe(statuses[i] === 'ok');
    }
    const good = items.filter((_, i) => statuses[i] === 'ok');
    expect(verifier.verifyBatch(good)).toEqual({ ok: true, failed: [] });
  });

  it('bytes have the status of the JSON that says the same', () => {
    for (const [i, { proof, signals }] of attacks.entries()) {
      const bytes = bytesOf(curve, attacks[i] as Attack);
      if (bytes === undefined) continue;
      expect(verifier.explain(bytes.proof, bytes.signals), shown(i)).toBe(statuses[i]);
      expect(verifier.explain(proof, bytes.signals), shown(i)).toBe(statuses[i]);
      expect(verifier.explain(bytes.proof, signals), shown(i)).toBe(statuses[i]);
    }
  });

  it('what is a proof is written in every format and read as the same JSON', () => {
    for (const [i, { proof, signals }] of attacks.entries()) {
      if (statuses[i] !== 'ok' && statuses[i] !== 'equation') continue;
      for (const format of FORMATS) {
        const bytes = encodeProof(proof, format, { curve: curve.name });
        expect(bytes, shown(i)).toEqual(proofIn(format, proof));
        expect(bytes.length).toBe(proofLength(format, curve));
        const { pi_a, pi_b, pi_c } = decodeProof(bytes, { format, curve: curve.name });
        expect({ pi_a, pi_b, pi_c }).toEqual({ pi_a: proof.pi_a, pi_b: proof.pi_b, pi_c: proof.pi_c });
        expect(verifier.explain(bytes, signals), shown(i)).toBe(statuses[i]);
      }
    }
  });

  it('random changes to bytes are refused, or the bytes are those of what they are read as', () => {
    for (let i = 0; i < 5 * count; i++) {
      const format: ProofFormat = random.pick(FORMATS);
      const bytes = proofIn(format, random.pick(updateSlice).proof);
      const changes = 1 + random.below(3);
      for (let n = 0; n < changes; n++) bytes[random.below(bytes.length)] = random.below(256);
      const status = verifier.explain(bytes, zeros.publicSignals);
      const read = (): ProofJson => decodeProof(bytes, { format, curve: curve.name });
      if (status === 'equation') expect(encodeProof(read(), format, { curve: curve.name })).toEqual(bytes);
      // Of several wrong points decodeProof names the first.
      else expect(read, `number ${i}, ${status}`).toThrow(changes === 1 ? `is ${status}.` : / is [a-z-]+\.$/);
    }
  });
});

/** The uncompressed bytes of what has room in them; nothing for points that JSON has as z = 0. */
function bytesOf(
  { bytes, bits }: { readonly bytes: number; readonly bits: number },
  { proof, signals }: Attack,
): { proof: Uint8Array; signals: Uint8Array } | undefined {
  const limit = 2n ** BigInt(Math.min(bits, 8 * bytes));
  const coordinates = [...proof.pi_a, ...proof.pi_b.flat(), ...proof.pi_c].map(BigInt);
  const scalars = signals.map(BigInt);
  const fits = (value: bigint, below: bigint): boolean => value >= 0n && value < below;
  if (proof.pi_a[2] !== '1' || proof.pi_c[2] !== '1' || proof.pi_b[2]?.join() !== '1,0') return undefined;
  if (!coordinates.every((value) => fits(value, limit)) || !scalars.every((value) => fits(value, 2n ** 256n))) {
    return undefined;
  }
  return { proof: proofIn('uncompressed', proof), signals: signalBytes(signals) };
}
