// A chain of contributions, section 10 of a proving key. CEREMONY.md of @fedzk/verify.

import type { Curve } from '../curves.js';

/** A contribution. Points are as snarkjs's engine has them. */
export interface Link {
  readonly delta: Uint8Array;
  readonly s: Uint8Array;
  readonly sx: Uint8Array;
  readonly spx: Uint8Array;
  readonly transcript: Uint8Array;
  /** A beacon's value and exponent. A person's are empty and 0. */
  readonly value: Uint8Array;
  readonly exponent: number;
}

export interface Chain {
  readonly csHash: Uint8Array;
  readonly links: readonly Link[];
  /** The bytes of the verification key. */
  readonly key: Uint8Array;
}

/** Reads a chain whose form was checked. */
export function readChain(curve: Curve, section: Uint8Array, key: Uint8Array): Chain {
  const n = curve === 'bn254' ? 32 : 48;
  const view = new DataView(section.buffer, section.byteOffset);
  let at = 0;
  const take = (length: number): Uint8Array => {
    at += length;
    return section.slice(at - length, at);
  };
  const u32 = (): number => {
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const csHash = take(64);
  const links = Array.from({ length: u32() }, () => {
    const points = { delta: take(2 * n), s: take(2 * n), sx: take(2 * n), spx: take(4 * n), transcript: take(64) };
    const isBeacon = u32() === 1;
    return { ...points, ...fieldsOf(take(u32()), isBeacon) };
  });
  return { csHash, links, key };
}

/** A beacon's exponent and value are its last two fields, of one byte and of 32. */
function fieldsOf(fields: Uint8Array, isBeacon: boolean): Pick<Link, 'value' | 'exponent'> {
  if (!isBeacon) return { value: new Uint8Array(), exponent: 0 };
  const [exponent = 0] = fields.subarray(-35);
  return { value: fields.slice(-32), exponent };
}
