// Counts the circuit's constraints, and the values that fit: aggregation.md, "Sizes".

import { type CircuitParameters, readCircuit, readSlot, requireInteger } from './argument.js';
import { BLOCK } from './commitment.js';
import { ORDERS } from './curve.js';
import { layoutOf } from './layout.js';
import { shape } from './poseidon/permutation.js';

/** Constraints of an S-box x^5. */
const SBOX = 3;
/** Rows of the largest domain of Groth16 on BN254. */
const MOST_CONSTRAINTS = 2 ** 28;

/**
 * Counts the constraints of `gradient_update(n, b, h)`, the same on both curves. After `--O2` all are
 * non-linear.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function constraints(circuit: CircuitParameters): number {
  const { n, bits, elements } = layoutOf(circuit);
  const left = (elements + 2) % BLOCK;
  const blocks = (elements + 2 - left) / BLOCK;
  // The first S-box has a constant as its input, and no constraints.
  const chain = blocks * permutation(BLOCK) + (left > 0 ? permutation(left) : 0) - SBOX;
  return n * (bits + 1) + slackBits(n, bits) + elements + chain;
}

/** Counts the constraints of a block of the chain: its state, and this number of elements. */
function permutation(elements: number): number {
  const { width, fullRounds, partialRounds } = shape(ORDERS.bn254, elements + 2);
  return SBOX * (fullRounds * width + partialRounds - 1);
}

/**
 * Finds the largest n for which the circuit has at most `most` constraints; 0 if there is none.
 *
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * largestCount(1_000, { bits: 8, headroom: 10 }); // 64
 * ```
 */
export function largestCount(most: number, circuit: Pick<CircuitParameters, 'bits' | 'headroom'>): number {
  const { bits, headroom } = readSlot(circuit);
  requireInteger('most', most, 1, MOST_CONSTRAINTS);
  let [fits, least] = [0, Math.floor(most / (bits + 1)) + 1];
  while (least - fits > 1) {
    const n = Math.floor((fits + least) / 2);
    if (constraints({ n, bits, headroom }) <= most) fits = n;
    else least = n;
  }
  return fits;
}

/**
 * Computes the largest maxNormSq, min(n·4^(b−1), 2^w − 1): n values can reach it, and the circuit's slack of w bits holds
 * it.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function largestNormSq(circuit: CircuitParameters): bigint {
  const { n, bits } = readCircuit(circuit);
  const reach = BigInt(n) << BigInt(2 * (bits - 1));
  const slack = (1n << BigInt(slackBits(n, bits))) - 1n;
  return reach < slack ? reach : slack;
}

/** Computes w = 2(b−1) + ceil(log2 n). */
function slackBits(n: number, bits: number): number {
  return 2 * (bits - 1) + 32 - Math.clz32(n - 1);
}
