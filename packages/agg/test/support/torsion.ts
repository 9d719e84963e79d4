// The points of small order of edwards25519, and little-endian numbers as both curves' keys have them.

import { ed25519 } from '@noble/curves/ed25519.js';

export const { Point } = ed25519;
export type EdwardsPoint = typeof Point.BASE;

/** Of order 8, from which the tests that use it find eight different multiples. */
const GENERATOR = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');

/** The multiples 0 to 7 of a point of order 8: all points of small order, since the cofactor is 8 (RFC 8032 §5.1). */
export const SMALL_ORDER: readonly EdwardsPoint[] = Array.from({ length: 8 }, (_, i) =>
  i === 0 ? Point.ZERO : GENERATOR.multiplyUnsafe(BigInt(i)),
);

/** 32 bytes, little-endian. */
export function littleEndian(value: bigint): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}
