// A verification key whose trapdoor is known, and a prover that uses it: it makes a valid proof of whatever statement it
// is asked for, in milliseconds. An honest one asks first whether there is a witness, which is what Groth16's soundness
// gives; so what an attacker could prove is what this prover proves, as long as the constraints are the circuit's.
// J. Groth, "On the Size of Pairing-based Non-interactive Arguments", 2016, §3.1: a·b = α·β + v·γ + c·δ.

import { createHash } from 'node:crypto';
import { type CircuitInputs, type Curve, inverse, ORDERS, reduce } from '@fedzk/statement';
import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';
import { createVerifier, type Verifier } from '@fedzk/verify';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';
import type { Prover } from '../../src/compose.js';
import type { Geometry } from '../../src/protocol/geometry.js';
import { broken, type Constraint } from './circuit.js';

/** The groups of a curve, and its name in snarkjs's files. */
const CURVES = {
  bn254: { ...bn254, name: 'bn128' },
  'bls12-381': { ...bls12_381, name: 'bls12381' },
} as const;

/** A key of four public signals and the logarithms of its points. */
export interface TrapdoorKey {
  readonly verificationKey: VerificationKeyJson;
  readonly verifier: Verifier;
  /** A proof of these signals, true or not. */
  simulate(signals: readonly bigint[]): ProofJson;
}

/** The same key for the same name. */
export function trapdoorKey(name: string, curve: Curve = 'bn254'): TrapdoorKey {
  const draw = scalars(name, ORDERS[curve]);
  const { g1, g2 } = pointsOf(curve);
  const names = { protocol: 'groth16', curve: CURVES[curve].name } as const;
  const [alpha, beta, gamma, delta] = [draw(), draw(), draw(), draw()];
  const ic = [draw(), draw(), draw(), draw(), draw()];
  const verificationKey: VerificationKeyJson = {
    ...names,
    nPublic: 4,
    vk_alpha_1: g1(alpha),
    vk_beta_2: g2(beta),
    vk_gamma_2: g2(gamma),
    vk_delta_2: g2(delta),
    IC: ic.map(g1),
  };
  return {
    verificationKey,
    verifier: createVerifier(verificationKey),
    simulate(signals) {
      const [a, b] = [draw(), draw()];
      const v = signals.reduce((sum, signal, i) => sum + signal * (ic[i + 1] ?? 0n), ic[0] ?? 0n);
      const c = reduce((a * b - alpha * beta - v * gamma) * inverse(delta, curve), curve);
      return { pi_a: g1(a), pi_b: g2(b), pi_c: g1(c), ...names };
    },
  };
}

/**
 * A prover of the circuit, or of the circuit without some of its constraints.
 *
 * @throws where a constraint that it has is broken, as a witness calculator does
 */
export function proverOf(key: TrapdoorKey, layout: Geometry, without: readonly Constraint[] = []): Prover {
  return {
    vkeyId: key.verifier.id,
    async prove(inputs: CircuitInputs) {
      const unmet = broken(inputs, layout).filter((constraint) => !without.includes(constraint));
      if (unmet.length > 0) throw new Error(`no witness: ${unmet.join()}`);
      return { proof: key.simulate([inputs.commitment, inputs.rho, inputs.tag, inputs.maxNormSq]) };
    },
  };
}

function scalars(name: string, order: bigint): () => bigint {
  let counter = 0;
  return () => {
    const digest = createHash('sha512').update(`fedzk agg test ${name} ${counter++}`).digest('hex');
    return BigInt(`0x${digest}`) % order || 1n;
  };
}

/** Multiples of a curve's generators, as snarkjs writes them. */
function pointsOf(curve: Curve): { g1(k: bigint): string[]; g2(k: bigint): string[][] } {
  const { G1, G2 } = CURVES[curve];
  return {
    g1(k) {
      const { x, y } = G1.Point.BASE.multiply(k).toAffine();
      return [String(x), String(y), '1'];
    },
    g2(k) {
      const { x, y } = G2.Point.BASE.multiply(k).toAffine();
      return [
        [String(x.c0), String(x.c1)],
        [String(y.c0), String(y.c1)],
        ['1', '0'],
      ];
    },
  };
}
