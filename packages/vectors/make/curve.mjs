/**
 * Makes what the makers share: a pairing-friendly curve of @noble/curves, the encoding of points, and seeded scalars.
 */
import { createHash } from 'node:crypto';

/** Returns a curve of the library under short names, with `scalars` below its order. */
export function curve({ G1, G2, fields, pairingBatch }) {
  const { Fp, Fp2, Fp12, Fr } = fields;
  const [p, r] = [Fp.ORDER, Fr.ORDER]; // the base field's and the scalar field's prime
  return { G1: G1.Point, G2: G2.Point, Fp, Fp2, Fp12, pairingBatch, p, r, scalars: (seed) => scalars(seed, r) };
}

/** Multiplies a point by any k >= 0, also outside the subgroup. The library's own method takes only k below r. */
export function multiply(point, k) {
  let [sum, double] = [point.subtract(point), point];
  for (; k > 0n; k >>= 1n, double = double.double()) if (k & 1n) sum = sum.add(double);
  return sum;
}

/** Writes affine coordinates in decimal: [x, y] in G1, [[x.c0, x.c1], [y.c0, y.c1]] in G2, null for the point at infinity. */
export function write(point) {
  if (point.is0()) return null;
  const { x, y } = point.toAffine();
  return [coordinate(x), coordinate(y)];
}

export function coordinate(value) {
  return typeof value === 'bigint' ? value.toString() : [value.c0.toString(), value.c1.toString()];
}

export function take(count, source) {
  return Array.from({ length: count }, () => source.next().value);
}

/** Draws scalars 0..r-1: SHA-256(seed ‖ " " ‖ counter ‖ "a" and "b") as 512 bits, reduced. For tests only. */
function* scalars(seed, r) {
  const hash = (text) => createHash('sha256').update(text).digest('hex');
  for (let i = 0; ; i++) yield BigInt(`0x${hash(`${seed} ${i}a`)}${hash(`${seed} ${i}b`)}`) % r;
}
