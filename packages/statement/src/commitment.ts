// Step 2 of the circuit: a Poseidon chain over everything that a proof is about.

import { fieldsOf } from '@fedzk/core';
import { type CircuitParameters, elementsBelow, readCircuit, readInteger, readIntegers } from './argument.js';
import { type Curve, orderOf } from './curve.js';
import { poseidon } from './poseidon/hash.js';

/** Elements that the chain hashes at once, beside its state. */
export const BLOCK = 15;

/** What a commitment hides: (k, p_1..p_L, s). */
export interface Opening {
  /** k: without it, a guess of the values could be checked. It is used once. */
  readonly blinding: bigint;
  /** p_1..p_L, the packed values. */
  readonly packed: readonly bigint[];
  /** s, which hides the tag. It is used once. */
  readonly pad: bigint;
}

/**
 * Commits to an update: h_0 = n·2^16 + b·2^8 + h, h_i = Poseidon(h_(i−1), the next 15 elements or the 1 to 15 that are
 * left); the last h.
 *
 * @throws {FedzkError} `invalid-argument`, without what is hidden
 */
export function commit(opening: Opening, circuit: CircuitParameters, curve: Curve): bigint {
  const { n, bits, headroom } = readCircuit(circuit);
  const { blinding, packed, pad } = readOpening(opening, curve);
  const elements = [blinding, ...packed, pad];
  let state = BigInt(n) * 2n ** 16n + BigInt(bits * 256 + headroom);
  for (let at = 0; at < elements.length; at += BLOCK)
    state = poseidon([state, ...elements.slice(at, at + BLOCK)], curve);
  return state;
}

function readOpening(opening: Opening, curve: Curve): Opening {
  const { blinding, packed, pad } = fieldsOf(opening, ['blinding', 'packed', 'pad'], 'opening');
  const range = elementsBelow(orderOf(curve));
  return {
    blinding: readInteger(blinding, 'opening.blinding', range),
    packed: readIntegers(packed, 'opening.packed', range),
    pad: readInteger(pad, 'opening.pad', range),
  };
}
