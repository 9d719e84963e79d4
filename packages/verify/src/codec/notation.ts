// How arkworks and the EVM write points where gnark writes them otherwise.

import type { CurveLayout } from './curves.js';
import { Refusal } from './data.js';

/** A way to write points that is not gnark's. Either form has G1 and G2 alike. */
export interface Notation {
  /** The bytes of a number. */
  readonly bytes: number;
  /** A point in gnark's way, of the same form. */
  read(point: Uint8Array, compressed: boolean): Uint8Array;
  /** In the form that is wanted, of a point in both of gnark's. */
  write(plain: Uint8Array, compressed: Uint8Array, compress: boolean): Uint8Array;
}

/**
 * arkworks' way on a curve; on BLS12-381 it is gnark's (ark-bls12-381 0.5 `curves/util.rs`), which is Zcash's.
 *
 * On BN254 (ark-ec 0.5 `short_weierstrass`, ark-serialize): numbers little-endian, of Fp2 the real part first. The top two
 * bits of the last byte, above x or above y where it stands: 00 y is the smaller one, 10 the larger, 01 infinity, which is
 * zeros otherwise. Larger is by the integer, in Fp2 by the imaginary part first, as gnark has it.
 */
export function arkworks({ id }: CurveLayout): Notation | undefined {
  return id === 1 ? ARKWORKS_BN254 : undefined;
}

/**
 * The EVM's way on a curve; on BN254 it is gnark's plain form, EIP-197.
 *
 * On BLS12-381 (EIP-2537): a number is 64 bytes, big-endian, of which 16 are zero; of Fp2 the real part first; infinity
 * is zeros.
 */
export function evm({ id }: CurveLayout): Notation | undefined {
  return id === 1 ? undefined : EVM_BLS12_381;
}

const FLAGS = 0xc0;
const LARGER = 0x80;
const INFINITY = 0x40;
/** gnark's flags on BN254 of a compressed point that is finite; the second one is set for the larger y. */
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

/** x, and where it is not compressed y, each backwards. */
function coordinatesReversed(point: Uint8Array, compressed: boolean): Uint8Array {
  const out = new Uint8Array(point).reverse();
  if (compressed) return out;
  const half = out.length / 2;
  return Uint8Array.from(out, (_, i) => out[(i + half) % out.length] ?? 0);
}

const EVM_BYTES = 64;
const BYTES = 48;
/** Where gnark has flags. */
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

/** The place of a number where those of Fp2 stand the other way round: of a point of G2, which has four. */
function swapped(i: number, count: number): number {
  return count === 4 ? i ^ 1 : i;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
