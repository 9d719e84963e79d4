// The curves of the proofs, and the orders of their groups. A circuit computes in the field of that order.

import { unexpected } from '@fedzk/core';

/** A curve of `@fedzk/verify` and `@fedzk/prove`. */
export type Curve = 'bn254' | 'bls12-381';

/** r, the order of BN254's groups (EIP-197) and of BLS12-381's (draft-irtf-cfrg-pairing-friendly-curves-11 §4.2.1). */
export const ORDERS: Readonly<Record<Curve, bigint>> = /* @__PURE__ */ Object.freeze({
  bn254: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  'bls12-381': 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
});

/** Returns a curve's r. @throws {FedzkError} `invalid-argument`: no name of a curve */
export function orderOf(curve: Curve): bigint {
  if (curve === 'bn254' || curve === 'bls12-381') return ORDERS[curve];
  throw unexpected('curve', 'bn254 or bls12-381', curve);
}
