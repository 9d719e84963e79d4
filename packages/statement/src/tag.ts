// Step 3 of the circuit: a polynomial at rho, by Horner's rule. It works on shares of an update, too.

import { fieldsOf } from '@fedzk/core';
import { elementsBelow, readInteger, readIntegers } from './argument.js';
import type { Opening } from './commitment.js';
import { type Curve, orderOf } from './curve.js';

/**
 * Computes s + Σ_j rho^j · p_j, j = 1..L. It is linear in (p, s): the tags of the shares of an update add up to its tag.
 *
 * @throws {FedzkError} `invalid-argument`; the message shows no element
 */
export function tag(update: Pick<Opening, 'packed' | 'pad'>, rho: bigint, curve: Curve): bigint {
  const order = orderOf(curve);
  const range = elementsBelow(order);
  const { packed, pad } = fieldsOf(update, ['packed', 'pad'], 'update');
  const s = readInteger(pad, 'update.pad', range);
  const p = readIntegers(packed, 'update.packed', range);
  const at = readInteger(rho, 'rho', range);
  return (p.reduceRight((sum, element) => ((sum + element) * at) % order, 0n) + s) % order;
}
