// The field of every task so far: BN254's. Here `@fedzk/statement` is bound to it.

import * as statement from '@fedzk/statement';
import type { Bytes } from './encoding.js';

/** The curve of every task so far. */
export const CURVE = 'bn254';
/** r, below which elements are. */
export const ORDER: bigint = statement.ORDERS[CURVE];

/** The element that an integer is congruent to. */
export function reduce(value: bigint): bigint {
  return statement.reduce(value, CURVE);
}

/** field(48 bytes): a big-endian integer mod r. */
export function fromWide(bytes: Uint8Array): bigint {
  return statement.fromWide(bytes, CURVE);
}

/** Elements of 32 bytes each, or `undefined` where one is r or above. */
export function readElements(bytes: Uint8Array): bigint[] | undefined {
  return statement.readElements(bytes, CURVE);
}

/** Elements one after the other, 32 bytes each. */
export const writeElements: (elements: readonly bigint[]) => Bytes = statement.writeElements;
