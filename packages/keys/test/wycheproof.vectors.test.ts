/**
 * Wycheproof's files in full. What this package does not take, other nonces and keys than its own, it refuses as arguments.
 */
import { aesGcm, aesGcmSiv, aesKw, aesKwp, hkdf, hmac, pbkdf2 } from '@fedzk/keys/primitives';
import { code } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { bytes, type Fields, hex, wycheproof } from './support/vectors.js';

/** How often what came out. */
class Counts {
  readonly #counts: Record<string, number> = {};

  add(name: string): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + 1;
  }

  get all(): Readonly<Record<string, number>> {
    return this.#counts;
  }
}

describe.each([
  ['aes_gcm', aesGcm, { valid: 39, invalid: 27, nonce: 39, key: 211 }],
  ['aes_gcm_siv', aesGcmSiv, { valid: 69, invalid: 34, key: 99 }],
] as const)('%s', (file, algorithm, expected) => {
  it('seals and opens valid messages, and refuses the rest', () => {
    const counts = new Counts();
    for (const { keySize, ivSize, tests } of wycheproof<Fields<'key' | 'iv' | 'aad' | 'msg' | 'ct' | 'tag'>>(file)) {
      for (const test of tests) {
        const what = `${test.tcId}: ${test.comment}`;
        const [key, nonce, aad, plaintext] = [bytes(test.key), bytes(test.iv), bytes(test.aad), bytes(test.msg)];
        const sealed = bytes(test.ct + test.tag);
        if (keySize !== 256) {
          expect(
            code(() => algorithm(key)),
            what,
          ).toBe('invalid-argument');
          counts.add('key');
          continue;
        }
        using aead = algorithm(key);
        if (ivSize !== 96) {
          expect(
            code(() => aead.seal(nonce, plaintext, aad)),
            what,
          ).toBe('invalid-argument');
          expect(
            code(() => aead.open(nonce, sealed, aad)),
            what,
          ).toBe('invalid-argument');
          counts.add('nonce');
        } else if (test.result === 'valid') {
          expect(hex(aead.seal(nonce, plaintext, aad)), what).toBe(test.ct + test.tag);
          expect(hex(aead.open(nonce, sealed, aad)), what).toBe(test.msg);
          counts.add('valid');
        } else {
          expect(
            code(() => aead.open(nonce, sealed, aad)),
            what,
          ).toBe('not-authentic');
          counts.add('invalid');
        }
      }
    }
    expect(counts.all).toEqual(expected);
  });
});

describe.each([
  // The one that is acceptable wraps 8 bytes, which RFC 3394 does not.
  ['aes_wrap', aesKw, 24, { valid: 13, 'not-authentic': 36, 'invalid-argument': 19, key: 97 }],
  ['aes_kwp', aesKwp, 16, { valid: 25, 'not-authentic': 68, 'invalid-argument': 1, key: 160 }],
] as const)('%s', (file, { wrap, unwrap }, shortest, expected) => {
  it('wraps and unwraps valid keys, and refuses the rest', () => {
    const counts = new Counts();
    for (const { keySize, tests } of wycheproof<Fields<'key' | 'msg' | 'ct'>>(file)) {
      for (const test of tests) {
        const what = `${test.tcId}: ${test.comment}`;
        const [kek, key, wrapped] = [bytes(test.key), bytes(test.msg), bytes(test.ct)];
        if (keySize !== 256) {
          expect(
            code(() => wrap(kek, key)),
            what,
          ).toBe('invalid-argument');
          expect(
            code(() => unwrap(kek, wrapped)),
            what,
          ).toBe('invalid-argument');
          counts.add('key');
        } else if (test.result === 'valid') {
          expect(hex(wrap(kek, key)), what).toBe(test.ct);
          expect(hex(unwrap(kek, wrapped)), what).toBe(test.msg);
          counts.add('valid');
        } else {
          const badLength = wrapped.length % 8 !== 0 || wrapped.length < shortest;
          const refusal = code(() => unwrap(kek, wrapped));
          expect(refusal, what).toBe(badLength ? 'invalid-argument' : 'not-authentic');
          counts.add(refusal);
        }
      }
    }
    expect(counts.all).toEqual(expected);
  });
});

it('hkdf_sha256', () => {
  const counts = new Counts();
  for (const { tests } of wycheproof<Fields<'ikm' | 'salt' | 'info' | 'okm'> & { size: number }>('hkdf_sha256')) {
    for (const test of tests) {
      const derive = (): Uint8Array =>
        hkdf(bytes(test.ikm), { salt: bytes(test.salt), info: bytes(test.info), length: test.size });
      if (test.result === 'valid') expect(hex(derive()), test.comment).toBe(test.okm);
      else expect(code(derive), test.comment).toBe('invalid-argument');
      counts.add(test.result);
    }
  }
  expect(counts.all).toEqual({ valid: 83, invalid: 3 });
});

it('hmac_sha256', () => {
  const counts = new Counts();
  for (const { tagSize, tests } of wycheproof<Fields<'key' | 'msg' | 'tag'>>('hmac_sha256')) {
    for (const { key, msg, tag, result, comment } of tests) {
      const found = hex(hmac(bytes(key), bytes(msg))).slice(0, tagSize / 4);
      expect(found === tag, comment).toBe(result === 'valid');
      counts.add(result);
    }
  }
  expect(counts.all).toEqual({ valid: 66, invalid: 108 });
});

it('pbkdf2_hmacsha256', () => {
  type Test = Fields<'password' | 'salt' | 'dk'> & { iterationCount: number; dkLen: number };
  const tests = wycheproof<Test>('pbkdf2_hmacsha256').flatMap((group) => group.tests);
  for (const { password, salt, iterationCount: iterations, dkLen: length, dk, result, comment } of tests) {
    expect(result).toBe('valid');
    expect(hex(pbkdf2(bytes(password), { salt: bytes(salt), iterations, length })), comment).toBe(dk);
  }
  expect(tests.length).toBe(60);
});
