/**
 * Proofs of arkworks and gnark, and proofs in their bytes and the EVM's: against bytes that those libraries wrote, and for
 * all other statements against the same formats written once more in support/encoding.ts.
 */

import { refusal } from '@fedzk/testkit/errors';
import { type Curve, createVerifier, decodeProof, encodeProof, FedzkError, type ProofFormat } from '@fedzk/verify';
import * as snarkjs from 'snarkjs';
import { describe, expect, it } from 'vitest';
import type { TestCurve } from './support/curves.js';
import { FOREIGN_FORMATS, foreignProofIn, fromHex, hex, proofIn, toHex } from './support/encoding.js';
import {
  both,
  type Changed,
  type Foreign,
  type ForeignVectors,
  onBls12381,
  onBn254,
  readVectors,
  withZ,
} from './support/vectors.js';

const LENGTHS = {
  bn254: { evm: 256, arkworks: 128, 'arkworks-uncompressed': 256, gnark: 164, 'gnark-raw': 324 },
  'bls12-381': { evm: 512, arkworks: 192, 'arkworks-uncompressed': 384, gnark: 244, 'gnark-raw': 484 },
} as const;

/** snarkjs's JSON in our order. */
const jsonOf = ({ proof: { pi_a, pi_b, pi_c, curve = '' } }: Foreign): object => ({
  pi_a,
  pi_b,
  pi_c,
  protocol: 'groth16',
  curve,
});

const everyProver = both.flatMap((vectors) =>
  vectors.foreign.map((foreign) => [foreign.prover, vectors.curve.name, foreign, vectors.curve] as const),
);

describe.each(everyProver)('%s on %s', (_prover, curve, { cases, committing = { proofBytes: {} } }, { r }) => {
  it.each(cases)('$name: is valid for its signals only', ({ verificationKey, proof, publicSignals }) => {
    const verifier = createVerifier(verificationKey);
    expect([verifier.curve, verifier.nPublic]).toEqual([curve, publicSignals.length]);
    expect(verifier.explain(proof, publicSignals)).toBe('ok');
    for (const [i, signal] of publicSignals.entries()) {
      const other = publicSignals.with(i, ((BigInt(signal) + 1n) % r).toString());
      expect(verifier.explain(proof, other)).toBe('equation');
    }
    const items = [
      { proof, publicSignals },
      { proof, publicSignals: publicSignals.with(0, '0') },
    ];
    expect(verifier.verifyBatch(items)).toEqual({ ok: false, failed: [1] });
  });

  it.each(cases)('$name: its own bytes are read and written', (entry) => {
    const formats = Object.entries(entry.proofBytes) as [keyof (typeof LENGTHS)['bn254'], string][];
    expect(formats.length).toBeGreaterThanOrEqual(2);
    for (const [format, digits] of formats) {
      const bytes = fromHex(digits);
      expect(bytes.length).toBe(LENGTHS[curve][format]);
      expect(decodeProof(bytes, { format, curve })).toStrictEqual(jsonOf(entry));
      expect(toHex(encodeProof(entry.proof, format))).toBe(digits);
      expect(toHex(foreignProofIn(format, entry.proof))).toBe(digits);
      // The name of the shorter form stands for both.
      const software = format.replace(/-.*/, '') as ProofFormat;
      expect(decodeProof(bytes, { format: software, curve })).toStrictEqual(jsonOf(entry));
    }
  });

  it('with a commitment is not supported', () => {
    for (const [format, digits] of Object.entries(committing.proofBytes)) {
      for (const name of [format, 'gnark'] as ProofFormat[]) {
        const { code, message } = refusal(() => decodeProof(fromHex(digits), { format: name, curve }));
        expect([code, message]).toEqual(['unsupported', expect.stringContaining('proof uses gnark')]);
      }
      const cut = refusal(() => decodeProof(fromHex(digits.slice(2)), { format: 'gnark', curve }));
      expect(cut.code).toBe('invalid-proof');
    }
  });
});

const everyFormat = both.flatMap((vectors) =>
  FOREIGN_FORMATS.map((format) => [vectors.curve.name, format, vectors] as const),
);

describe.each(everyFormat)('%s, %s', (curve, format, { statements, slice }) => {
  it.each(statements)('$name: there and back', ({ proof }) => {
    const bytes = foreignProofIn(format, proof);
    expect(bytes.length).toBe(LENGTHS[curve][format]);
    expect(toHex(encodeProof(proof, format))).toBe(toHex(bytes));
    for (const native of ['fedzk', 'compressed', 'uncompressed'] as const) {
      expect(toHex(encodeProof(proofIn(native, proof), format, { curve }))).toBe(toHex(bytes));
    }
    const { pi_a, pi_b, pi_c } = withZ(proof);
    expect(decodeProof(bytes, { format, curve })).toMatchObject({ pi_a, pi_b, pi_c, curve: proof.curve });
  });

  it('gives memory of its own, and leaves what it got', () => {
    const input = foreignProofIn(format, slice.proof);
    const output = encodeProof(slice.proof, format);
    expect([output.byteOffset, output.buffer.byteLength]).toEqual([0, LENGTHS[curve][format]]);
    decodeProof(input, { format, curve });
    expect(toHex(input)).toBe(toHex(output));
    expect(decodeProof(Buffer.from(input), { format, curve }).pi_a).toEqual(slice.proof.pi_a);
  });

  it('has one length', () => {
    const whole = foreignProofIn(format, slice.proof);
    const longer = { arkworks: 'arkworks-uncompressed', gnark: 'gnark-raw' } as const;
    const other = format === 'arkworks' || format === 'gnark' ? LENGTHS[curve][longer[format]] : undefined;
    for (let length = 0; length <= 600; length++) {
      if (length === whole.length || length === other) continue;
      const bytes = new Uint8Array(length);
      bytes.set(whole.subarray(0, length));
      const { code, message } = refusal(() => decodeProof(bytes, { format, curve }));
      expect([code, message]).toEqual(['invalid-proof', expect.stringContaining(`got ${length}.`)]);
    }
  });

  it('has no second bytes for a proof: none with one bit changed is read as the same', () => {
    const bytes = foreignProofIn(format, slice.proof);
    const step = process.env.SLOW === '1' ? 1 : 8;
    for (let bit = 0; bit < 8 * bytes.length; bit += bit % 64 < 8 ? 1 : step) {
      const changed = Uint8Array.from(bytes, (byte, i) => (i === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte));
      try {
        expect(decodeProof(changed, { format, curve }), `bit ${bit}`).not.toMatchObject(slice.proof);
      } catch (error) {
        expect(error, `bit ${bit}`).toMatchObject({ code: 'invalid-proof' });
      }
    }
  });
});

/**
 * What is said of a prover's proof with changed bytes. Flags that stand for nothing, for another form, or for infinity
 * above a point that is none, are malformed.
 */
function expected({ prover }: ForeignVectors, { name: curve }: TestCurve, format: string, { name }: Changed): RegExp {
  if (/ with p as number /.test(name)) return /^coordinate-range$/;
  const flags = /with flags ([01]+)$/.exec(name)?.[1];
  if (flags === undefined) return /^malformed-proof$/; // of gnark's end
  const form = /^(arkworks|gnark)$/.test(format) ? 'compressed' : 'uncompressed';
  const { infinite, finite } = FLAGS[prover === 'arkworks' && curve === 'bn254' ? 'arkworks' : curve][form];
  if (/ zeros with/.test(name) && infinite === flags) return /^infinity$/;
  if (!finite.includes(flags)) return /^malformed-proof$/;
  // Zeros that are not said to be infinity, and zeros but one, are mostly no point. Of a point, y's sign can be wrong.
  if (/ zeros/.test(name)) return /^(not-on-curve|not-in-subgroup|infinity|equation)$/;
  return form === 'compressed' ? /^(equation|not-in-subgroup)$/ : /^malformed-proof$/;
}

interface Flags {
  readonly infinite: string;
  readonly finite: readonly string[];
}

const FLAGS: Readonly<Record<'arkworks' | Curve, Readonly<Record<'compressed' | 'uncompressed', Flags>>>> = {
  arkworks: {
    compressed: { infinite: '1', finite: ['0', '10'] },
    uncompressed: { infinite: '1', finite: ['0', '10'] },
  },
  bn254: { compressed: { infinite: '1', finite: ['10', '11'] }, uncompressed: { infinite: '0', finite: ['0'] } },
  'bls12-381': {
    compressed: { infinite: '110', finite: ['100', '101'] },
    uncompressed: { infinite: '10', finite: ['0'] },
  },
};

describe.each(everyProver)('changed bytes of %s on %s', (_prover, curve, vectors, testCurve) => {
  const { cases, changed, prover } = vectors;
  const [first] = cases;
  if (first === undefined) throw new Error('the vectors have changed');
  const verifier = createVerifier(first.verificationKey);

  it.each(Object.keys(changed))('in format %s are refused where they are by the prover, and for a reason', (name) => {
    const format = name as ProofFormat;
    const original = fromHex(first.proofBytes[format] ?? '');
    const stricter: string[] = [];
    for (const change of changed[format] ?? []) {
      const bytes = Array.from(original);
      bytes.splice(change.at, change.put.length / 2, ...fromHex(change.put));
      const what = `${change.name}: ${change.verdict}`;
      let ours: string;
      try {
        const proof = decodeProof(Uint8Array.from(bytes), { format, curve });
        ours = verifier.explain(proof, first.publicSignals);
        const theirs = change.verdict === 'valid' ? 'ok' : change.verdict === 'invalid' ? 'equation' : 'refused';
        expect(ours, what).toBe(theirs);
      } catch (error) {
        if (!(error instanceof FedzkError)) throw error;
        ours = /its status is ([a-z-]+)\.$/.exec(error.message)?.[1] ?? error.message;
        if (change.verdict === 'valid') stricter.push(change.name);
      }
      if (toHex(Uint8Array.from(bytes)) === toHex(original)) expect(ours, what).toBe('ok');
      else if (change.name === 'a byte more') expect(ours).toContain(`got ${bytes.length}.`);
      else expect(ours, what).toMatch(expected(vectors, testCurve, format, change));
    }
    expect(stricter).toEqual(stricterThan(prover, curve, format));
  });
});

/** What the library reads as the same proof, and we refuse. */
function stricterThan(prover: string, curve: string, format: string): RegExp[] {
  const signs = ['A', 'B', 'C'].map((point) => expect.stringMatching(`^${point} with flags (0|10)$`));
  if (prover === 'arkworks') {
    return [
      expect.stringMatching('a byte more'),
      ...(curve === 'bn254' && format === 'arkworks-uncompressed' ? signs : []),
    ];
  }
  // On BN254 zeros are infinity.
  const zeros = format === 'gnark-raw' && curve === 'bls12-381' ? ['zeros as the proof of commitments'] : [];
  return ['a byte more', 'A as the proof of commitments', ...zeros].map((name) => expect.stringMatching(name));
}

describe('EVM', () => {
  /** Its text is a list of arrays of hex, without a bracket around them. */
  const words = (calldata: string): string[] => (JSON.parse(`[${calldata}]`) as unknown[]).flat(2) as string[];

  it.each(onBn254.statements)("$name: is snarkjs's calldata", async ({ proof, publicSignals }) => {
    const calldata = await snarkjs.groth16.exportSolidityCallData(proof, publicSignals);
    const [pi_a, pi_b, pi_c, signals] = JSON.parse(`[${calldata}]`) as [string[], string[][], string[], string[]];
    expect(signals.length).toBe(publicSignals.length);
    const digits = words(JSON.stringify([pi_a, pi_b, pi_c]).slice(1, -1))
      .map((word) => word.slice(2))
      .join('');
    expect(toHex(encodeProof(proof, 'evm'))).toBe(digits);
    expect(decodeProof(fromHex(digits), { format: 'evm', curve: 'bn254' })).toMatchObject(withZ(proof));
  });

  it('has the points of the vectors of EIP-2537', () => {
    const points = (file: string, digits: number): string[] =>
      readVectors<{ Input: string; Name: string }[]>(`eip2537/${file}.json`)
        .flatMap(({ Input }) => [Input.slice(0, digits), Input.slice(digits, 2 * digits)])
        .filter((point) => !/^0*$/.test(point));
    const [g1, g2] = [points('blsG1Add', 256), points('blsG2Add', 512)];
    expect([g1.length, g2.length]).toEqual([205, 205]);
    for (const [i, b] of g2.entries()) {
      const [a = '', c = ''] = [g1[i % g1.length], g1.at(-1 - (i % g1.length))];
      const numbers = (point: string): string[] =>
        (point.match(/.{128}/g) ?? []).map((word) => BigInt(`0x${word}`).toString());
      const [[ax, ay], [x0, x1, y0, y1], [cx, cy]] = [a, b, c].map(numbers) as [string[], string[], string[]];
      const proof = decodeProof(fromHex(a + b + c), { format: 'evm', curve: 'bls12-381' });
      expect(proof).toMatchObject({
        pi_a: [ax, ay, '1'],
        pi_b: [
          [x0, x1],
          [y0, y1],
          ['1', '0'],
        ],
        pi_c: [cx, cy, '1'],
      });
      expect(toHex(encodeProof(proof, 'evm'))).toBe(a + b + c);
    }
  });

  // 64 bytes hold more than p, and more than 2^381, where gnark has its flags.
  it('refuses numbers of p and above, and bytes above 48 that are not zero', () => {
    const { curve, slice } = onBls12381;
    const bytes = foreignProofIn('evm', slice.proof);
    const status = (at: number, digits: string): string => {
      const changed = Uint8Array.from(bytes);
      changed.set(fromHex(digits), at);
      const { code, message } = refusal(() => decodeProof(changed, { format: 'evm', curve: 'bls12-381' }));
      expect(code).toBe('invalid-proof');
      return /its status is ([a-z-]+)\.$/.exec(message)?.[1] ?? message;
    };
    for (let at = 0; at < bytes.length; at += 64) {
      const number = BigInt(`0x${toHex(bytes.subarray(at, at + 64))}`);
      for (const large of [
        curve.p,
        number + curve.p,
        (1n << 381n) + number,
        (1n << 383n) + number,
        (1n << 384n) - 1n,
      ]) {
        expect(status(at, hex(large, 64)), `${at}: ${large}`).toBe('coordinate-range');
      }
      for (const more of [1n << 384n, 1n << 511n]) {
        expect(status(at, hex(number + more, 64)), `${at}: ${more}`).toBe('malformed-proof');
      }
    }
    for (const [at, length] of [
      [0, 128],
      [128, 256],
      [384, 128],
    ] as const) {
      expect(status(at, '00'.repeat(length))).toBe('infinity');
    }
    const swapped = toHex(bytes.subarray(192, 256)) + toHex(bytes.subarray(128, 192));
    expect(status(128, swapped)).toBe('not-on-curve');
  });
});
