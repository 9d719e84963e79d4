// Step 2 of the circuit: a Poseidon chain over the values and the two elements that hide them.

import { fieldsOf } from '@fedzk/core';
import { type CircuitParameters, elementsBelow, readCircuit, readInteger, readIntegers } from './argument.js';
import { type Curve, orderOf } from './curve.js';
import { poseidon } from './poseidon/hash.js';

/** The number of elements that the chain hashes at once, beside its state. */
export const BLOCK = 15;

/** The hidden input of a commitment: (k, p_1..p_L, s). */
export interface Opening {
  /** k, random and used once: without it, a guess of the values could be checked. */
  readonly blinding: bigint;
  /** p_1..p_L, the packed values. */
  readonly packed: readonly bigint[];
  /** s, random and used once: it hides the tag. */
  readonly pad: bigint;
}

/**
 * Commits to an update. h_0 = n·2^16 + b·2^8 + h, and h_i is the Poseidon hash of h_(i−1) and the next 15 elements, or of
 * those that are left. Returns the last h_i.
 *
 * @throws {FedzkError} `invalid-argument`; the message shows no element
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
