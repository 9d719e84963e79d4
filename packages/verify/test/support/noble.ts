// A second verifier, over @noble/curves: as strict as ours is meant to be, and with nothing of it.

import type { VerificationKeyJson } from '@fedzk/verify';
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js';
import { curveOf, type TestCurve } from './curves.js';

type Fp2 = ReturnType<TestCurve['library']['fields']['Fp2']['create']>;

/** Whether the proof is valid. Anything unexpected is a no. */
export function verifyWithNoble(key: VerificationKeyJson, proof: unknown, signals: unknown): boolean {
  try {
    return check(key, proof, signals);
  } catch {
    return false;
  }
}

function check(key: VerificationKeyJson, proof: unknown, signals: unknown): boolean {
  const curve = curveOf(key);
  const [one, two] = [(value: unknown) => g1(curve, value), (value: unknown) => g2(curve, value)];
  const scalars = list(signals, key.nPublic).map((signal) => number(signal, curve.r));
  for (const [name, values] of [
    ['protocol', ['groth16']],
    ['curve', curve.names],
  ] as const) {
    const value = Array.isArray(proof) ? undefined : field(proof, name);
    if (Object.hasOwn(proof as object, name) && !values.some((allowed) => allowed === value)) return false;
  }
  const points = pointsOf(curve, proof);
  const [a, b, c] = [one(points[0]), two(points[1]), one(points[2])];
  const sum = scalars.reduce(
    (total, k, i) => (k === 0n ? total : total.add(one(key.IC[i + 1]).multiply(k))),
    one(key.IC[0]),
  );
  const pairs = [
    { g1: a.negate(), g2: b },
    { g1: one(key.vk_alpha_1), g2: two(key.vk_beta_2) },
    { g1: sum, g2: two(key.vk_gamma_2) },
    { g1: c, g2: two(key.vk_delta_2) },
  ];
  // The library refuses infinity, which only the sum can be; its pairing is 1.
  const { Fp12 } = curve.library.fields;
  return Fp12.eql(curve.library.pairingBatch(pairs.filter((pair) => !pair.g1.is0())), Fp12.ONE);
}

function field(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) throw new TypeError('not an object');
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

function list(value: unknown, length: number): unknown[] {
  if (!Array.isArray(value) || value.length !== length) throw new TypeError('not a list');
  return Array.from({ length }, (_, i) => (Object.hasOwn(value, i) ? value[i] : undefined));
}

function number(value: unknown, modulus: bigint): bigint {
  if (typeof value !== 'bigint' && !(typeof value === 'string' && /^(0|[1-9]\d{0,115})$/.test(value))) {
    throw new TypeError('not a number');
  }
  const integer = BigInt(value);
  if (integer < 0n || integer >= modulus) throw new RangeError('out of range');
  return integer;
}

function coordinate({ p }: TestCurve, value: unknown): bigint {
  if (typeof value !== 'string') throw new TypeError('not a string');
  return number(value, p);
}

/** x, y and z, which may be left out. */
function affine(value: unknown, one: unknown): unknown[] {
  return Array.isArray(value) && value.length === 2 ? [...list(value, 2), one] : list(value, 3);
}

/** The points of a proof; of Semaphore's eight numbers, too. */
function pointsOf(curve: TestCurve, proof: unknown): readonly [a: unknown, b: unknown, c: unknown] {
  if (!Array.isArray(proof)) return [field(proof, 'pi_a'), field(proof, 'pi_b'), field(proof, 'pi_c')];
  if (curve.name !== 'bn254') throw new TypeError('not a proof of Semaphore');
  const [a0, a1, b01, b00, b11, b10, c0, c1] = list(proof, 8);
  const b = [
    [b00, b01],
    [b10, b11],
  ];
  return [[a0, a1], b, [c0, c1]];
}

function g1(curve: TestCurve, value: unknown): WeierstrassPoint<bigint> {
  const [x, y, z] = affine(value, '1');
  if (z !== '1') throw new TypeError('not affine');
  return valid(curve.library.G1.Point.fromAffine({ x: coordinate(curve, x), y: coordinate(curve, y) }));
}

function g2(curve: TestCurve, value: unknown): WeierstrassPoint<Fp2> {
  const [x, y, z] = affine(value, ['1', '0']).map((part) => list(part, 2));
  if (z?.[0] !== '1' || z[1] !== '0') throw new TypeError('not affine');
  return valid(curve.library.G2.Point.fromAffine({ x: fp2(curve, x), y: fp2(curve, y) }));
}

/** On the curve and in the subgroup. */
function valid<Field>(point: WeierstrassPoint<Field>): WeierstrassPoint<Field> {
  point.assertValidity();
  if (!point.isTorsionFree()) throw new RangeError('outside the subgroup');
  return point;
}

function fp2(curve: TestCurve, parts: unknown[] | undefined): Fp2 {
  return { c0: coordinate(curve, parts?.[0]), c1: coordinate(curve, parts?.[1]) };
}
