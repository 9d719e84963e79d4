import { createHash } from 'node:crypto';
import type { BlsCurvePair } from '@noble/curves/abstract/bls.js';
import type { Fp2, Fp12 } from '@noble/curves/abstract/tower.js';
import { CURVES, type Curve } from '../curves.js';
import { nobleCurve } from '../engines/noble.js';

/** Operations that are measured, layer by layer. */
export const OPERATIONS = {
  fpProduct: { title: 'product in Fp', what: 'a ← a·b' },
  fp2Product: { title: 'product in Fp2', what: 'a ← a·b' },
  fp12Product: { title: 'product in Fp12', what: 'a ← a·b' },
  g1Addition: { title: 'addition in G1', what: 'P ← P + Q, Q affine' },
  g2Addition: { title: 'addition in G2', what: 'P ← P + Q, Q affine' },
  g1Multiple: { title: 'multiple in G1', what: 'k·P, P affine, k of 254 or 255 bits, result not affine' },
  g2Multiple: { title: 'multiple in G2', what: 'k·P, P affine, k of 254 or 255 bits, result not affine' },
  pairing: { title: 'pairing', what: 'e(P, Q), both affine' },
  preparedPairing: { title: 'pairing, Q prepared', what: 'e(P, Q), the lines of Q computed beforehand' },
} as const;

export type Operation = keyof typeof OPERATIONS;

export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly Operation[];

/**
 * An element or an affine point as integers. Fp2 has its real part first. Fp12 is ordered by the
 * powers 1, v, v², w, vw, v²w of the standard tower (v³ = 9 + u over BN254, 1 + u over BLS12-381;
 * w² = v). A point is x, then y.
 */
export type Value = readonly bigint[];

/** Operands of the operations. */
export interface Operands {
  /** The elements a and b. */
  readonly fp: readonly [Value, Value];
  readonly fp2: readonly [Value, Value];
  readonly fp12: readonly [Value, Value];
  /** The points P and Q. */
  readonly g1: readonly [Value, Value];
  readonly g2: readonly [Value, Value];
  /** The scalar k. */
  readonly scalar: bigint;
}

/**
 * Makes operands that are the same in each run: numbers from hashes, and multiples of the
 * generators.
 */
export async function operands(curve: Curve): Promise<Operands> {
  const { p, r } = CURVES[curve];
  const { G1, G2 } = await nobleCurve(curve);
  const numbers = (count: number, name: string): Value =>
    Array.from({ length: count }, (_, i) => number(`${curve} ${name} ${i}`, p));
  const two = <T>(one: (name: string) => T): readonly [T, T] => [one('a'), one('b')];
  const multiple = (name: string): bigint => number(`${curve} ${name}`, r);
  return {
    fp: two((name) => numbers(1, `fp ${name}`)),
    fp2: two((name) => numbers(2, `fp2 ${name}`)),
    fp12: two((name) => numbers(12, `fp12 ${name}`)),
    g1: two((name) => g1Value(G1.Point.BASE.multiply(multiple(`g1 ${name}`)))),
    g2: two((name) => g2Value(G2.Point.BASE.multiply(multiple(`g2 ${name}`)))),
    // As long as the order, so that no library saves a doubling.
    scalar: r - 1n - (multiple('scalar') >> 3n),
  };
}

/**
 * Computes the expected value after so many repetitions, by noble and without repeating. Libraries
 * may choose a pairing's exponent. All of these use 2x(6x² + 3x + 1) over BN254 and 3 over
 * BLS12-381 times that of the reduced pairing.
 */
export async function expected(operation: Operation, curve: Curve, operands: Operands, times: number): Promise<Value> {
  const noble = await nobleCurve(curve);
  const { Fp, Fp2, Fp12 } = noble.fields;
  const n = BigInt(times);
  const [a, b] = operands.fp.map(([x]) => x) as [bigint, bigint];
  const [a2, b2] = operands.fp2.map(fp2) as [Fp2, Fp2];
  const [a12, b12] = operands.fp12.map((value) => fp12(noble, value)) as [Fp12, Fp12];
  const [p1, q1] = operands.g1.map((value) => g1Point(noble, value)) as [G1, G1];
  const [p2, q2] = operands.g2.map((value) => g2Point(noble, value)) as [G2, G2];
  switch (operation) {
    case 'fpProduct':
      return [Fp.mul(a, Fp.pow(b, n))];
    case 'fp2Product':
      return fp2Value(Fp2.mul(a2, Fp2.pow(b2, n)));
    case 'fp12Product':
      return fp12Value(Fp12.mul(a12, Fp12.pow(b12, n)));
    case 'g1Addition':
      return g1Value(p1.add(q1.multiplyUnsafe(n)));
    case 'g2Addition':
      return g2Value(p2.add(q2.multiplyUnsafe(n)));
    case 'g1Multiple':
      return g1Value(p1.multiplyUnsafe(operands.scalar));
    case 'g2Multiple':
      return g2Value(p2.multiplyUnsafe(operands.scalar));
    case 'pairing':
    case 'preparedPairing':
      return fp12Value(noble.pairing(p1, p2));
  }
}

type G1 = InstanceType<BlsCurvePair['G1']['Point']>;
type G2 = InstanceType<BlsCurvePair['G2']['Point']>;

export function fp2([c0, c1]: Value): Fp2 {
  return { c0: c0 as bigint, c1: c1 as bigint };
}

export function fp2Value({ c0, c1 }: Fp2): Value {
  return [c0, c1];
}

export function fp12({ fields }: BlsCurvePair, value: Value): Fp12 {
  return fields.Fp12.fromBigTwelve([...value] as Parameters<typeof fields.Fp12.fromBigTwelve>[0]);
}

export function fp12Value({ c0, c1 }: Fp12): Value {
  return [c0.c0, c0.c1, c0.c2, c1.c0, c1.c1, c1.c2].flatMap(fp2Value);
}

export function g1Point({ G1 }: BlsCurvePair, [x, y]: Value): G1 {
  return G1.Point.fromAffine({ x: x as bigint, y: y as bigint });
}

export function g1Value(point: G1): Value {
  const { x, y } = point.toAffine();
  return [x, y];
}

export function g2Point({ G2 }: BlsCurvePair, value: Value): G2 {
  return G2.Point.fromAffine({ x: fp2(value.slice(0, 2)), y: fp2(value.slice(2)) });
}

export function g2Value(point: G2): Value {
  const { x, y } = point.toAffine();
  return [x, y].flatMap(fp2Value);
}

/** Returns a number in 1 … m − 1, almost uniform. */
function number(seed: string, m: bigint): bigint {
  return (BigInt(`0x${createHash('sha512').update(`fedzk bench ${seed}`).digest('hex')}`) % (m - 1n)) + 1n;
}
