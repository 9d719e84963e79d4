// Step 2 of the circuit: a Poseidon chain over everything that a proof is about.

import type { Geometry } from './packing.js';
import { poseidon } from './poseidon.js';

/** Elements hashed at once beside the chain's state. */
const BLOCK = 15;

/**
 * The commitment to (k, p_1..p_L, s): h_0 = n·2^16 + b·2^8 + h, h_i = Poseidon(h_(i−1), the next 15 elements or the 1 to
 * 15 that are left); the last h.
 */
export function commit(
  blinding: bigint,
  packed: readonly bigint[],
  pad: bigint,
  { n, bits, headroom }: Pick<Geometry, 'n' | 'bits' | 'headroom'>,
): bigint {
  const elements = [blinding, ...packed, pad];
  let state = BigInt(n) * 2n ** 16n + BigInt(bits * 256 + headroom);
  for (let at = 0; at < elements.length; at += BLOCK) state = poseidon([state, ...elements.slice(at, at + BLOCK)]);
  return state;
}
