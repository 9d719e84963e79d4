/**
 * What encodeProof and decodeProof take for a curve, a format and bytes.
 */

import { refusal } from '@fedzk/testkit/errors';
import { decodeProof, encodeProof, type FedzkErrorCode, type ProofFormat, type ProofInput } from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { FORMATS, fedzkProof, proofIn, toHex, uncompressedProof } from './support/encoding.js';
import { onBls12381, slice } from './support/vectors.js';

const bytes = fedzkProof(slice.proof);
const bls = onBls12381.slice.proof;
const decode = (input: unknown, options: unknown) => (): unknown =>
  decodeProof(input as Uint8Array, options as { format: ProofFormat; curve: 'bn254' });
const encode = (input: unknown, format: unknown, options?: unknown) => (): unknown =>
  encodeProof(input as ProofInput, format as ProofFormat, options as { curve: 'bn254' });
const curve = 'bn254';
const format = 'fedzk';

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

const refused: readonly (readonly [FedzkErrorCode, string, () => unknown])[] = [
  [
    'invalid-proof',
    '"bytes" expected 192 bytes of format "fedzk", got 191.',
    decode(bytes.slice(1), { format, curve }),
  ],
  ['invalid-proof', 'expected 192 bytes', decode(uncompressedProof(slice.proof), { format, curve })],
  ['invalid-proof', 'expected 256 bytes', decode(bytes, { format: 'uncompressed', curve })],
  ['invalid-proof', 'expected 128 bytes', decode(bytes, { format: 'compressed', curve })],
  ['invalid-proof', 'expected 384 bytes', decode(bytes, { format: 'uncompressed', curve: 'bls12-381' })],
  ['invalid-proof', 'expected 192 bytes', decode(bytes.slice(1), { format: 'compressed', curve: 'bls12-381' })],
  ['invalid-proof', 'expected 256 bytes of format "evm", got 192.', decode(bytes, { format: 'evm', curve })],
  [
    'invalid-proof',
    'expected 128 or 256 bytes of format "arkworks", got',
    decode(bytes, { format: 'arkworks', curve }),
  ],
  ['invalid-proof', 'expected 256 bytes of', decode(bytes, { format: 'arkworks-uncompressed', curve })],
  ['invalid-proof', 'expected 164 or 324 bytes of format "gnark", got', decode(bytes, { format: 'gnark', curve })],
  ['invalid-proof', 'expected 484 bytes', decode(bytes, { format: 'gnark-raw', curve: 'bls12-381' })],
  ['invalid-argument', '"bytes" expected a Uint8Array, got undefined.', decode(undefined, { format, curve })],
  ['invalid-argument', '"bytes" expected a Uint8Array, got "', decode(toHex(bytes), { format, curve })],
  ['invalid-argument', 'got an array of 192.', decode([...bytes], { format, curve })],
  ['invalid-argument', 'got an Int8Array of 192.', decode(new Int8Array(bytes), { format, curve })],
  ['invalid-argument', 'got an object.', decode(slice.proof, { format, curve })],
  ['unsupported', '"curve" expected "bn254" or "bls12-381", got "bn128".', decode(bytes, { format, curve: 'bn128' })],
  ['unsupported', 'or "bls12-381", got "bls12381".', decode(bytes, { format, curve: 'bls12381' })],
  ['unsupported', 'or "bls12-381", got "toString".', decode(bytes, { format, curve: 'toString' })],
  ['unsupported', 'or "bls12-381", got an array of 1.', decode(bytes, { format, curve: ['bn254'] })],
  ['unsupported', '"curve" expected "bn254" or "bls12-381", got undefined.', decode(bytes, { format })],
  ['unsupported', 'or "bls12-381", got "bn128".', encode(slice.proof, format, { curve: 'bn128' })],
  ['unsupported', 'or "bls12-381", got null.', encode(bytes, format, { curve: null })],
  ['invalid-argument', '"options" expected an object, got undefined.', decode(bytes, undefined)],
  ['invalid-argument', '"options" expected an object, got "fedzk".', decode(bytes, 'fedzk')],
  ['invalid-argument', '"options" expected an object, got "bn254".', encode(bytes, format, 'bn254')],
  ['invalid-argument', '"options" expected an object, got null.', encode(bytes, format, null)],
  [
    'invalid-argument',
    '"format" expected "fedzk", "compressed", "uncompressed", "evm", "arkworks", "arkworks-uncompressed", "gnark", "gnark-raw" or "semaphore", got undefined.',
    decode(bytes, { curve }),
  ],
  ...['EVM', 'FEDZK', 'snarkjs', 'arkworks-compressed', '', 'toString', '__proto__', 'constructor'].map(
    (other) => ['invalid-argument', `got ${JSON.stringify(other)}.`, encode(slice.proof, other)] as const,
  ),
  ['invalid-argument', 'got undefined.', encode(slice.proof, undefined)],
  ['invalid-argument', 'got a symbol.', encode(slice.proof, Symbol('fedzk'))],
  ['invalid-argument', 'got an array of 1.', encode(slice.proof, ['fedzk'])],
  ['invalid-argument', 'got an object.', encode(slice.proof, { toString: () => 'fedzk' })],
  ['invalid-argument', 'got a symbol.', encode(undefined, Symbol('fedzk'))],
  ['invalid-proof', 'its status is malformed-proof.', encode(undefined, 'fedzk')],
  ['invalid-proof', 'its status is malformed-proof.', encode(JSON.stringify(slice.proof), 'fedzk')],
  ['unsupported', '"curve" expected "bn254", the only curve of format "semaphore", got', encode(bls, 'semaphore')],
  ['unsupported', 'got "bls12-381".', encode(slice.proof, 'semaphore', { curve: 'bls12-381' })],
  ['unsupported', 'got "bls12-381".', decode([], { format: 'semaphore', curve: 'bls12-381' })],
  ['invalid-argument', '"points" expected an array of 8 decimal', decode(bytes, { format: 'semaphore', curve })],
  ['invalid-argument', 'strings, got an object.', decode(slice.proof, { format: 'semaphore', curve })],
  ['invalid-argument', 'got an object that throws', decode(revoked(), { format: 'semaphore', curve })],
  ['invalid-proof', '"semaphore": its status is malformed-proof.', decode(['1'], { format: 'semaphore', curve })],
  [
    'invalid-proof',
    '"semaphore": its status is not-on-curve.',
    decode(new Array(8).fill('1'), { format: 'semaphore', curve }),
  ],
  ['invalid-proof', '"semaphore": its status is malformed-proof.', encode(undefined, 'semaphore')],
  ['invalid-proof', '"semaphore": its status is malformed-proof.', encode(bytes.slice(1), 'semaphore')],
  // JSON that names a curve, and another one asked for.
  ['invalid-proof', 'its status is malformed-proof.', encode(slice.proof, format, { curve: 'bls12-381' })],
  ['invalid-proof', 'its status is malformed-proof.', encode(bls, format, { curve })],
  ['invalid-proof', 'its status is malformed-proof.', encode({ ...slice.proof, curve: 'bls12377' }, format)],
  ['invalid-proof', 'its status is not-on-curve.', encode({ ...slice.proof, curve: 'bls12381' }, format)],
  // JSON and bytes that name none are of BN254.
  ['invalid-proof', 'its status is malformed-proof.', encode({ ...bls, curve: undefined }, format)],
  ['invalid-proof', 'its status is malformed-proof.', encode(uncompressedProof(bls), format)],
  [
    'invalid-proof',
    'its status is malformed-proof.',
    encode(uncompressedProof(slice.proof), format, { curve: 'bls12-381' }),
  ],
];

it.each(refused)('%s: %s', (code, message, call) => {
  const error = refusal(call);
  expect(error.code).toBe(code);
  expect(error.message).toContain(message);
});

describe('192 bytes', () => {
  // A fedzk proof has this length on both curves.
  it('of one curve are no proof of the other', () => {
    for (const [proof, other] of [
      [slice.proof, 'bls12-381'],
      [bls, 'bn254'],
    ] as const) {
      expect(refusal(encode(fedzkProof(proof), 'fedzk', { curve: other })).code).toBe('invalid-proof');
      expect(refusal(decode(fedzkProof(proof), { format, curve: other })).code).toBe('invalid-proof');
    }
  });
});

describe('the curve of JSON', () => {
  it('is the one that it names, by either name', () => {
    for (const proof of [slice.proof, bls]) {
      for (const each of FORMATS) {
        const expected = toHex(proofIn(each, proof));
        const names = proof === bls ? ['bls12381', 'bls12-381'] : ['bn128', 'bn254'];
        for (const name of names) expect(toHex(encodeProof({ ...proof, curve: name }, each))).toBe(expected);
      }
    }
  });

  it('is BN254 if it names none, whatever its prototype says', () => {
    const { curve: _, ...nameless } = slice.proof;
    const inherited = Object.assign(Object.create({ curve: 'bls12381' }), nameless);
    for (const proof of [nameless, inherited]) {
      expect(toHex(encodeProof(proof, 'fedzk'))).toBe(toHex(bytes));
      expect(toHex(encodeProof(proof, 'fedzk', {}))).toBe(toHex(bytes));
      expect(toHex(encodeProof(proof, 'fedzk', { curve }))).toBe(toHex(bytes));
    }
  });
});
