// The inverse in a prime field, by Euclid's extended algorithm.

import { FedzkError } from '@fedzk/core';
import { elementsBelow, readInteger } from './argument.js';
import { type Curve, orderOf } from './curve.js';

/**
 * Returns the element whose product with `value` is 1.
 *
 * @throws {FedzkError} `invalid-argument`: 0, or no element
 */
export function inverse(value: bigint, curve: Curve): bigint {
  const order = orderOf(curve);
  const own = readInteger(value, 'value', elementsBelow(order));
  if (own === 0n)
    throw new FedzkError('invalid-argument', '"value" expected an element other than 0, which has no inverse.');
  return euclid(own, order);
}

/** Computes 1 / value for a value from 1 to prime − 1, by Euclid's extended algorithm. */
export function euclid(value: bigint, prime: bigint): bigint {
  let [previous, current] = [prime, value];
  let [before, factor] = [0n, 1n]; // factor * value = current (mod prime), likewise the other pair
  while (current !== 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [before, factor] = [factor, before - quotient * factor];
  }
  return before < 0n ? before + prime : before;
}
