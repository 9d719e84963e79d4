/**
 * Exports BLS12-381 of @noble/curves for the makers.
 */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { curve } from './curve.mjs';

export { coordinate, multiply, take, write } from './curve.mjs';
export const { G1, G2, Fp, Fp2, Fp12, pairingBatch, p, r, scalars } = curve(bls12_381);

/** The curve's parameter: r = x⁴ - x² + 1, p = (x - 1)² r / 3 + x. */
export const x = -0xd201000000010000n;
