/**
 * Proofs as bytes and back, against the same formats written once more in support/encoding.ts, and against points that
 * gnark-crypto and Zcash wrote. format-arguments.test.ts has the arguments.
 */

import { refusal } from '@fedzk/testkit/errors';
import { createVerifier, decodeProof, encodeProof, type ProofFormat, type ProofInput } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { jsonCases, proofByteCases } from './cases/tables.js';
import { bls12381, bn254, type TestCurve } from './support/curves.js';
import { compresses, FORMATS, fromHex, proofIn, toHex } from './support/encoding.js';
import { both, readVectors, type Statement, semaphore, withZ } from './support/vectors.js';

const LENGTHS = {
  bn254: { fedzk: 192, compressed: 128, uncompressed: 256 },
  'bls12-381': { fedzk: 192, compressed: 192, uncompressed: 384 },
} as const;

const everyFormat = both.flatMap((vectors) => FORMATS.map((format) => [vectors.curve.name, format, vectors] as const));

describe.each(everyFormat)('%s, %s', (curve, format, { statements, slice }) => {
  it.each(statements)('$name: there and back, from JSON and from bytes', ({ proof }) => {
    const bytes = proofIn(format, proof);
    expect(bytes.length).toBe(LENGTHS[curve][format]);
    expect(toHex(encodeProof(proof, format))).toBe(toHex(bytes));
    const { curve: name = '', ...nameless } = proof;
    expect(toHex(encodeProof(nameless, format, { curve }))).toBe(toHex(bytes));
    for (const input of FORMATS) {
      expect(toHex(encodeProof(proofIn(input, proof), format, { curve }))).toBe(toHex(bytes));
    }
    const { pi_a, pi_b, pi_c } = withZ(proof);
    const json = { pi_a, pi_b, pi_c, protocol: 'groth16', curve: name };
    expect(decodeProof(bytes, { format, curve })).toStrictEqual(json);
  });

  it('gives memory of its own, and leaves what it got', () => {
    const input = proofIn(format, slice.proof);
    const output = encodeProof(input, format, { curve });
    const length = LENGTHS[curve][format];
    expect([output.constructor, output.byteOffset, output.buffer.byteLength]).toEqual([Uint8Array, 0, length]);
    output.fill(0);
    expect(toHex(input)).toBe(toHex(proofIn(format, slice.proof)));
    expect(decodeProof(Buffer.from(input), { format, curve }).pi_a).toEqual(slice.proof.pi_a);
  });
});

interface Written {
  readonly k: string;
  readonly compressed: string;
  readonly uncompressed: string;
}
type Points = Readonly<Record<'g1' | 'g2', readonly Written[]>>;

const sources: readonly (readonly [string, TestCurve, number])[] = [
  ['bn254/gnark.json', bn254, 29],
  ['bls12-381/zcash.json', bls12381, 100],
];

describe.each(sources)('points of %s', (path, curve, count) => {
  const points = readVectors<Points>(path);
  const finite = (list: readonly Written[]): Written[] => list.filter(({ k }) => k !== '0');
  const [g1, g2] = [finite(points.g1), finite(points.g2)];
  /** The coordinates of an uncompressed point. */
  const numbers = ({ uncompressed }: Written): string[] =>
    Array.from({ length: uncompressed.length / (2 * curve.bytes) }, (_, i) =>
      BigInt(`0x${uncompressed.slice(2 * curve.bytes * i, 2 * curve.bytes * (i + 1))}`).toString(),
    );

  it('make the same proofs, and come out as the same numbers', () => {
    expect([g1.length, g2.length]).toEqual([count, count]);
    // Both signs are among them.
    const flags = (list: readonly Written[]): number =>
      new Set(list.map((each) => (fromHex(each.compressed)[0] ?? 0) >> (8 - curve.flagBits))).size;
    expect([flags(g1), flags(g2)]).toEqual([2, 2]);
    for (const [i, a] of g1.entries()) {
      const [b, c] = [g2[i] ?? a, g1.at(-1 - i) ?? a];
      const written = (format: ProofFormat): string => {
        const { ac, b: inner } = compresses(format, curve);
        const outer = ac ? 'compressed' : 'uncompressed';
        return a[outer] + b[inner ? 'compressed' : 'uncompressed'] + c[outer];
      };
      const [[x, y], [x1, x0, y1, y0]] = [numbers(a), numbers(b)];
      const json = {
        pi_a: [x, y, '1'],
        pi_b: [
          [x0, x1],
          [y0, y1],
          ['1', '0'],
        ],
        pi_c: [...numbers(c), '1'],
      };
      for (const from of FORMATS) {
        const bytes = fromHex(written(from));
        for (const to of FORMATS) {
          expect(toHex(encodeProof(bytes, to, { curve: curve.name })), `${a.k} ${from} ${to}`).toBe(written(to));
        }
        expect(decodeProof(bytes, { format: from, curve: curve.name })).toMatchObject(json);
      }
    }
  });
});

describe.each(both.map((vectors) => [vectors.curve.name, vectors] as const))(
  'the table of refusals of %s',
  (curve, vectors) => {
    const verifiers = new Map<Statement, ReturnType<typeof createVerifier>>();

    it('is converted where the points can stand in a proof, and refused with the status of a verifier elsewhere', () => {
      for (const { name, statement, proof, signals, status } of [...jsonCases(vectors), ...proofByteCases(vectors)]) {
        for (const format of FORMATS) {
          const encode = (): Uint8Array => encodeProof(proof as ProofInput, format, { curve });
          if (status === 'ok' || status === 'equation') {
            const verifier = verifiers.get(statement) ?? createVerifier(statement.verificationKey);
            verifiers.set(statement, verifier);
            expect(verifier.explain(encode(), signals as readonly string[]), name).toBe(status);
          } else {
            const { code, message } = refusal(encode);
            expect([code, message], name).toEqual([
              'invalid-proof',
              expect.stringMatching(`"${format}": its status is ${status}\\.$`),
            ]);
          }
        }
      }
    });

    it('says the same of bytes that are decoded', () => {
      for (const { name, proof, status } of proofByteCases(vectors)) {
        if (!(proof instanceof Uint8Array) || status === 'ok' || status === 'equation') continue;
        for (const format of FORMATS) {
          const { code, message } = refusal(() => decodeProof(proof, { format, curve }));
          const wanted = proof.length === LENGTHS[curve][format] ? `its status is ${status}.` : `got ${proof.length}.`;
          expect([code, message], name).toEqual(['invalid-proof', expect.stringContaining(wanted)]);
        }
      }
    });
  },
);

describe("Semaphore's points", () => {
  const { proofs } = readVectors<{ proofs: (Statement & { points: string[] })[] }>('semaphore/depth-16.json');

  it.each(proofs)('$name: there and back, and verified as they are', ({ points, proof, publicSignals }) => {
    const [{ verificationKey }] = semaphore as [Statement];
    using verifier = createVerifier(verificationKey);
    expect(points.length).toBe(8);
    expect(verifier.explain(proof, publicSignals)).toBe('ok');
    expect(verifier.explain(points, publicSignals)).toBe('ok');
    expect(verifier.explain(points.with(7, '1'), publicSignals)).toBe('not-on-curve');
    const items = [proof, points].map((each) => ({ proof: each, publicSignals }));
    expect(verifier.verifyBatch([...items, ...items])).toEqual({ ok: true, failed: [] });

    for (const input of [proof, points, proofIn('fedzk', proof)]) {
      expect(encodeProof(input, 'semaphore')).toEqual(points);
    }
    for (const format of FORMATS) expect(toHex(encodeProof(points, format))).toBe(toHex(proofIn(format, proof)));
    expect(decodeProof(points, { format: 'semaphore', curve: 'bn254' })).toEqual(
      decodeProof(proofIn('fedzk', proof), { format: 'fedzk', curve: 'bn254' }),
    );
  });
});
