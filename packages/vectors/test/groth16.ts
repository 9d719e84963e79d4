/**
 * Groth16's verification equation by @noble/curves, for snarkjs's JSON of either curve.
 */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';

type Coordinates1 = readonly [string, string, string];
type Coordinates2 = readonly [readonly [string, string], readonly [string, string], readonly [string, string]];
/** As a proof may have it: zk-kit writes no z. */
type Bare1 = Coordinates1 | readonly [string, string];
type Bare2 = Coordinates2 | readonly [readonly [string, string], readonly [string, string]];

export interface Instance {
  readonly name: string;
  readonly verificationKey: {
    readonly curve: 'bn128' | 'bls12381';
    readonly nPublic: number;
    readonly vk_alpha_1: Coordinates1;
    readonly vk_beta_2: Coordinates2;
    readonly vk_gamma_2: Coordinates2;
    readonly vk_delta_2: Coordinates2;
    readonly IC: readonly Coordinates1[];
  };
  readonly proof: {
    readonly curve: 'bn128' | 'bls12381';
    readonly pi_a: Bare1;
    readonly pi_b: Bare2;
    readonly pi_c: Bare1;
  };
  /** Of Semaphore: the same proof. */
  readonly points?: readonly string[];
  readonly publicSignals: readonly string[];
}

/** e(A, B) = e(alpha, beta) e(IC_0 + Σ s_i IC_i, gamma) e(C, delta). Throws on a point outside its subgroup. */
export function verify({ verificationKey: key, proof, publicSignals }: Instance): boolean {
  const { G1, G2, fields, pairingBatch } = key.curve === 'bn128' ? bn254 : bls12_381;
  const g1 = ([x, y]: Bare1) => valid(G1.Point.fromAffine({ x: BigInt(x), y: BigInt(y) }));
  const g2 = ([x, y]: Bare2) => valid(G2.Point.fromAffine({ x: fp2(x), y: fp2(y) }));
  const fp2 = ([c0, c1]: readonly [string, string]) => fields.Fp2.fromBigTuple([BigInt(c0), BigInt(c1)]);

  const [constant, ...ics] = key.IC.map(g1);
  if (constant === undefined || ics.length !== publicSignals.length) return false;
  const sum = ics.reduce((total, ic, i) => total.add(ic.multiplyUnsafe(BigInt(publicSignals[i] ?? ''))), constant);
  const pairs = [
    { g1: g1(proof.pi_a).negate(), g2: g2(proof.pi_b) },
    { g1: g1(key.vk_alpha_1), g2: g2(key.vk_beta_2) },
    { g1: sum, g2: g2(key.vk_gamma_2) },
    { g1: g1(proof.pi_c), g2: g2(key.vk_delta_2) },
  ];
  // The library refuses infinity; its pairing is 1.
  return fields.Fp12.eql(pairingBatch(pairs.filter((pair) => !pair.g1.is0())), fields.Fp12.ONE);
}

function valid<P extends { assertValidity(): void; isTorsionFree(): boolean }>(point: P): P {
  point.assertValidity();
  if (!point.isTorsionFree()) throw new Error('a point outside its subgroup');
  return point;
}
