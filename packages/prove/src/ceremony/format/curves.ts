/** The curves of ceremony files, recognised by their primes. */
import type { Curve } from '@fedzk/verify';
import { toLittleEndian } from './bytes.js';

/** A curve's numbers in headers. */
export interface CurveNumbers {
  readonly curve: Curve;
  /** Bytes of a coordinate. */
  readonly n8: 32 | 48;
  /** The prime of the base field, n8 bytes, little-endian. */
  readonly q: Uint8Array;
  /** The order of the groups, 32 bytes, little-endian. */
  readonly r: Uint8Array;
  /** The largest k for which the scalar field has a root of unity of order 2^k. */
  readonly twoAdicity: number;
}

/** EIP-196 and the BLS12-381 page of the Zcash specification, §5.4.9.2. */
const NUMBERS: Readonly<Record<Curve, CurveNumbers>> = {
  bn254: {
    curve: 'bn254',
    n8: 32,
    q: toLittleEndian(0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n, 32),
    r: toLittleEndian(0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n, 32),
    twoAdicity: 28,
  },
  'bls12-381': {
    curve: 'bls12-381',
    n8: 48,
    q: toLittleEndian(
      0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
      48,
    ),
    r: toLittleEndian(0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n, 32),
    twoAdicity: 32,
  },
};

export function numbersOf(curve: Curve): CurveNumbers {
  return NUMBERS[curve];
}

/** Finds the curve with a prime. */
export function curveOfPrime(q: Uint8Array): CurveNumbers | undefined {
  return Object.values(NUMBERS).find((each) => isEqual(each.q, q));
}

/** Compares bytes that are no secret. */
export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
