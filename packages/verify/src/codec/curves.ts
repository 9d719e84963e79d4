// What distinguishes the curves outside the module: names, lengths, flags.

/** A curve, by the name of this package. */
export type Curve = 'bn254' | 'bls12-381';

/** The encoding of a curve's points. */
export interface CurveLayout {
  readonly name: Curve;
  /** The byte for the curve in keys. */
  readonly id: number;
  /** Its names in snarkjs JSON; snarkjs writes the first. */
  readonly names: readonly string[];
  /** Bytes of a coordinate. */
  readonly bytes: number;
  /** Bits of a coordinate. On BLS12-381 gnark keeps flags above them. */
  readonly bits: number;
  /** The first byte of an uncompressed point at infinity. */
  readonly infinity: number;
  /** The first byte of a compressed point at infinity. */
  readonly compressedInfinity: number;
}

const BN254: CurveLayout = {
  name: 'bn254',
  id: 1,
  names: ['bn128', 'bn254'],
  bytes: 32,
  bits: 256,
  infinity: 0,
  compressedInfinity: 0x40,
};
const BLS12_381: CurveLayout = {
  name: 'bls12-381',
  id: 2,
  names: ['bls12381', 'bls12-381'],
  bytes: 48,
  bits: 381,
  infinity: 0x40,
  compressedInfinity: 0xc0,
};

/** All curves. */
export const CURVES: readonly CurveLayout[] = [BN254, BLS12_381];

/** The curve of a proof that names none. */
export const DEFAULT_CURVE: CurveLayout = BN254;

/** Returns the length of an uncompressed point of G1 in bytes. */
export function g1Bytes({ bytes }: CurveLayout): number {
  return 2 * bytes;
}

/** Returns the length of an uncompressed point of G2 in bytes. */
export function g2Bytes({ bytes }: CurveLayout): number {
  return 4 * bytes;
}

/** Returns the length of an uncompressed proof, A, B, C, in bytes. */
export function proofLength(curve: CurveLayout): number {
  return 2 * g1Bytes(curve) + g2Bytes(curve);
}
