// F_r, the scalar field of BN254, on plain integers: readable first. Elements are bigints in 0..r-1.

import type { Bytes } from './encoding.js';

/** r, the order of BN254's groups (EIP-197). */
export const ORDER: bigint = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Bytes of an element: big-endian, below r. */
export const ELEMENT_BYTES = 32;
/** Bytes that become an element by reduction: 2^384 / r is so large that the result is uniform up to 2^-130. */
export const WIDE_BYTES = 48;

/** The element that an integer is congruent to. */
export function reduce(value: bigint): bigint {
  const rest = value % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

/** field(48 bytes): a big-endian integer mod r. */
export function fromWide(bytes: Uint8Array): bigint {
  return integer(bytes) % ORDER;
}

/** The element in 32 bytes, or `undefined` where they are r or above. */
export function readElement(bytes: Uint8Array): bigint | undefined {
  const value = integer(bytes);
  return value < ORDER ? value : undefined;
}

/** Elements of 32 bytes each, or `undefined` where one is r or above. */
export function readElements(bytes: Uint8Array): bigint[] | undefined {
  const elements: bigint[] = [];
  for (let at = 0; at < bytes.length; at += ELEMENT_BYTES) {
    const element = readElement(bytes.subarray(at, at + ELEMENT_BYTES));
    if (element === undefined) return undefined;
    elements.push(element);
  }
  return elements;
}

/** Elements one after the other, 32 bytes each. */
export function writeElements(elements: readonly bigint[]): Bytes {
  const out = new Uint8Array(elements.length * ELEMENT_BYTES);
  for (const [i, element] of elements.entries()) writeInteger(element, out, i * ELEMENT_BYTES);
  return out;
}

/** An integer below 2^256 in 32 bytes. */
export function writeInteger(value: bigint, out: Bytes, at: number): void {
  const view = new DataView(out.buffer, out.byteOffset + at, ELEMENT_BYTES);
  for (let word = 0; word < 4; word++) {
    view.setBigUint64(8 * (3 - word), BigInt.asUintN(64, value >> BigInt(64 * word)));
  }
}

/** A big-endian integer of any whole number of 8-byte words. */
function integer(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  for (let at = 0; at < bytes.byteLength; at += 8) value = (value << 64n) | view.getBigUint64(at);
  return value;
}
