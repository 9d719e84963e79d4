// A second verifier, over @noble/curves: as strict as ours is meant to be, and with nothing of it.

import type { VerificationKeyJson } from '@fedzk/verify';
import { bn254 } from '@noble/curves/bn254.js';
import { p, r } from './encoding.js';

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
const { Fp12 } = bn254.fields;

type Point1 = InstanceType<typeof G1>;
type Point2 = InstanceType<typeof G2>;

/** Whether the proof is valid. Anything unexpected is a no. */
export function verifyWithNoble(key: VerificationKeyJson, proof: unknown, signals: unknown): boolean {
  try {
    return check(key, proof, signals);
  } catch {
    return false;
  }
}

function check(key: VerificationKeyJson, proof: unknown, signals: unknown): boolean {
  const scalars = list(signals, key.nPublic).map((signal) => number(signal, r));
  const sum = scalars.reduce(
    (total, k, i) => (k === 0n ? total : total.add(g1(key.IC[i + 1]).multiply(k))),
    g1(key.IC[0]),
  );
  for (const [name, values] of [
    ['protocol', ['groth16']],
    ['curve', ['bn128', 'bn254']],
  ] as const) {
    const value = field(proof, name);
    if (Object.hasOwn(proof as object, name) && !values.some((allowed) => allowed === value)) return false;
  }
  const pairs = [
    { g1: g1(field(proof, 'pi_a')).negate(), g2: g2(field(proof, 'pi_b')) },
    { g1: g1(key.vk_alpha_1), g2: g2(key.vk_beta_2) },
    { g1: sum, g2: g2(key.vk_gamma_2) },
    { g1: g1(field(proof, 'pi_c')), g2: g2(key.vk_delta_2) },
  ];
  // The library refuses infinity, which only the sum can be; its pairing is 1.
  return Fp12.eql(bn254.pairingBatch(pairs.filter((pair) => !pair.g1.is0())), Fp12.ONE);
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
  if (typeof value !== 'bigint' && !(typeof value === 'string' && /^(0|[1-9]\d{0,77})$/.test(value))) {
    throw new TypeError('not a number');
  }
  const integer = BigInt(value);
  if (integer < 0n || integer >= modulus) throw new RangeError('out of range');
  return integer;
}

function coordinate(value: unknown): bigint {
  if (typeof value !== 'string') throw new TypeError('not a string');
  return number(value, p);
}

function g1(value: unknown): Point1 {
  const [x, y, z] = list(value, 3);
  if (z !== '1') throw new TypeError('not affine');
  const point = G1.fromAffine({ x: coordinate(x), y: coordinate(y) });
  point.assertValidity();
  return point;
}

function g2(value: unknown): Point2 {
  const [x, y, z] = list(value, 3).map((part) => list(part, 2));
  if (z?.[0] !== '1' || z[1] !== '0') throw new TypeError('not affine');
  const point = G2.fromAffine({ x: fp2(x), y: fp2(y) });
  point.assertValidity(); // on the twist and in the subgroup
  return point;
}

function fp2(parts: unknown[] | undefined): { c0: bigint; c1: bigint } {
  return { c0: coordinate(parts?.[0]), c1: coordinate(parts?.[1]) };
}
