/**
 * What the makers share: @noble/curves' BN254, how points are written, and a seeded source of scalars.
 */
import { createHash } from 'node:crypto';
import { bn254 } from '@noble/curves/bn254.js';

export const G1 = bn254.G1.Point;
export const G2 = bn254.G2.Point;
export const { Fp, Fp2, Fp12 } = bn254.fields;
export const pairingBatch = bn254.pairingBatch;

/** The base field's and the scalar field's prime. */
export const p = Fp.ORDER;
export const r = bn254.fields.Fr.ORDER;

/** k times a point, for any k >= 0 and also outside the subgroup, where the library's own method stops at r. */
export function multiply(point, k) {
  let [sum, double] = [point.subtract(point), point];
  for (; k > 0n; k >>= 1n, double = double.double()) if (k & 1n) sum = sum.add(double);
  return sum;
}

/** Affine coordinates in decimal: [x, y] in G1, [[x.c0, x.c1], [y.c0, y.c1]] in G2, null for the point at infinity. */
export function write(point) {
  if (point.is0()) return null;
  const { x, y } = point.toAffine();
  return [coordinate(x), coordinate(y)];
}

export function coordinate(value) {
  return typeof value === 'bigint' ? value.toString() : [value.c0.toString(), value.c1.toString()];
}

/** Scalars 0..r-1: SHA-256(seed ‖ " " ‖ counter ‖ "a" and "b") as 512 bits, reduced. For tests only. */
export function* scalars(seed) {
  const hash = (text) => createHash('sha256').update(text).digest('hex');
  for (let i = 0; ; i++) yield BigInt(`0x${hash(`${seed} ${i}a`)}${hash(`${seed} ${i}b`)}`) % r;
}

export function take(count, source) {
  return Array.from({ length: count }, () => source.next().value);
}
