// Elements of the scalar field of either curve. An element is a bigint from 0 to r − 1.

import { byteLength, unexpected } from '@fedzk/core';
import { readIntegers, WORDS } from './argument.js';
import { type Curve, orderOf } from './curve.js';

/** The length of an element in bytes: big-endian, below r. */
export const ELEMENT_BYTES = 32;
/** The bytes that are reduced to a random element: 2^384 / r is so large that it is uniform up to 2^-128. */
export const WIDE_BYTES = 48;

/**
 * Reduces an integer modulo r; −x becomes r − x.
 *
 * @throws {FedzkError} `invalid-argument`: no bigint, or no name of a curve
 */
export function reduce(value: bigint, curve: Curve): bigint {
  const order = orderOf(curve);
  if (typeof value !== 'bigint') throw unexpected('value', 'a bigint', value);
  const rest = value % order;
  return rest < 0n ? rest + order : rest;
}

/**
 * Reads 48 bytes as a big-endian integer and reduces it. Of random bytes it makes a random element; 32 bytes would not do:
 * on BN254 they are 4 % off uniform.
 *
 * @throws {FedzkError} `invalid-argument`: other than 48 bytes
 */
export function fromWide(bytes: Uint8Array, curve: Curve): bigint {
  const order = orderOf(curve);
  if (byteLength(bytes) !== WIDE_BYTES) throw unexpected('bytes', `a Uint8Array of ${WIDE_BYTES}`, bytes);
  const own = new Uint8Array(bytes);
  const value = integer(own) % order;
  own.fill(0);
  return value;
}

/** Draws an element from the system's generator. */
export function drawElement(curve: Curve): bigint {
  return fromWide(crypto.getRandomValues(new Uint8Array(WIDE_BYTES)), curve);
}

/**
 * Reads elements of 32 bytes each.
 *
 * @param bytes big-endian integers, one after the other
 * @returns the elements; `undefined` if one is not below r, or the length is no multiple of 32
 * @throws {FedzkError} `invalid-argument`: no bytes
 */
export function readElements(bytes: Uint8Array, curve: Curve): bigint[] | undefined {
  const order = orderOf(curve);
  const length = byteLength(bytes);
  if (length === undefined) throw unexpected('bytes', 'a Uint8Array', bytes);
  if (length % ELEMENT_BYTES !== 0) return undefined;
  const own = length === 0 ? new Uint8Array() : new Uint8Array(bytes);
  const elements = Array.from({ length: length / ELEMENT_BYTES }, (_, i) =>
    integer(own.subarray(i * ELEMENT_BYTES, (i + 1) * ELEMENT_BYTES)),
  );
  own.fill(0);
  return elements.every((element) => element < order) ? elements : undefined;
}

/**
 * Writes integers below 2^256, such as elements, one after the other: 32 bytes each, big-endian.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function writeElements(elements: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const integers = readIntegers(elements, 'elements', WORDS);
  const out = new Uint8Array(integers.length * ELEMENT_BYTES);
  const view = new DataView(out.buffer);
  for (const [i, value] of integers.entries()) {
    for (let word = 0; word < 4; word++) {
      view.setBigUint64(i * ELEMENT_BYTES + 8 * (3 - word), BigInt.asUintN(64, value >> BigInt(64 * word)));
    }
  }
  return out;
}

/** Reads a big-endian integer whose length is a multiple of 8 bytes. */
function integer(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  for (let at = 0; at < bytes.byteLength; at += 8) value = (value << 64n) | view.getBigUint64(at);
  return value;
}
