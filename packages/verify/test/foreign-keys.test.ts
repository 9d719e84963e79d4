/**
 * Verification keys of arkworks and gnark in the bytes that those libraries wrote, and what is no key of theirs.
 */

import { refusal } from '@fedzk/testkit/errors';
import {
  createVerifier,
  decodeVerificationKey,
  encodeVerificationKey,
  type KeyFormat,
  type VerifierOptions,
} from '@fedzk/verify';
import { describe, expect, it } from 'vitest';
import { bls12381, type TestCurve } from './support/curves.js';
import { fromHex, hex, keyBytes, toHex } from './support/encoding.js';
import { both, type Foreign, INSECURE, onBls12381, slice } from './support/vectors.js';

const everyProver = both.flatMap((vectors) =>
  vectors.foreign.map((foreign) => [foreign.prover, vectors.curve.name, foreign] as const),
);

describe.each(everyProver)('%s on %s', (prover, curve, { cases, committing = { keyBytes: {} } }) => {
  it.each(cases)('$name: is the same key', ({ verificationKey, proof, publicSignals, ...entry }) => {
    const { id } = createVerifier(verificationKey);
    const formats = [entry.keyBytes, entry.unusedLeftOut ?? {}].flatMap((forms) => Object.entries(forms));
    expect(formats.length).toBe(prover === 'gnark' ? 4 : 2);
    for (const [name, digits] of formats) {
      const bytes = fromHex(digits);
      for (const format of [name, prover] as KeyFormat[]) {
        const verifier = createVerifier(bytes, { format, curve });
        expect(verifier).toMatchObject({ id, curve, nPublic: publicSignals.length });
        expect(verifier.verify(proof, publicSignals)).toBe(true);
        expect(decodeVerificationKey(bytes, { format, curve })).toStrictEqual(verificationKey);
      }
      expect(toHex(bytes)).toBe(digits);
    }
  });

  it.each(cases)('$name: is written as the library writes it', ({ verificationKey, ...entry }) => {
    const forms = Object.entries(entry.unusedLeftOut ?? entry.keyBytes) as [KeyFormat, string][];
    expect(forms.length).toBe(2);
    for (const [format, digits] of forms) {
      expect(toHex(encodeVerificationKey(verificationKey, format))).toBe(digits);
      for (const [other, theirs] of [...Object.entries(entry.keyBytes), ['fedzk', toHex(keyBytes(verificationKey))]]) {
        const options = { format: other as KeyFormat, curve };
        expect(toHex(encodeVerificationKey(fromHex(theirs ?? ''), format, options))).toBe(digits);
      }
    }
  });

  it('with a commitment is not supported', () => {
    for (const [name, digits] of Object.entries(committing.keyBytes)) {
      for (const format of [name, prover] as KeyFormat[]) {
        const { code, message } = refusal(() => createVerifier(fromHex(digits), { format, curve }));
        expect([code, message]).toEqual(['unsupported', expect.stringContaining('verification key uses gnark')]);
      }
    }
  });
});

describe.each(both.map((vectors) => [vectors.curve.name, vectors] as const))(
  'all keys of %s',
  (curve, { statements }) => {
    it.each(statements)('$name: there and back', ({ verificationKey: key }) => {
      const { protocol, curve: name, nPublic, vk_alpha_1, vk_beta_2, vk_gamma_2, vk_delta_2, IC } = key;
      const json = { protocol, curve: name, nPublic, vk_alpha_1, vk_beta_2, vk_gamma_2, vk_delta_2, IC };
      for (const format of ['fedzk', 'arkworks', 'arkworks-uncompressed', 'gnark', 'gnark-raw'] as const) {
        const bytes = encodeVerificationKey(key, format, INSECURE);
        expect(decodeVerificationKey(bytes, { format, curve, ...INSECURE })).toStrictEqual(json);
        expect(toHex(encodeVerificationKey(bytes, format, { format, curve, ...INSECURE }))).toBe(toHex(bytes));
      }
      expect(toHex(encodeVerificationKey(key, 'fedzk', INSECURE))).toBe(toHex(keyBytes(key)));
    });
  },
);

/** The points of a key with 4 signals, by name, and where the count and what follows IC stand. */
interface Places {
  readonly points: readonly (readonly [name: string, at: number, length: number])[];
  readonly count: number;
  readonly countBytes: number;
  readonly end: number;
}

function placesOf(format: string, { bytes }: TestCurve): Places {
  const one = (format === 'arkworks' || format === 'gnark' ? 1 : 2) * bytes;
  const isGnark = format.startsWith('gnark');
  const head: readonly (readonly [string, number])[] = isGnark
    ? [
        ['vk_alpha_1', 1],
        ['beta_1 or delta_1', 1],
        ['vk_beta_2', 2],
        ['vk_gamma_2', 2],
        ['beta_1 or delta_1', 1],
        ['vk_delta_2', 2],
      ]
    : [
        ['vk_alpha_1', 1],
        ['vk_beta_2', 2],
        ['vk_gamma_2', 2],
        ['vk_delta_2', 2],
      ];
  let at = 0;
  const put = ([name, group]: readonly [string, number]): readonly [string, number, number] => {
    at += group * one;
    return [name, at - group * one, group * one];
  };
  const heads = head.map(put);
  const count = at;
  at += isGnark ? 4 : 8;
  const ics = [0, 1, 2, 3, 4].map((i) => put([`IC[${i}]`, 1]));
  return { points: [...heads, ...ics], count, countBytes: isGnark ? 4 : 8, end: at };
}

const everyForm = both.flatMap((vectors) =>
  vectors.foreign.flatMap(({ cases: [first] }) =>
    Object.entries(first?.keyBytes ?? {}).map(
      ([format, digits]) => [format as KeyFormat, vectors.curve.name, fromHex(digits), vectors.curve] as const,
    ),
  ),
);

describe.each(everyForm)('an invalid key of format %s on %s', (format, curve, whole, testCurve) => {
  const { points, count, countBytes, end } = placesOf(format, testCurve);
  const isShort = format === 'arkworks' || format === 'gnark';
  const isOwn = format.startsWith('arkworks') && testCurve !== bls12381;
  const message = (change: (bytes: Uint8Array) => void): string => {
    const bytes = Uint8Array.from(whole);
    change(bytes);
    const error = refusal(() => createVerifier(bytes, { format, curve }));
    expect(error.code).toBe('invalid-verification-key');
    expect(refusal(() => decodeVerificationKey(bytes, { format, curve })).message).toBe(error.message);
    return error.message;
  };
  const none = `The bytes are not a verification key of format "${format}" on ${curve}.`;

  it('is laid out as here', () => {
    expect(whole.length).toBe(end + (format.startsWith('gnark') ? 8 : 0));
  });

  it('another length', () => {
    for (let length = 0; length <= whole.length + 100; length += length > 40 ? 7 : 1) {
      if (length === whole.length) continue;
      const bytes = new Uint8Array(length);
      bytes.set(whole.subarray(0, length));
      const error = refusal(() => createVerifier(bytes, { format, curve }));
      expect([error.code, error.message]).toEqual(['invalid-verification-key', none]);
    }
  });

  it('another count, and in arkworks none of all the bits of a u64', () => {
    for (let at = count; at < count + countBytes; at++) {
      for (const value of [1, 4, 6, 128, 255]) {
        expect(message((bytes) => bytes.fill((bytes[at] ?? 0) ^ value, at, at + 1))).toBe(none);
      }
    }
    expect(message((bytes) => bytes.fill(0, count, count + countBytes))).toBe(none);
    expect(message((bytes) => bytes.fill(255, count, count + countBytes))).toBe(none);
  });

  it('something after IC', () => {
    for (let at = end; at < whole.length; at++) expect(message((bytes) => bytes.fill(1, at, at + 1))).toBe(none);
  });

  it('the two forms of one software are told apart by their names', () => {
    const [software = '', suffix] = format.split('-');
    const other = suffix === undefined ? (software === 'gnark' ? 'gnark-raw' : 'arkworks-uncompressed') : undefined;
    if (other !== undefined) {
      const error = refusal(() => createVerifier(whole, { format: other as KeyFormat, curve }));
      expect(error.message).toBe(none.replace(format, other));
    }
  });

  it('a coordinate of p', () => {
    for (const [name, at, length] of points) {
      for (let i = 0; i < length / testCurve.bytes; i++) {
        const place = at + i * testCurve.bytes;
        const refused = message((bytes) => {
          const digits = fromHex(hex(testCurve.p, testCurve.bytes));
          const top = isOwn ? place + testCurve.bytes - 1 : place;
          const flagged = isOwn ? i === length / testCurve.bytes - 1 || isShort : i === 0;
          const flags = flagged ? (bytes[top] ?? 0) & (isOwn ? 0x80 : (0xff << (8 - testCurve.flagBits)) & 0xff) : 0;
          bytes.set(isOwn ? digits.reverse() : digits, place);
          if (isShort || isOwn) bytes[top] = (bytes[top] ?? 0) | flags;
        });
        expect(refused).toContain(`"${name}" expected a finite point`);
        expect(refused).toMatch(/not canonical: a coordinate is p or above\.$/);
      }
    }
  });

  it('infinity, but for what gnark does not use', () => {
    for (const [name, at, length] of points) {
      const infinite = Uint8Array.from(whole).fill(0, at, at + length);
      if (isOwn) infinite[at + length - 1] = 0x40;
      else
        infinite[at] =
          (isShort ? testCurve.flags.infinity : testCurve.uncompressedInfinity) << (8 - testCurve.flagBits);
      if (name === 'beta_1 or delta_1') {
        expect(createVerifier(infinite, { format, curve }).nPublic).toBe(4);
        continue;
      }
      const { message: refused } = refusal(() => createVerifier(infinite, { format, curve }));
      expect(refused).toContain(`"${name}" expected a finite point`);
      expect(refused).toMatch(/got one that is infinity\.$/);
      infinite[at + length / 2 - 1] = 1;
      expect(refusal(() => createVerifier(infinite, { format, curve })).message).toContain(`"${name}"`);
    }
  });

  it('other flags, or bits where there are none', () => {
    for (const [name, at, length] of points) {
      const place = isOwn ? at + length - 1 : at;
      const own = (whole[place] ?? 0) >> (8 - testCurve.flagBits);
      for (let flags = 0; flags < 1 << testCurve.flagBits; flags++) {
        // The other y of a compressed point is a point, too.
        const negates = isShort && (isOwn ? flags < 3 && flags !== 1 : flags >> 1 === own >> 1 && flags !== 0b111);
        if (flags === own || (negates && (isOwn || testCurve !== bls12381 || flags >> 1 === 0b10))) continue;
        const refused = message((bytes) => {
          bytes[place] = ((bytes[place] ?? 0) & (0xff >> testCurve.flagBits)) | (flags << (8 - testCurve.flagBits));
        });
        expect(refused, `${name} ${flags.toString(2)}`).toContain(`"${name}" expected a finite point`);
        if (isShort || isOwn || testCurve === bls12381) expect(refused).toMatch(/got one that is wrongly flagged\.$/);
      }
    }
  });
});

describe('arguments', () => {
  const [key, curve] = [slice.verificationKey, 'bn254'] as const;
  const encode = (format: unknown, options?: unknown) => (): unknown =>
    encodeVerificationKey(key, format as KeyFormat, options as VerifierOptions);

  it.each([undefined, null, 'evm', 'compressed', 'snarkjs', '', 'toString', ['fedzk']])('format %o', (format) => {
    const { code, message } = refusal(encode(format));
    expect(code).toBe('invalid-argument');
    expect(message).toContain(
      '"format" expected "fedzk", "arkworks", "arkworks-uncompressed", "gnark" or "gnark-raw", got ',
    );
  });

  it('invalid options, invalid bytes, an invalid key', () => {
    expect(refusal(encode('gnark', null)).code).toBe('invalid-argument');
    const decode = (bytes: unknown) => (): unknown =>
      decodeVerificationKey(bytes as Uint8Array, { format: 'gnark', curve });
    for (const bytes of [undefined, key, [1, 2], 'ff', new Int8Array(9)]) {
      expect(refusal(decode(bytes)).message).toContain('"bytes" expected a Uint8Array, got ');
    }
    const off = { ...key, vk_alpha_1: ['1', '1', '1'] };
    expect(refusal(() => encodeVerificationKey(off, 'fedzk')).message).toContain('"vk_alpha_1"');
    expect(refusal(() => encodeVerificationKey(off, 'gnark')).message).toContain('off the curve');
    const short = keyBytes(key).slice(1);
    expect(refusal(() => decodeVerificationKey(short, { format: 'fedzk', curve })).code).toBe(
      'invalid-verification-key',
    );
  });

  it('the curve of bytes is the one of the options', () => {
    const [first] = onBls12381.foreign.flatMap(({ cases }) => cases) as [Foreign];
    for (const [format, digits] of Object.entries(first.keyBytes)) {
      const error = refusal(() => createVerifier(fromHex(digits), { format: format as KeyFormat, curve }));
      expect(error.message).toBe(`The bytes are not a verification key of format "${format}" on bn254.`);
    }
  });
});
