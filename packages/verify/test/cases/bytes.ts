// A proof in bytes: lengths, containers, canonical numbers, and what gnark refuses. flags.ts has the flags.
import type { ProofFormat } from '@fedzk/verify';
import { bn254 } from '../support/curves.js';
import { FORMATS, hex, proofIn, proofLength, toHex } from '../support/encoding.js';
import { readVectors, type Statement, type Vectors } from '../support/vectors.js';
import { type Case, casesOf, withBytes } from './case.js';
import { coordinatesIn, formatsOf, partsOf, patched } from './layout.js';

interface Refused {
  readonly name: string;
  readonly reason: 'length' | 'not-on-curve' | 'coordinate-range' | 'not-in-subgroup' | 'infinity-not-zero';
  readonly bytes: string;
}

const lengths = ({ curve, slice }: Vectors): readonly Case[] => {
  const { withProof } = casesOf(slice);
  const ones = (format: ProofFormat): Case =>
    withProof(
      'soundness',
      // On BLS12-381 three ones are no flags.
      curve === bn254 ? 'coordinate-range' : 'malformed-proof',
      `all ones, ${format}`,
      new Uint8Array(proofLength(format, curve)).fill(255),
    );
  const zeros = (format: 'compressed' | 'uncompressed'): Case => {
    const infinity = curve === bn254 ? 'infinity' : 'not-on-curve';
    const status = format === 'compressed' ? 'malformed-proof' : infinity;
    return withProof('soundness', status, `zeros, ${format}`, new Uint8Array(proofLength(format, curve)));
  };
  return [
    ...formatsOf(curve).map(ones),
    zeros('compressed'),
    zeros('uncompressed'),
    withProof('robustness', 'malformed-proof', 'a gigabyte', new Uint8Array(2 ** 30)),
  ];
};

const containers = ({ curve, slice }: Vectors): readonly Case[] => {
  const { withProof } = casesOf(slice);
  const [fedzk, whole] = [proofIn('fedzk', slice.proof), proofIn('uncompressed', slice.proof)];
  return [
    ...formatsOf(curve).map((format) => withProof('accepted', 'ok', format, proofIn(format, slice.proof))),
    withProof('accepted', 'ok', 'a Node buffer', Buffer.from(fedzk)),
    withProof('accepted', 'ok', 'bytes in the middle of others', new Uint8Array([9, ...whole, 9]).subarray(1, -1)),
    ...(
      [
        ['an ArrayBuffer', fedzk.buffer],
        ['a DataView', new DataView(fedzk.buffer)],
        ['an Int8Array', new Int8Array(fedzk.buffer)],
        ['a Uint8ClampedArray', new Uint8ClampedArray(fedzk.buffer)],
        ['a Uint32Array', new Uint32Array(fedzk.buffer)],
        ['a BigUint64Array', new BigUint64Array(fedzk.buffer)],
        ['an array of bytes', [...fedzk]],
        ['an object of bytes', { ...fedzk, length: 192 }],
        ['what JSON makes of a Node buffer', JSON.parse(JSON.stringify(Buffer.from(fedzk)))],
      ] satisfies [string, unknown][]
    ).map(([name, value]) => withProof('robustness', 'malformed-proof', name, value)),
  ];
};

/** A statement whose number at a place fits into the bits of a coordinate with p added. All do on BN254. */
function withRoom({ curve, slice, statements }: Vectors, format: ProofFormat, at: number, mask: bigint): Statement {
  const found = [slice, ...statements].find(({ proof }) => {
    return (numberAt(proofIn(format, proof), at, curve.bytes) & mask) + curve.p <= mask;
  });
  if (found === undefined) throw new Error(`none with room at ${at} of ${format}`);
  return found;
}

function numberAt(bytes: Uint8Array, at: number, length: number): bigint {
  return BigInt(`0x${toHex(bytes.subarray(at, at + length))}`);
}

/** Each coordinate, with p added beneath any flags. Compressed ones on BN254 have room for one p too. */
const plusP = (vectors: Vectors): readonly Case[] => {
  const { curve } = vectors;
  return formatsOf(curve).flatMap((format) =>
    coordinatesIn(format, curve).map(({ at, flags }) => {
      const mask = 2n ** BigInt(8 * curve.bytes - (flags ? curve.flagBits : 0)) - 1n;
      const statement = withRoom(vectors, format, at, mask);
      const bytes = proofIn(format, statement.proof);
      const aliased = patched(bytes, at, hex(numberAt(bytes, at, curve.bytes) + curve.p, curve.bytes));
      return withBytes(statement, 'aliasing', 'coordinate-range', `${format}, plus p at ${at}`, aliased);
    }),
  );
};

/** Each coordinate, as p and as the most that it has bits for. */
const tooLarge = ({ curve, slice }: Vectors): readonly Case[] =>
  formatsOf(curve).flatMap((format) =>
    coordinatesIn(format, curve).flatMap(({ at, flags, compressed }) => {
      const bytes = proofIn(format, slice.proof);
      const width = BigInt(8 * curve.bytes - (flags ? curve.flagBits : 0));
      const kept = compressed && flags ? (numberAt(bytes, at, curve.bytes) >> width) << width : 0n;
      return [
        ['p', curve.p],
        ['p + 1', curve.p + 1n],
        [`2^${width} - 1`, 2n ** width - 1n],
      ].map(([name, value]) =>
        withBytes(
          slice,
          'encoding',
          'coordinate-range',
          `${format}, ${name} at ${at}`,
          patched(bytes, at, hex(kept | (value as bigint), curve.bytes)),
        ),
      );
    }),
  );

const orders = ({ curve, slice }: Vectors): readonly Case[] => {
  const { withProof } = casesOf(slice);
  const { bytes: n } = curve;
  const uncompressedB = FORMATS.flatMap((format) => {
    const b = partsOf(format, curve)[1];
    return b === undefined || b.compressed ? [] : [{ format, at: b.at }];
  });
  const reversed = Uint8Array.from(proofIn('uncompressed', slice.proof)).reverse();
  return [
    ...uncompressedB.map(({ format, at }) => {
      const bytes = proofIn(format, slice.proof);
      const parts = [1, 0, 3, 2].map((i) => toHex(bytes.subarray(at + n * i, at + n * (i + 1))));
      return withProof('soundness', 'not-on-curve', `${format}, u part last`, patched(bytes, at, parts.join('')));
    }),
    // The last byte of C's y stands where the flags are.
    withProof(
      'soundness',
      curve === bn254 || (reversed[0] ?? 0) < 0x20 ? 'coordinate-range' : 'malformed-proof',
      'uncompressed, little-endian',
      reversed,
    ),
  ];
};

/** What gnark refuses as a point, where a point of a proof stands. Flags that only its infinity has are malformed. */
const refusedByGnark = ({ curve, slice }: Vectors): readonly Case[] => {
  if (curve !== bn254) return [];
  const gnark = readVectors<{ g1Refused: Refused[]; g2Refused: Refused[] }>('bn254/gnark.json');
  return formatsOf(curve).flatMap((format) =>
    partsOf(format, curve).flatMap(({ point, at, length }) => {
      const refused = (point === 'B' ? gnark.g2Refused : gnark.g1Refused).filter(
        ({ reason, bytes }) => reason !== 'length' && bytes.length === 2 * length,
      );
      return refused.map(({ name, reason, bytes }) =>
        withBytes(
          slice,
          'encoding',
          reason === 'infinity-not-zero' || reason === 'length' ? 'malformed-proof' : reason,
          `gnark, ${name}, ${point} of ${format}`,
          patched(proofIn(format, slice.proof), at, bytes),
        ),
      );
    }),
  );
};

export function byteCases(vectors: Vectors): readonly Case[] {
  return [lengths, containers, plusP, tooLarge, orders, refusedByGnark].flatMap((group) => group(vectors));
}
