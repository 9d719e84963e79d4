import type { Curve, VerificationKeyJson } from '@fedzk/verify';

export type { Curve };

interface Facts {
  /** Name for headings. */
  readonly title: string;
  /** Modulus of the coordinates in G1. */
  readonly p: bigint;
  /** Order of the groups. Signals are below it. */
  readonly r: bigint;
}

/** Parameters of BN254 (EIP-197) and BLS12-381 (EIP-2537). */
export const CURVES: Readonly<Record<Curve, Facts>> = {
  bn254: {
    title: 'BN254',
    p: 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n,
    r: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  },
  'bls12-381': {
    title: 'BLS12-381',
    p: 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
    r: 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
  },
};

/** Names of the curves, in the order in which cases use them. */
export const CURVE_NAMES = Object.keys(CURVES) as readonly Curve[];

/** Returns the curve of a key, by the name that snarkjs gives it. */
export function curveOf({ curve }: VerificationKeyJson): Curve {
  if (curve === 'bn128') return 'bn254';
  if (curve === 'bls12381') return 'bls12-381';
  throw new Error(`a key over "${curve}"`);
}
