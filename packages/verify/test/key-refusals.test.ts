/**
 * What is no verification key. A caller chooses his key, so a refusal throws, and its message names the field, says
 * what was expected and what came.
 */

import { refusal } from '@fedzk/testkit/errors';
import { Calls, hostileValues, withGetters } from '@fedzk/testkit/hostile';
import {
  createVerifier,
  decodeVerificationKey,
  encodeVerificationKey,
  type VerificationKeyJson,
  type VerifierOptions,
} from '@fedzk/verify';
import { createVerifierPool } from '@fedzk/verify/pool';
import { describe, expect, it } from 'vitest';
import { notStrings, replaced } from './cases/case.js';
import { keyBytes } from './support/encoding.js';
import { onBls12381, slice } from './support/vectors.js';
import { workOf } from './support/work.js';

const FEDZK: VerifierOptions = { format: 'fedzk', curve: 'bn254' };
const key = slice.verificationKey;
const bytes = keyBytes(key);
const bls = onBls12381.slice.verificationKey;
const { IC, vk_alpha_1, vk_beta_2, vk_gamma_2, vk_delta_2 } = key;

function refusalOf(input: unknown, options?: unknown): ReturnType<typeof refusal> {
  return refusal(() => createVerifier(input as VerificationKeyJson, options as VerifierOptions));
}

/** Field, what the message says of it, and what takes its place. */
const malformed: readonly (readonly [string, string, unknown])[] = [
  ['verificationKey', 'expected an object, got undefined', undefined],
  ['verificationKey', 'expected an object, got null', null],
  ['verificationKey', 'expected an object, such as JSON.parse(text), got "{', JSON.stringify(key)],
  ['verificationKey', 'expected an object, got an array of 1', [key]],
  ['verificationKey', 'expected an object, got a function', () => key],
  ['protocol', 'expected "groth16", got "plonk"', { ...key, protocol: 'plonk' }],
  ['protocol', 'expected "groth16", got undefined', { ...key, protocol: undefined }],
  ['protocol', '(1000000 characters)', { ...key, protocol: 'x'.repeat(1e6) }],
  ['curve', 'expected "bn128" or "bls12381", got undefined', { ...key, curve: undefined }],
  ['curve', 'expected "bn128" or "bls12381", got 128', { ...key, curve: 128 }],
  ['curve', 'expected "bn128" or "bls12381", got an array of 1', { ...key, curve: ['bn128'] }],
  ['nPublic', 'expected 4, one less than the points of IC, got 3', { ...key, nPublic: 3 }],
  ['nPublic', 'got 5', { ...key, nPublic: 5 }],
  ['nPublic', 'got "4"', { ...key, nPublic: '4' }],
  ['nPublic', 'got 4n', { ...key, nPublic: 4n }],
  ['nPublic', 'got a bigint of more than 128 bits', { ...key, nPublic: 1n << 99_999n }],
  ['nPublic', 'got undefined', { ...key, nPublic: undefined }],
  ['nPublic', 'expected 3, one less than the points of IC, got 4', { ...key, IC: IC.slice(0, 4) }],
  ['nPublic', 'expected 5, one less than the points of IC, got 4', { ...key, IC: [...IC, IC[1]] }],
  ['IC', 'expected an array of 1 point or more, got an array of 0', { ...key, IC: [], nPublic: -1 }],
  ['IC', 'got undefined', { ...key, IC: undefined }],
  ['IC', 'got an object', { ...key, IC: { ...IC, length: 5 } }],
  ['IC[2]', 'expected an array, got null', { ...key, IC: replaced(IC, 2, null) }],
  ['IC[4]', 'expected 3 elements, got an array of 2', { ...key, IC: replaced(IC, 4, IC[4]?.slice(0, 2)) }],
  ['IC[0]', 'expected an array, got undefined', { ...key, IC: new Array(2 ** 20), nPublic: 2 ** 20 - 1 }],
  ['vk_alpha_1', 'expected an array, got undefined', { ...key, vk_alpha_1: undefined }],
  ['vk_alpha_1', 'expected 3 elements, got an array of 2', { ...key, vk_alpha_1: vk_beta_2[0] }],
  ['vk_alpha_1[2]', 'expected "1", got "2"', { ...key, vk_alpha_1: replaced(vk_alpha_1, 2, '2') }],
  ['vk_alpha_1[0]', 'got "-1"', { ...key, vk_alpha_1: replaced(vk_alpha_1, 0, '-1') }],
  ['vk_alpha_1[1]', 'from 0 to below 2^256', { ...key, vk_alpha_1: replaced(vk_alpha_1, 1, `${1n << 256n}`) }],
  ['vk_alpha_1[1]', '(1000000 characters)', { ...key, vk_alpha_1: replaced(vk_alpha_1, 1, '9'.repeat(1e6)) }],
  ['vk_alpha_1[1]', 'from 0 to below 2^381', { ...bls, vk_alpha_1: replaced(bls.vk_alpha_1, 1, `${1n << 381n}`) }],
  ['vk_alpha_1[0]', 'expected an integer as a decimal string', { ...bls, curve: 'bn128' }],
  [
    'vk_alpha_1',
    "of the curve's subgroup with coordinates below p, got one that is off",
    { ...key, curve: 'bls12381' },
  ],
  ['vk_beta_2[0]', 'expected an array, got "', { ...key, vk_beta_2: vk_alpha_1 }],
  ['vk_gamma_2[2]', 'expected ["1", "0"], got', { ...key, vk_gamma_2: replaced(vk_gamma_2, 2, ['0', '1']) }],
  ['vk_delta_2[1]', '2 elements, got an array of 1', { ...key, vk_delta_2: replaced(vk_delta_2, 1, ['1']) }],
  ['vk_delta_2[0][1]', 'got "0x1"', { ...key, vk_delta_2: replaced(vk_delta_2, 0, ['1', '0x1']) }],
  ...notStrings('1').map(([, value]): readonly [string, string, unknown] => [
    'IC[0][0]',
    'expected an integer as a decimal string',
    { ...key, IC: replaced(IC, 0, replaced(IC[0] ?? [], 0, value)) },
  ]),
];

describe('a malformed key in JSON', () => {
  it.each(malformed)('%s %s', (field, message, input) => {
    const error = refusalOf(input);
    expect(error.code).toBe('invalid-verification-key');
    expect(error.message).toContain(`"${field}" expected `);
    expect(error.message).toContain(', got ');
    expect(error.message).toContain(message);
  });

  it('of another curve is not supported', () => {
    for (const curve of ['bls12377', 'BLS12381', 'bls12_381', 'BN128', '', 'toString', 'x'.repeat(1e6)]) {
      const error = refusalOf({ ...key, curve });
      expect(error.code).toBe('unsupported');
      expect(error.message).toContain(
        `"curve" expected "bn128" or "bls12381", got ${JSON.stringify(curve).slice(0, 40)}`,
      );
    }
  });

  it('that pretends to be long has no more read of it than its length', () => {
    for (const length of [2 ** 32 - 1, 2 ** 31, 2 ** 24]) {
      const input = { ...key, IC: new Array(length), nPublic: length - 1 };
      expect(refusalOf(input).code).toBe('invalid-verification-key');
      const { characters, properties } = workOf(() => refusalOf(input));
      expect([length, properties < 100, characters < 5_000]).toEqual([length, true, true]);
      expect(properties).toBeGreaterThan(3);
    }
  });
});

const NO_KEY =
  /^The bytes are not a verification key: expected the curve \(1 BN254, 2 BLS12-381\), the number of public signals /;

describe('a malformed key in bytes', () => {
  const header = (...values: number[]): Uint8Array => Uint8Array.from([...values, ...bytes.subarray(values.length)]);

  it.each([
    ['nothing', new Uint8Array()],
    ['a header only', bytes.slice(0, 5)],
    ['less than a header', bytes.slice(0, 4)],
    ['one byte short', bytes.slice(0, -1)],
    ['one byte more', Uint8Array.from([...bytes, 0])],
    ['one point short', bytes.slice(0, -64)],
    ['one point more', Uint8Array.from([...bytes, ...bytes.subarray(-64)])],
    ['no IC at all', bytes.slice(0, 5 + 64 + 3 * 128)],
    ['curve 0', header(0)],
    ['curve 2', header(2)],
    ['curve 3', header(3)],
    ['a key of BLS12-381', keyBytes(bls)],
    ['a key of BLS12-381 that says BN254', Uint8Array.from([1, ...keyBytes(bls).subarray(1)])],
    ['nPublic 3', header(1, 0, 0, 0, 3)],
    ['nPublic 2^32 - 1', header(1, 255, 255, 255, 255)],
    ['nPublic 4 little-endian', header(1, 4, 0, 0, 0)],
    ['JSON', new TextEncoder().encode(JSON.stringify(key))],
  ])('%s', (_, input) => {
    const error = refusalOf(input, FEDZK);
    expect(error.code).toBe('invalid-verification-key');
    expect(error.message).toMatch(NO_KEY);
  });

  const FEDZK_BLS: VerifierOptions = { format: 'fedzk', curve: 'bls12-381' };
  const blsBytes = keyBytes(bls);

  it.each([
    ['nothing', new Uint8Array()],
    ['less than a header', blsBytes.slice(0, 4)],
    ['one byte short', blsBytes.slice(0, -1)],
    ['one byte more', Uint8Array.from([...blsBytes, 0])],
    ['one point short', blsBytes.slice(0, -96)],
    ['one point more', Uint8Array.from([...blsBytes, ...blsBytes.subarray(-96)])],
    ['no IC at all', blsBytes.slice(0, 5 + 96 + 3 * 192)],
    ['nPublic 2^32 - 1', Uint8Array.from([2, 255, 255, 255, 255, ...blsBytes.subarray(5)])],
    ['a key of BN254', bytes],
    ['a key of BN254 that says BLS12-381', header(2)],
    ['a key of BLS12-381 that says BN254', Uint8Array.from([1, ...blsBytes.subarray(1)])],
  ])('of BLS12-381: %s', (_, input) => {
    const error = refusalOf(input, FEDZK_BLS);
    expect(error.code).toBe('invalid-verification-key');
    expect(error.message).toMatch(NO_KEY);
  });

  it.each([
    [undefined, 'format undefined and curve undefined'],
    [{}, 'format undefined and curve undefined'],
    [{ format: 'fedzk' }, 'format "fedzk" and curve undefined'],
    [{ curve: 'bn254' }, 'format undefined and curve "bn254"'],
    [{ format: 'snarkjs', curve: 'bn254' }, 'format "snarkjs" and curve "bn254"'],
    [{ format: 'fedzk', curve: 'bn128' }, 'format "fedzk" and curve "bn128"'],
    [{ format: 'fedzk', curve: 'bls12381' }, 'format "fedzk" and curve "bls12381"'],
    [{ format: 'fedzk', curve: ['bn254'] }, 'format "fedzk" and curve an array of 1'],
    [{ format: 'compressed', curve: 'bls12-381' }, 'format "compressed" and curve "bls12-381"'],
    [{ format: ['fedzk'], curve: 'bn254' }, 'format an array of 1 and curve "bn254"'],
  ])('with options %o', (options, got) => {
    const error = refusalOf(bytes, options);
    expect(error.code).toBe('invalid-argument');
    expect(error.message).toContain(
      `needs { format: 'fedzk', 'arkworks' or 'gnark', curve: 'bn254' or 'bls12-381' }, got ${got}.`,
    );
  });

  it.each([null, 'fedzk', 1])('with %o for options', (options) => {
    expect(refusalOf(bytes, options)).toMatchObject({ code: 'invalid-argument', message: /"options" expected an obj/ });
    expect(refusalOf(key, options).code).toBe('invalid-argument');
  });

  it.each([
    [{ format: 'fedzk' }, '"format" is for a verification key in bytes, but this one is JSON: leave out "fedzk".'],
    [{ format: 'gnark', curve: 'bn254' }, '"format" is for a verification key in bytes'],
    [{ format: null }, '"format" is for a verification key in bytes, but this one is JSON: leave out null.'],
    [{ curve: 'bls12-381' }, '"curve" expected "bn254", which the key names, got "bls12-381".'],
    [{ curve: 'bn128' }, '"curve" expected "bn254", which the key names, got "bn128".'],
  ])('in JSON with options %o, which are not of it', (options, message) => {
    for (const read of [
      () => createVerifier(key, options as VerifierOptions),
      () => encodeVerificationKey(key, 'gnark', options as VerifierOptions),
      () => createVerifierPool(key, options as VerifierOptions),
    ]) {
      const error = refusal(read);
      expect([error.code, error.message]).toEqual(['invalid-argument', expect.stringContaining(message)]);
    }
    expect(createVerifier(key, { curve: 'bn254' }).curve).toBe('bn254');
  });

  it('with an option that there is not, wherever a key is read', () => {
    for (const read of [encodeVerificationKey, decodeVerificationKey] as ((...args: unknown[]) => unknown)[]) {
      const given = read === encodeVerificationKey ? [key, 'gnark'] : [bytes];
      const error = refusal(() => read(...given, { allowInsecur: true }));
      expect(error.message).toBe('"options" has no "allowInsecur"; it takes format, curve, allowInsecure.');
    }
  });

  it('with an option that there is not', () => {
    expect(refusalOf(key, { allowInsecur: true })).toMatchObject({
      code: 'invalid-argument',
      message:
        '"options" has no "allowInsecur"; it takes format, curve, allowInsecure, manifest, level, trustedKeys, r1csSha256, development.',
    });
  });
});

describe('a hostile value', () => {
  const calls = new Calls();
  const put = (value: unknown): unknown[] => [
    ...Object.keys(key).flatMap((name) => (name === 'vk_alphabeta_12' ? [] : [{ ...key, [name]: value }])),
    { ...key, IC: replaced(IC, 1, value) },
    { ...key, vk_beta_2: replaced(vk_beta_2, 0, [value, '1']) },
  ];

  it.each(hostileValues(calls))('%s, anywhere in a key, is refused', (_, value) => {
    for (const input of [value, ...put(value)]) {
      expect(['invalid-verification-key', 'unsupported']).toContain(refusalOf(input, FEDZK).code);
    }
    expect(calls.count).toBe(0);
  });

  it('a getter is not called', () => {
    for (const name of ['protocol', 'curve', 'nPublic', 'IC', 'vk_alpha_1', 'vk_delta_2']) {
      const { [name as keyof typeof key]: _, ...rest } = key;
      const error = refusalOf(Object.assign(withGetters([name], calls), rest));
      expect(error.message).toContain(`"${name}" expected `);
    }
    expect(calls.count).toBe(0);
  });
});
