/**
 * Elements of a curve's scalar field, as in circom's modules and `.wtns` files: an integer from 0 to r − 1 in 32 bytes,
 * little-endian.
 */
import type { Curve } from '@fedzk/verify';

/** The length of an element in bytes. */
export const ELEMENT_BYTES = 32;

/** The length of an element in 32-bit words. */
export const ELEMENT_WORDS = 8;

/** A scalar field. */
export interface Field {
  readonly curve: Curve;
  readonly order: bigint;
  /** The order in 32-bit words, lowest first. */
  readonly words: readonly number[];
}

const ORDERS: Readonly<Record<Curve, bigint>> = {
  bn254: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  'bls12-381': 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
};

/** Finds the curve's field of this order; undefined if there is none. */
export function fieldOf(order: bigint): Field | undefined {
  const found = Object.entries(ORDERS).find(([, known]) => known === order);
  return found && fieldOfCurve(found[0] as Curve);
}

/** Returns the scalar field of a curve. */
export function fieldOfCurve(curve: Curve): Field {
  const order = ORDERS[curve];
  const words = Array.from({ length: ELEMENT_WORDS }, (_, i) => Number((order >> BigInt(32 * i)) & 0xffff_ffffn));
  return { curve, order, words };
}

/**
 * Writes an integer as an element: `value`, or r + value if it is negative.
 *
 * @param value an integer that a number holds exactly, of at most 53 bits
 */
export function writeNumber({ words }: Field, view: DataView, at: number, value: number): void {
  const magnitude = Math.abs(value);
  const low = magnitude >>> 0; // modulo 2^32
  const high = Math.floor(magnitude / 2 ** 32);
  if (value >= 0) {
    view.setUint32(at, low, true);
    view.setUint32(at + 4, high, true);
    for (let i = 2; i < ELEMENT_WORDS; i++) view.setUint32(at + 4 * i, 0, true);
    return;
  }
  let borrow = 0;
  for (let i = 0; i < ELEMENT_WORDS; i++) {
    const word = (words[i] as number) - (i === 0 ? low : i === 1 ? high : 0) - borrow;
    view.setUint32(at + 4 * i, word, true); // modulo 2^32
    borrow = word < 0 ? 1 : 0;
  }
}

/** Writes an integer from −(r − 1) to r − 1 as an element. */
export function writeBigint({ order }: Field, view: DataView, at: number, value: bigint): void {
  const element = value < 0n ? value + order : value;
  for (let i = 0; i < ELEMENT_BYTES; i += 8) view.setBigUint64(at + i, element >> BigInt(8 * i), true); // modulo 2^64
}
