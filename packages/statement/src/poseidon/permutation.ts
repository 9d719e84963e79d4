// The permutation, as in the paper's pseudocode (eprint 2019/458), without its faster forms.

import type { PoseidonParameters, PoseidonShape } from './grain.js';

/** The smallest number of lanes. */
export const LEAST_WIDTH = 2;
const FULL_ROUNDS = 8;
/**
 * Partial rounds of widths 2 to 17, circomlib's for BN254. They are what the authors' script gives for 128 bits of security,
 * rounded up to a multiple of the width. The authors' published instances of widths 3 and 5 have the same numbers, over the
 * scalar field of BLS12-381 too.
 */
const PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];
/** The largest number of lanes. */
export const MOST_WIDTH: number = LEAST_WIDTH + PARTIAL_ROUNDS.length - 1;

/** Returns the rounds of the permutation of 2 to 17 lanes, for a prime of 254 or 255 bits. */
export function shape(prime: bigint, width: number): PoseidonShape {
  const partialRounds = PARTIAL_ROUNDS[width - LEAST_WIDTH];
  if (partialRounds === undefined) throw new RangeError(`expected ${LEAST_WIDTH} to ${MOST_WIDTH} lanes, got ${width}`);
  return { prime, width, fullRounds: FULL_ROUNDS, partialRounds };
}

/** Permutes `parameters.width` lanes, each from 0 to prime − 1. */
export function permute(state: readonly bigint[], parameters: PoseidonParameters): bigint[] {
  const { prime, width, fullRounds, partialRounds, roundConstants, matrix } = parameters;
  if (state.length !== width) throw new RangeError(`expected ${width} lanes, got ${state.length}`);
  const sbox = (x: bigint): bigint => x ** 5n % prime;

  let lanes = [...state];
  for (let round = 0; round < fullRounds + partialRounds; round++) {
    lanes = lanes.map((lane, i) => (lane + (roundConstants[round * width + i] ?? 0n)) % prime);
    const full = round < fullRounds / 2 || round >= fullRounds / 2 + partialRounds;
    lanes = lanes.map((lane, i) => (full || i === 0 ? sbox(lane) : lane));
    lanes = matrix.map((row) => row.reduce((sum, entry, j) => sum + entry * (lanes[j] ?? 0n), 0n) % prime);
  }
  return lanes;
}
