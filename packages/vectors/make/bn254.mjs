/**
 * Exports BN254 of @noble/curves for the makers, and what they share in curve.mjs: seeds and the encoding of points.
 */
import { bn254 } from '@noble/curves/bn254.js';
import { curve } from './curve.mjs';

export { coordinate, multiply, take, write } from './curve.mjs';
export const { G1, G2, Fp, Fp2, Fp12, pairingBatch, p, r, scalars } = curve(bn254);
