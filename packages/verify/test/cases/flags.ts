// The flags of a proof in bytes: every value of them, above every coordinate, and on points at infinity.
import type { VerifyStatus } from '@fedzk/verify';
import { bn254, type TestCurve } from '../support/curves.js';
import { hex, proofIn } from '../support/encoding.js';
import type { Vectors } from '../support/vectors.js';
import { type Case, withBytes } from './case.js';
import { coordinatesIn, flagged, formatsOf, type Part, partsOf, patched } from './layout.js';

const allFlags = ({ flagBits }: TestCurve): readonly number[] => Array.from({ length: 2 ** flagBits }, (_, i) => i);
const bits = ({ flagBits }: TestCurve, flags: number): string => flags.toString(2).padStart(flagBits, '0');

/** Every part of every format. */
function parts<T>({ curve, slice }: Vectors, of: (format: string, part: Part, bytes: Uint8Array) => T[]): T[] {
  return formatsOf(curve).flatMap((format) =>
    partsOf(format, curve).flatMap((part) => of(format, part, proofIn(format, slice.proof))),
  );
}

const ofCompressed = (vectors: Vectors): readonly Case[] => {
  const { curve, slice } = vectors;
  const { smaller, larger } = curve.flags;
  return parts(vectors, (format, { point, at, compressed }, bytes) => {
    if (!compressed) return [];
    const own = (bytes[at] ?? 0) >> (8 - curve.flagBits);
    const other = own === smaller ? larger : smaller;
    return allFlags(curve).map((flags) => {
      const name = `${format}, ${point} with flags ${bits(curve, flags)}`;
      const changed = flagged(curve, bytes, at, flags);
      if (flags === own) return withBytes(slice, 'accepted', 'ok', name, changed);
      if (flags === other) return withBytes(slice, 'soundness', 'equation', name, changed);
      return withBytes(slice, 'encoding', 'malformed-proof', name, changed);
    });
  });
};

/** Above what is no first coordinate of a compressed point. On BLS12-381 an uncompressed point has flags, of 0. */
const ofOthers = ({ curve, slice }: Vectors): readonly Case[] =>
  formatsOf(curve).flatMap((format) =>
    coordinatesIn(format, curve).flatMap(({ at, compressed, flags: above }) =>
      compressed && above
        ? []
        : allFlags(curve)
            .slice(1)
            .map((flags) =>
              withBytes(
                slice,
                'encoding',
                above ? 'malformed-proof' : 'coordinate-range',
                `${format}, flags ${bits(curve, flags)} at ${at}`,
                flagged(curve, proofIn(format, slice.proof), at, flags),
              ),
            ),
    ),
  );

/** Zeros with every flag; and with a bit, with the flags of infinity. */
const infinity = (vectors: Vectors): readonly Case[] => {
  const { curve, slice } = vectors;
  return parts(vectors, (format, { point, at, length, compressed }, bytes) => {
    const zeros = patched(bytes, at, hex(0n, length));
    const right = compressed ? curve.flags.infinity : curve.uncompressedInfinity;
    const of = (flags: number): VerifyStatus => {
      if (flags === right) return 'infinity';
      if (compressed && (flags === curve.flags.smaller || flags === curve.flags.larger)) return xIsZero(curve, point);
      if (compressed || (curve !== bn254 && flags !== 0)) return 'malformed-proof';
      // No flags are above these coordinates: (0, 0), or one that is too large.
      return flags === 0 ? 'not-on-curve' : 'coordinate-range';
    };
    const withABit = [at, at + 1, at + length - 1].map((where) => {
      const set = flagged(curve, zeros, at, right);
      set[where] = (set[where] ?? 0) | 1;
      // On BN254 the flags of an uncompressed infinity are none, and this is another point.
      const status = curve === bn254 && !compressed ? 'not-on-curve' : 'malformed-proof';
      return withBytes(slice, 'encoding', status, `${format}, ${point} is infinity, a bit at ${where}`, set);
    });
    return [
      ...allFlags(curve).map((flags) => {
        const name = `${format}, ${point} of zeros, flags ${bits(curve, flags)}`;
        return withBytes(slice, 'soundness', of(flags), name, flagged(curve, zeros, at, flags));
      }),
      ...withABit,
    ];
  });
};

/** What a point with x = 0 is refused as, by @noble/curves. */
function xIsZero({ library }: TestCurve, point: Part['point']): VerifyStatus {
  const { G1, G2, fields } = library;
  try {
    const inGroup =
      point === 'B'
        ? G2.Point.fromAffine({ x: fields.Fp2.ZERO, y: fields.Fp2.sqrt(G2.Point.CURVE().b) }).isTorsionFree()
        : G1.Point.fromAffine({ x: 0n, y: fields.Fp.sqrt(G1.Point.CURVE().b) }).isTorsionFree();
    return inGroup ? 'equation' : 'not-in-subgroup';
  } catch {
    return 'not-on-curve';
  }
}

export function flagCases(vectors: Vectors): readonly Case[] {
  return [ofCompressed, ofOthers, infinity].flatMap((group) => group(vectors));
}
