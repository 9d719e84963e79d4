import type { VerificationKeyJson } from '@fedzk/verify';
import type { BlsCurvePair } from '@noble/curves/abstract/bls.js';
import { interleavedMSMUnsafe, normalizeZ, pippenger } from '@noble/curves/abstract/curve.js';
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { type Curve, curveOf } from '../curves.js';
import type { Engine, Instance, Prepared, PreparedBatch } from '../engine.js';
import { below, g1Strings, g2Strings, orFalse, signalStrings } from './strings.js';

// noble has the curves and their pairings; Groth16 is this glue's. It prepares what the API lets it: e(α, β), the line
// coefficients of β, γ and δ, tables of the IC points. That is 1.3 times (4 signals) to 3.5 times (64 signals) faster
// than pairingBatch over four pairs with one multiplication a signal.

/** Window size of the tables of IC points. Larger windows gain nothing more at 64 signals. */
const WINDOW = 6;

export function noble(): Engine {
  return {
    name: 'noble',
    package: '@noble/curves',
    strict: true,
    checks: 'on curve and in subgroup by the library (assertValidity); canonical, count and range by the glue',
    prepare: async (key) => groth16(await nobleCurve(curveOf(key)), key).single,
    prepareBatch: async (key) => groth16(await nobleCurve(curveOf(key)), key).batch,
  };
}

/** Loads the library's curve. A process that needs only one curve doesn't load the other. */
export async function nobleCurve(curve: Curve): Promise<BlsCurvePair> {
  if (curve === 'bn254') return (await import('@noble/curves/bn254.js')).bn254;
  return (await import('@noble/curves/bls12-381.js')).bls12_381;
}

type G1 = WeierstrassPoint<bigint>;
type G2 = InstanceType<BlsCurvePair['G2']['Point']>;
type Pair = readonly [g1: G1, lines: ReturnType<BlsCurvePair['utils']['calcPairingPrecomputes']>];

/** Prepares a key for single proofs and for batches. */
function groth16(
  curve: BlsCurvePair,
  key: VerificationKeyJson,
): { readonly single: Prepared; readonly batch: PreparedBatch } {
  const { Fp12, Fr } = curve.fields;
  const G1 = curve.G1.Point;
  const prepareLines = curve.utils.calcPairingPrecomputes;
  const { readG1, readG2 } = readers(curve);

  const ic = key.IC.map(readG1);
  const ic0 = ic[0];
  if (ic0 === undefined) throw new Error('a key without IC');
  const count = ic.length - 1;
  const tables = interleavedMSMUnsafe(G1, ic.slice(1), WINDOW);
  const alpha = readG1(key.vk_alpha_1);
  const beta = prepareLines(readG2(key.vk_beta_2));
  const gamma = prepareLines(readG2(key.vk_gamma_2));
  const delta = prepareLines(readG2(key.vk_delta_2));

  /**
   * Computes the product of pairings. Leaves out pairs with infinity: each contributes 1, and has
   * no affine coordinates.
   */
  const product = (pairs: readonly Pair[]) => {
    const finite = pairs.filter(([g1]) => !g1.is0());
    const affine = normalizeZ(
      G1,
      finite.map(([g1]) => g1),
    );
    const loops = finite.map(([, lines], i): [typeof lines, bigint, bigint] => {
      const { x, y } = (affine[i] as G1).toAffine();
      return [lines, x, y];
    });
    return Fp12.finalExponentiate(curve.millerLoopBatch(loops));
  };
  const alphaBeta = product([[alpha, beta]]);

  const read = ({ proof, publicSignals }: Instance) => ({
    scalars: signalStrings(publicSignals, count).map((text) => below(text, Fr.ORDER)),
    a: readG1(proof.pi_a),
    b: readG2(proof.pi_b),
    c: readG1(proof.pi_c),
  });

  // e(A, B) e(-L, γ) e(-C, δ) = e(α, β).
  const verify = (instance: Instance): boolean => {
    const { scalars, a, b, c } = read(instance);
    const l = ic0.add(tables(scalars));
    return Fp12.eql(
      product([
        [a, prepareLines(b)],
        [l.negate(), gamma],
        [c.negate(), delta],
      ]),
      alphaBeta,
    );
  };

  // The product of these equations, each to the power of a random ρ: Π e(ρA, B) e(-ΣρL, γ) e(-ΣρC, δ) e(-Σρ α, β) = 1.
  const verifyAll = (instances: readonly Instance[]): boolean => {
    const proofs = instances.map((instance) => ({ ...read(instance), factor: random128() }));
    const sum = (of: (proof: (typeof proofs)[number]) => bigint): bigint =>
      proofs.reduce((total, proof) => Fr.add(total, of(proof)), 0n);
    const factors = sum(({ factor }) => factor);
    const signals = Array.from({ length: count }, (_, i) =>
      sum(({ scalars, factor }) => Fr.mul(factor, scalars[i] as bigint)),
    );
    const l = ic0.multiplyUnsafe(factors).add(tables(signals));
    const c = pippenger(
      G1,
      proofs.map((proof) => proof.c),
      proofs.map(({ factor }) => factor),
    );
    const pairs = proofs.map(({ a, b, factor }): Pair => [a.multiplyUnsafe(factor), prepareLines(b)]);
    return Fp12.eql(
      product([...pairs, [l.negate(), gamma], [c.negate(), delta], [alpha.multiplyUnsafe(factors).negate(), beta]]),
      Fp12.ONE,
    );
  };

  return {
    single: (instance) => () => orFalse(() => verify(instance)),
    batch: (instances) => () => orFalse(() => verifyAll(instances)),
  };
}

/** Returns functions that read the points of snarkjs JSON. */
export function readers(curve: BlsCurvePair): {
  readG1(point: readonly string[]): G1;
  readG2(point: readonly (readonly string[])[]): G2;
} {
  const { ORDER } = curve.fields.Fp;
  return {
    /**
     * Reads a finite point of the subgroup. Refuses (0, 0), which the library reads as infinity.
     */
    readG1(point: readonly string[]): G1 {
      const [x, y] = g1Strings(point).map((text) => below(text, ORDER)) as [bigint, bigint];
      return valid(curve.G1.Point.fromAffine({ x, y }));
    },

    /**
     * Reads a finite point of the subgroup. Checks coordinates here, since the library accepts
     * those of Fp2 at p and above.
     */
    readG2(point: readonly (readonly string[])[]): G2 {
      const [x0, x1, y0, y1] = g2Strings(point).map((text) => below(text, ORDER)) as [bigint, bigint, bigint, bigint];
      return valid(curve.G2.Point.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } }));
    },
  };
}

function valid<P extends { is0(): boolean; assertValidity(): void }>(point: P): P {
  if (point.is0()) throw new Error('infinity');
  point.assertValidity();
  return point;
}

function random128(): bigint {
  const [high, low] = crypto.getRandomValues(new BigUint64Array(2)) as unknown as [bigint, bigint];
  return (high << 64n) | low;
}
