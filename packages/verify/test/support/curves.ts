// What the tests know of the curves: from their descriptions and @noble/curves, not from src.
import type { Curve } from '@fedzk/verify';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 as noble } from '@noble/curves/bn254.js';

export interface TestCurve {
  readonly name: Curve;
  /** Its names in JSON; snarkjs writes the first. */
  readonly names: readonly [string, string];
  /** The first byte of a key, in hex. */
  readonly id: string;
  /** The prime of the coordinates. */
  readonly p: bigint;
  /** The order of the groups. */
  readonly r: bigint;
  /** The length of a coordinate. */
  readonly bytes: number;
  /** The bits of a coordinate; on BLS12-381 those of p, since there flags stand above them in every point. */
  readonly bits: number;
  /** The top bits of a compressed point that are flags, and what they say: y is the smaller one, the larger, infinity. */
  readonly flagBits: number;
  readonly flags: { readonly smaller: number; readonly larger: number; readonly infinity: number };
  /** The flags of infinity where it is not compressed. */
  readonly uncompressedInfinity: number;
  readonly library: typeof noble;
}

/** EIP-196; flags: gnark-crypto, ecc/bn254/marshal.go. */
export const bn254: TestCurve = {
  name: 'bn254',
  names: ['bn128', 'bn254'],
  id: '01',
  p: 21888242871839275222246405745257275088696311157297823662689037894645226208583n,
  r: 21888242871839275222246405745257275088548364400416034343698204186575808495617n,
  bytes: 32,
  bits: 256,
  flagBits: 2,
  flags: { smaller: 0b10, larger: 0b11, infinity: 0b01 },
  uncompressedInfinity: 0,
  library: noble,
};

/** draft-irtf-cfrg-pairing-friendly-curves, 4.2.1 and appendix C. */
export const bls12381: TestCurve = {
  name: 'bls12-381',
  names: ['bls12381', 'bls12-381'],
  id: '02',
  p: 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
  r: 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
  bytes: 48,
  bits: 381,
  flagBits: 3,
  flags: { smaller: 0b100, larger: 0b101, infinity: 0b110 },
  uncompressedInfinity: 0b010,
  library: bls12_381,
};

const curves: readonly TestCurve[] = [bn254, bls12381];

/** The other one. */
export function otherThan(curve: TestCurve): TestCurve {
  return curve === bn254 ? bls12381 : bn254;
}

/** The curve that a key or a proof in JSON names; BN254 where it has no name. */
export function curveOf({ curve: name = 'bn128' }: { readonly curve?: string }): TestCurve {
  const curve = curves.find(({ names }) => names.includes(name));
  if (curve === undefined) throw new Error(`no curve ${name}`);
  return curve;
}
