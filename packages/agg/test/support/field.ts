// The field of the tests that are of BN254 alone: `@fedzk/statement` bound to it.

import * as statement from '@fedzk/statement';

const CURVE = 'bn254';
/** r, below which elements are. */
export const ORDER: bigint = statement.ORDERS[CURVE];

/** The element that an integer is congruent to. */
export function reduce(value: bigint): bigint {
  return statement.reduce(value, CURVE);
}

/** Elements of 32 bytes each, or `undefined` where one is r or above. */
export function readElements(bytes: Uint8Array): bigint[] | undefined {
  return statement.readElements(bytes, CURVE);
}

export const { writeElements } = statement;
