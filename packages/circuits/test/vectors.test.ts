/**
 * The recorded key and proofs (packages/vectors/groth16/update-slice.json) belong to the circuit as it stands, and to
 * the data they name. Whether the proofs verify is the business of the verifiers' tests.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientSlices, quantize } from '../scripts/client-slices.js';
import { compile, modulo, root } from './circom.js';
import { publicSignals } from './slice.js';

interface Recorded {
  origin: { sha256: Record<string, string>; publicSignals: string[] };
  verificationKey: { nPublic: number; IC: unknown[] };
  proofs: { name: string; x: number[]; publicSignals: string[] }[];
}

const recorded = JSON.parse(readFileSync(join(root, '../vectors/groth16/update-slice.json'), 'utf8')) as Recorded;
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const instance = 'circom/instances/update_slice_10x8.circom';
const circuit = compile(readFileSync(join(root, instance), 'utf8'));

describe('recorded update-slice vectors', () => {
  it('were made from this circuit', () => {
    const file = (name: string): string => sha256(readFileSync(join(root, name)));
    expect(recorded.origin.sha256).toEqual({
      'packages/circuits/circom/update_slice.circom': file('circom/update_slice.circom'),
      [`packages/circuits/${instance}`]: file(instance),
      r1cs: sha256(circuit.files.r1cs),
    });
    expect(recorded.verificationKey).toMatchObject({ nPublic: 4, IC: { length: 5 } });
  });

  it('state the gradients of the digits', () => {
    const slices = clientSlices();
    expect(recorded.proofs.map(({ name, x }) => ({ name, x }))).toEqual(slices.map(({ name, x }) => ({ name, x })));
    for (const [i, { x, rho }] of slices.entries()) {
      const { tag, sum, normSq } = publicSignals(x.map(BigInt), rho);
      const expected = [rho, tag, sum, normSq].map((value) => modulo(value, circuit.r1cs.prime).toString());
      expect(recorded.proofs[i]?.publicSignals).toEqual(expected);
    }
  });

  it('use the range: some values clip, most do not, both signs occur', () => {
    const all = recorded.proofs.flatMap(({ x }) => x);
    const clipped = all.filter((x) => Math.abs(x) === 127).length;
    expect(clipped).toBeGreaterThan(0);
    expect(clipped).toBeLessThan(all.length / 5);
    expect(Math.min(...all)).toBeLessThan(0);
    expect(new Set(all).size).toBeGreaterThan(30);
  });
});

describe('quantize', () => {
  const unit = 2 ** -7 / 127;
  it('rounds halves to even, and clips', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, -2.5].map((v) => quantize(v * unit))).toEqual([0, 2, 2, 0, -2, -2]);
    expect([126.6, 127, 128, 1e9, -127.4, -128, -1e9].map((v) => quantize(v * unit))).toEqual([
      127, 127, 127, 127, -127, -127, -127,
    ]);
  });
});
