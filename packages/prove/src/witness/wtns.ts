/**
 * The layout of a `.wtns` file, iden3's binary file format. Integers are little-endian.
 *
 * | bytes | what |
 * |---|---|
 * | 4, 4, 4 | "wtns", version 2, number of sections 2 |
 * | 4, 8 | section 1: its type, its length 40 |
 * | 4, 32, 4 | bytes of an element 32, the field's order, number of wires |
 * | 4, 8 | section 2: its type, its length |
 * | 32 each | the wires' values, wire 0 first, which is 1 |
 */
import { ELEMENT_BYTES, type Field } from './field.js';

/** The offset of the values in bytes: a multiple of 4. */
export const WTNS_VALUES = 76;

/** Makes a file with all values 0. */
export function wtnsFile({ order }: Field, wires: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(WTNS_VALUES + ELEMENT_BYTES * wires);
  const view = new DataView(bytes.buffer);
  bytes.set([0x77, 0x74, 0x6e, 0x73]);
  view.setUint32(4, 2, true);
  view.setUint32(8, 2, true);
  view.setUint32(12, 1, true);
  view.setBigUint64(16, 40n, true);
  view.setUint32(24, ELEMENT_BYTES, true);
  for (let i = 0; i < ELEMENT_BYTES; i += 8) view.setBigUint64(28 + i, order >> BigInt(8 * i), true); // modulo 2^64
  view.setUint32(60, wires, true);
  view.setUint32(64, 2, true);
  view.setBigUint64(68, BigInt(ELEMENT_BYTES * wires), true);
  return bytes;
}
