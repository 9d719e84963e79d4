/**
 * Proofs as bytes and back, against the same formats written once more in support/encoding.ts, and against points that
 * gnark-crypto wrote.
 */
import {
  createVerifier,
  decodeProof,
  encodeProof,
  type FedzkErrorCode,
  type ProofFormat,
  type ProofInput,
} from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { byteCases } from './cases/bytes.js';
import { coordinateCases } from './cases/coordinates.js';
import { shapeCases } from './cases/shapes.js';
import { fedzkProof, fromHex, toHex, uncompressedProof } from './support/encoding.js';
import { refusal } from './support/refusal.js';
import { readVectors, slice, statements } from './support/vectors.js';

const formats = ['fedzk', 'uncompressed'] as const satisfies readonly ProofFormat[];
const lengths = { fedzk: 192, uncompressed: 256 };
const expected = { fedzk: fedzkProof, uncompressed: uncompressedProof };

describe.each(formats)('%s', (format) => {
  it.each(statements)('$name: there and back, from JSON and from bytes', ({ proof }) => {
    const bytes = expected[format](proof);
    expect(bytes.length).toBe(lengths[format]);
    for (const input of [proof, fedzkProof(proof), uncompressedProof(proof)]) {
      expect(toHex(encodeProof(input, format))).toBe(toHex(bytes));
    }
    const { pi_a, pi_b, pi_c } = proof;
    const json = { pi_a, pi_b, pi_c, protocol: 'groth16', curve: 'bn128' };
    expect(decodeProof(bytes, { format, curve: 'bn254' })).toStrictEqual(json);
  });

  it('gives memory of its own, and leaves what it got', () => {
    const input = expected[format](slice.proof);
    const output = encodeProof(input, format);
    expect([output.constructor, output.byteOffset, output.buffer.byteLength]).toEqual([Uint8Array, 0, lengths[format]]);
    output.fill(0);
    expect(toHex(input)).toBe(toHex(expected[format](slice.proof)));
    expect(decodeProof(Buffer.from(input), { format, curve: 'bn254' }).pi_a).toEqual(slice.proof.pi_a);
  });
});

describe('points as gnark-crypto writes them', () => {
  interface Written {
    readonly k: string;
    readonly compressed: string;
    readonly uncompressed: string;
  }
  type Point1 = readonly [string, string];
  const finite = <T extends { readonly k: string }>(list: readonly T[]): T[] => list.filter(({ k }) => k !== '0');
  const gnark = readVectors<{ g1: Written[]; g2: Written[] }>('bn254/gnark.json');
  const noble = readVectors<{
    g1Multiples: { k: string; point: Point1 }[];
    g2Multiples: { k: string; point: [Point1, Point1] }[];
  }>('bn254/noble.json');
  const [g1, g2] = [finite(gnark.g1), finite(gnark.g2)];
  const [points1, points2] = [finite(noble.g1Multiples), finite(noble.g2Multiples)];

  it('make the same proofs, and come out as the same numbers', () => {
    expect(g1.length).toBe(29);
    expect(new Set(g1.map(({ compressed }) => compressed.slice(0, 1) >= 'c')).size).toBe(2);
    for (const [i, a] of g1.entries()) {
      const j = g1.length - 1 - i;
      const [b, c] = [g2[i], g1[j]];
      const fedzk = fromHex(`${a.compressed}${b?.uncompressed}${c?.compressed}`);
      const uncompressed = fromHex(`${a.uncompressed}${b?.uncompressed}${c?.uncompressed}`);
      expect(toHex(encodeProof(fedzk, 'uncompressed')), a.k).toBe(toHex(uncompressed));
      expect(toHex(encodeProof(uncompressed, 'fedzk')), a.k).toBe(toHex(fedzk));
      expect(decodeProof(fedzk, { format: 'fedzk', curve: 'bn254' })).toMatchObject({
        pi_a: [...(points1[i]?.point ?? []), '1'],
        pi_b: [...(points2[i]?.point ?? []), ['1', '0']],
        pi_c: [...(points1[j]?.point ?? []), '1'],
      });
    }
  });
});

describe('the table of refusals', () => {
  const cases = [...byteCases, ...coordinateCases, ...shapeCases];

  it('is converted where the points can stand in a proof, and refused with the status of a verifier elsewhere', () => {
    for (const { name, statement, proof, signals, status } of cases) {
      const encode = (): Uint8Array => encodeProof(proof as ProofInput, 'fedzk');
      if (status === 'ok' || status === 'equation') {
        const verifier = createVerifier(statement.verificationKey);
        expect(verifier.explain(encode(), signals as readonly string[]), name).toBe(status);
        verifier.dispose();
      } else {
        const { code, message } = refusal(encode);
        expect([code, message], name).toEqual(['invalid-proof', expect.stringMatching(`"fedzk": it is ${status}\\.$`)]);
      }
    }
  });

  it('says the same of bytes that are decoded', () => {
    for (const { name, proof, status } of byteCases) {
      if (!(proof instanceof Uint8Array) || status === 'ok' || status === 'equation') continue;
      const format = proof.length < 200 ? 'fedzk' : 'uncompressed';
      const { code, message } = refusal(() => decodeProof(proof, { format, curve: 'bn254' }));
      const wanted = proof.length === lengths[format] ? `it is ${status}.` : `got ${proof.length}.`;
      expect([code, message], name).toEqual(['invalid-proof', expect.stringContaining(wanted)]);
    }
  });
});

describe('an argument', () => {
  const bytes = fedzkProof(slice.proof);
  const decode = (input: unknown, options: unknown) => (): unknown =>
    decodeProof(input as Uint8Array, options as { format: ProofFormat; curve: 'bn254' });
  const encode = (input: unknown, format: unknown) => (): unknown =>
    encodeProof(input as ProofInput, format as ProofFormat);
  const curve = 'bn254';
  const format = 'fedzk';

  const refused: readonly (readonly [FedzkErrorCode, string, () => unknown])[] = [
    [
      'invalid-proof',
      '"bytes" expected 192 bytes of format "fedzk", got 191.',
      decode(bytes.slice(1), { format, curve }),
    ],
    ['invalid-proof', 'expected 192 bytes', decode(uncompressedProof(slice.proof), { format, curve })],
    ['invalid-proof', 'expected 256 bytes', decode(bytes, { format: 'uncompressed', curve })],
    ['invalid-argument', '"bytes" expected a Uint8Array, got undefined.', decode(undefined, { format, curve })],
    ['invalid-argument', '"bytes" expected a Uint8Array, got "', decode(toHex(bytes), { format, curve })],
    ['invalid-argument', 'got an array of 192.', decode([...bytes], { format, curve })],
    ['invalid-argument', 'got an Int8Array of 192.', decode(new Int8Array(bytes), { format, curve })],
    ['invalid-argument', 'got an object.', decode(slice.proof, { format, curve })],
    ['unsupported', '"curve" expected "bn254", got "bls12-381".', decode(bytes, { format, curve: 'bls12-381' })],
    ['unsupported', '"curve" expected "bn254", got "bn128".', decode(bytes, { format, curve: 'bn128' })],
    ['unsupported', '"curve" expected "bn254", got undefined.', decode(bytes, { format })],
    ['invalid-argument', '"options" expected an object, got undefined.', decode(bytes, undefined)],
    ['invalid-argument', '"options" expected an object, got "fedzk".', decode(bytes, 'fedzk')],
    ['invalid-argument', '"format" expected "fedzk" or "uncompressed", got undefined.', decode(bytes, { curve })],
    ...['evm', 'FEDZK', '', 'toString', '__proto__', 'constructor'].map(
      (other) => ['invalid-argument', `got ${JSON.stringify(other)}.`, encode(slice.proof, other)] as const,
    ),
    ['invalid-argument', 'got undefined.', encode(slice.proof, undefined)],
    ['invalid-argument', 'got a symbol.', encode(slice.proof, Symbol('fedzk'))],
    ['invalid-argument', 'got an array of 1.', encode(slice.proof, ['fedzk'])],
    ['invalid-argument', 'got an object.', encode(slice.proof, { toString: () => 'fedzk' })],
    ['invalid-argument', 'got a symbol.', encode(undefined, Symbol('fedzk'))],
    ['invalid-proof', 'it is malformed-proof.', encode(undefined, 'fedzk')],
    ['invalid-proof', 'it is malformed-proof.', encode(JSON.stringify(slice.proof), 'fedzk')],
  ];

  it.each(refused)('%s: %s', (code, message, call) => {
    const error = refusal(call);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});
