// Further proofs of a statement from one that is known. Anybody can make them, with the verification key and no witness.

import { decodeProof, encodeProof, type VerificationKeyJson } from '@fedzk/verify';
import { bn254 } from '@noble/curves/bn254.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { ORDER } from './field.js';

const { G1, G2 } = bn254;
const { Fp2 } = bn254.fields;

type G1Point = ReturnType<typeof G1.Point.fromAffine>;
type G2Point = ReturnType<typeof G2.Point.fromAffine>;
type Triple = readonly [a: G1Point, b: G2Point, c: G1Point];

/** (−A, −B, C). */
export function negated(proof: Bytes): Bytes {
  const [a, b, c] = read(proof);
  return write([a.negate(), b.negate(), c]);
}

/** (r⁻¹·A, r·B + r·t·δ, C + t·A): uniform among the proofs of the statement, for random r and t. */
export function rerandomised(proof: Bytes, key: VerificationKeyJson, r: bigint, t: bigint): Bytes {
  const [a, b, c] = read(proof);
  const delta = g2(key.vk_delta_2);
  const inverse = bn254.fields.Fr.inv(r);
  return write([a.multiply(inverse), b.multiply(r).add(delta.multiply((r * t) % ORDER)), c.add(a.multiply(t))]);
}

function read(proof: Bytes): Triple {
  const { pi_a, pi_b, pi_c } = decodeProof(proof, { format: 'fedzk', curve: 'bn254' });
  return [g1(pi_a), g2(pi_b), g1(pi_c)];
}

function write([a, b, c]: Triple): Bytes {
  const [affineA, affineB, affineC] = [a.toAffine(), b.toAffine(), c.toAffine()];
  const proof = {
    protocol: 'groth16',
    curve: 'bn128',
    pi_a: [String(affineA.x), String(affineA.y), '1'],
    pi_b: [
      [String(affineB.x.c0), String(affineB.x.c1)],
      [String(affineB.y.c0), String(affineB.y.c1)],
      ['1', '0'],
    ],
    pi_c: [String(affineC.x), String(affineC.y), '1'],
  };
  return new Uint8Array(encodeProof(proof, 'fedzk'));
}

function g1([x = '', y = '']: readonly string[]): G1Point {
  return G1.Point.fromAffine({ x: BigInt(x), y: BigInt(y) });
}

function g2([x = [], y = []]: readonly (readonly string[])[]): G2Point {
  const pair = ([c0 = '', c1 = '']: readonly string[]) => Fp2.fromBigTuple([BigInt(c0), BigInt(c1)]);
  return G2.Point.fromAffine({ x: pair(x), y: pair(y) });
}
