// Converts the points of arkworks and the EVM that differ from gnark's.

import type { CurveLayout } from './curves.js';
import { Refusal } from './data.js';

/** An encoding of points that differs from gnark's. */
export interface Notation {
  /** The length of a number in bytes. */
  readonly bytes: number;
  /** Converts a point to gnark's encoding, of the same form. */
  read(point: Uint8Array, compressed: boolean): Uint8Array;
  /** Converts a point, given in both of gnark's forms, to the wanted form. */
  write(plain: Uint8Array, compressed: Uint8Array, compress: boolean): Uint8Array;
}

/**
 * Returns arkworks' encoding on a curve. On BLS12-381 it is gnark's and Zcash's (ark-bls12-381 0.5 `curves/util.rs`).
 *
 * On BN254 (ark-ec 0.5 `short_weierstrass`, ark-serialize) numbers are little-endian, with the real part of Fp2 first. The
 * top two bits of the last byte are flags: 00 for the smaller y, 10 for the larger, 01 for infinity, whose other bits are
 * 0. Values of y compare as integers, in Fp2 by the imaginary part first, as in gnark.
 */
export function arkworks({ id }: CurveLayout): Notation | undefined {
  return id === 1 ? ARKWORKS_BN254 : undefined;
}

/**
 * Returns the EVM's encoding on a curve. On BN254 it is gnark's plain form (EIP-197).
 *
 * On BLS12-381 (EIP-2537) a number is 64 bytes, big-endian, the first 16 zero, with the real part of Fp2 first. Infinity is
 * all zeros.
 */
export function evm({ id }: CurveLayout): Notation | undefined {
  return id === 1 ? undefined : EVM_BLS12_381;
}

const FLAGS = 0xc0;
const LARGER = 0x80;
const INFINITY = 0x40;
/** gnark's flags of a finite compressed point on BN254. The second one marks the larger y. */
const COMPRESSED = 0x80;
const COMPRESSED_LARGER = 0x40;

const ARKWORKS_BN254: Notation = {
  bytes: 32,
  read(point, compressed) {
    const out = coordinatesReversed(point, compressed);
    const at = compressed ? 0 : out.length / 2;
    const flags = (out[at] ?? 0) & FLAGS;
    out[at] = (out[at] ?? 0) & ~FLAGS;
    if (flags & INFINITY) {
      if (flags !== INFINITY || !isZero(out)) throw new Refusal('malformed', 'point', 'flags of arkworks', point);
      if (compressed) out[0] = INFINITY;
    } else if (compressed) {
      out[0] = (out[0] ?? 0) | COMPRESSED | (flags ? COMPRESSED_LARGER : 0);
    }
    return out;
  },
  write(plain, compressed, compress) {
    const out = new Uint8Array(compress ? compressed : plain);
    const at = compress ? 0 : out.length / 2;
    const larger = (compressed[0] ?? 0) & COMPRESSED_LARGER ? LARGER : 0;
    out[at] = ((out[at] ?? 0) & ~FLAGS) | larger;
    return coordinatesReversed(out, compress);
  },
};

/** Reverses the bytes of x, and of y if the point is not compressed. */
function coordinatesReversed(point: Uint8Array, compressed: boolean): Uint8Array {
  const out = new Uint8Array(point).reverse();
  if (compressed) return out;
  const half = out.length / 2;
  return Uint8Array.from(out, (_, i) => out[(i + half) % out.length] ?? 0);
}

const EVM_BYTES = 64;
const BYTES = 48;
/** The bits of gnark's flags. */
const BLS_FLAGS = 0xe0;
const BLS_INFINITY = 0x40;

const EVM_BLS12_381: Notation = {
  bytes: EVM_BYTES,
  read(point) {
    const count = point.length / EVM_BYTES;
    const out = new Uint8Array(count * BYTES);
    for (let i = 0; i < count; i++)
      out.set(point.subarray(i * EVM_BYTES + 16, (i + 1) * EVM_BYTES), swapped(i, count) * BYTES);
    if (isZero(out)) out[0] = BLS_INFINITY;
    else if ((out[0] ?? 0) & BLS_FLAGS) throw new Refusal('range', 'point', 'coordinates below p', point);
    return out;
  },
  write(plain) {
    const count = plain.length / BYTES;
    const out = new Uint8Array(count * EVM_BYTES);
    for (let i = 0; i < count; i++)
      out.set(plain.subarray(i * BYTES, (i + 1) * BYTES), swapped(i, count) * EVM_BYTES + 16);
    return out;
  },
};

/** Returns a number's place with the two parts of Fp2 swapped: for points of G2, which have four numbers. */
function swapped(i: number, count: number): number {
  return count === 4 ? i ^ 1 : i;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
