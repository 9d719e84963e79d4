// How many constraints the circuit has, and so how many values fit: aggregation.md, "Sizes".

import { type CircuitParameters, readCircuit, readSlot, requireInteger } from './argument.js';
import { BLOCK } from './commitment.js';
import { ORDERS } from './curve.js';
import { layoutOf } from './layout.js';
import { shape } from './poseidon/permutation.js';

/** Constraints of an S-box x^5. */
const SBOX = 3;
/** Rows of the largest domain that Groth16 has on BN254. */
const MOST_CONSTRAINTS = 2 ** 28;

/**
 * Counts the constraints of `gradient_update(n, b, h)`, the same on both curves. All are non-linear after `--O2`.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function constraints(circuit: CircuitParameters): number {
  const { n, bits, elements } = layoutOf(circuit);
  const left = (elements + 2) % BLOCK;
  const blocks = (elements + 2 - left) / BLOCK;
  // Less the first S-box of all, whose input is the constant that the chain starts from.
  const chain = blocks * permutation(BLOCK) + (left > 0 ? permutation(left) : 0) - SBOX;
  return n * (bits + 1) + slackBits(n, bits) + elements + chain;
}

/** Constraints of a block of the chain: so many elements beside its state. */
function permutation(elements: number): number {
  const { width, fullRounds, partialRounds } = shape(ORDERS.bn254, elements + 2);
  return SBOX * (fullRounds * width + partialRounds - 1);
}

/**
 * Finds the largest n with which the circuit has `most` constraints or fewer; 0 where none has.
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
 * Computes min(n·4^(b−1), 2^w − 1): the largest maxNormSq, which n values can reach and the circuit's slack of w bits can
 * hold.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function largestNormSq(circuit: CircuitParameters): bigint {
  const { n, bits } = readCircuit(circuit);
  const reach = BigInt(n) << BigInt(2 * (bits - 1));
  const slack = (1n << BigInt(slackBits(n, bits))) - 1n;
  return reach < slack ? reach : slack;
}

/** w = 2(b−1) + ceil(log2 n). */
function slackBits(n: number, bits: number): number {
  return 2 * (bits - 1) + 32 - Math.clz32(n - 1);
}
