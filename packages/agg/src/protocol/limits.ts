// The largest numbers of a task: what the circuit of its level has room for. aggregation.md, "Sizes".

import { ORDER } from './field.js';
import { geometry } from './packing.js';
import { shape } from './poseidon.js';

/** A security level; it decides the curve, and how large a circuit is. */
export type Level = 'standard' | 'enhanced' | 'maximum';

/** Values of 8 bits, with a headroom of 10, in a proof by the level's key: `SECURITY_LEVELS` of `@fedzk/prove`. */
const CAPACITY = { standard: 64, enhanced: 800 } as const;
/** The levels whose curve is supported here. */
export type SupportedLevel = keyof typeof CAPACITY;

/** Elements that the commitment's chain hashes at once, and its constraints for each S-box x^5. */
const [BLOCK, SBOX] = [15, 3];

/**
 * The largest n with which `gradient_update(n, bits, headroom)` has no more constraints than the level's own circuit.
 *
 * @returns 64 and 800 for 8 bits with a headroom of 10
 */
export function largestCount(level: SupportedLevel, bits: number, headroom: number): number {
  const most = constraints(CAPACITY[level], 8, 10);
  let n = Math.floor(most / (bits + 1));
  while (constraints(n, bits, headroom) > most) n--;
  return n;
}

/** Non-linear constraints of `gradient_update(n, bits, headroom)`; there are no others. */
export function constraints(n: number, bits: number, headroom: number): number {
  const { elements } = geometry({ n, bits, headroom, parts: 1 });
  let chain = -SBOX; // the constant that it starts from
  for (let left = elements + 2; left > 0; left -= BLOCK) {
    const { width, fullRounds, partialRounds } = shape(ORDER, Math.min(left, BLOCK) + 2);
    chain += SBOX * (fullRounds * width + partialRounds - 1);
  }
  return n * (bits + 1) + slackBits(n, bits) + elements + chain;
}

/** min(n·4^(b−1), 2^w − 1): what n values can reach, and the circuit's slack of w bits can hold. */
export function largestNormSq(n: number, bits: number): bigint {
  const reach = BigInt(n) << BigInt(2 * (bits - 1));
  const slack = (1n << BigInt(slackBits(n, bits))) - 1n;
  return reach < slack ? reach : slack;
}

/** w = 2(b−1) + ceil(log2 n). */
function slackBits(n: number, bits: number): number {
  return 2 * (bits - 1) + 32 - Math.clz32(n - 1);
}
