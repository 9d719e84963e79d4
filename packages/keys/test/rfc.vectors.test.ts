/** The vectors of the specifications. */
import { aesGcmSiv, aesKw, aesKwp, argon2id, committing, hkdf, hmac, pbkdf2, xaes256Gcm } from '@fedzk/keys/primitives';
import { code } from '@fedzk/testkit/errors';
import { flip } from '@fedzk/testkit/random';
import { shake128 } from '@noble/hashes/sha3.js';
import { describe, expect, it } from 'vitest';
import { bytes, type Fields, hex, readVectors } from './support/vectors.js';

type Sealed = Fields<'key' | 'nonce' | 'aad' | 'plaintext' | 'sealed'>;

describe('XAES-256-GCM', () => {
  type Accumulated = { readonly iterations: number; readonly digest: string };
  const c2sp = readVectors<{ cases: Sealed[]; accumulated: Accumulated[] }>('keys/xaes-256-gcm.json');
  const tink = readVectors<{ cases: (Sealed & { saltSize: number })[] }>('keys/tink-xaes.json');

  it("C2SP's and Tink's", () => {
    const padded = tink.cases.map(({ nonce, saltSize, ...rest }) => ({
      ...rest,
      nonce: nonce.slice(0, 2 * saltSize) + '00'.repeat(12 - saltSize) + nonce.slice(2 * saltSize),
    }));
    const cases = [...c2sp.cases, ...padded];
    for (const { key, nonce, aad, plaintext, sealed } of cases) {
      using aead = xaes256Gcm(bytes(key));
      expect(hex(aead.seal(bytes(nonce), bytes(plaintext), bytes(aad)))).toBe(sealed);
      expect(hex(aead.open(bytes(nonce), bytes(sealed), bytes(aad)))).toBe(plaintext);
    }
    expect(cases.length).toBe(6);
  });

  const accumulated = c2sp.accumulated.filter(({ iterations }) => iterations <= 10_000 || process.env['SLOW'] === '1');
  it.each(accumulated)('$iterations random ones', ({ iterations, digest }) => {
    const stream = shake128.create({});
    const out = shake128.create({ dkLen: 32 });
    for (let i = 0; i < iterations; i++) {
      using aead = xaes256Gcm(stream.xof(32));
      const nonce = stream.xof(24);
      const [plaintext, aad] = [0, 0].map(() => stream.xof(stream.xof(1)[0] ?? 0));
      if (plaintext === undefined) expect.unreachable();
      const sealed = aead.seal(nonce, plaintext, aad);
      expect(aead.open(nonce, sealed, aad)).toEqual(plaintext);
      out.update(sealed);
    }
    expect(hex(out.digest())).toBe(digest);
  });
});

it('AES-256-GCM-SIV, RFC 8452', () => {
  const { c2, c3 } = readVectors<{ c2: Sealed[]; c3: Sealed[] }>('keys/rfc8452.json');
  for (const { key, nonce, aad, plaintext, sealed } of [...c2, ...c3]) {
    using aead = aesGcmSiv(bytes(key));
    expect(hex(aead.seal(bytes(nonce), bytes(plaintext), bytes(aad)))).toBe(sealed);
    expect(hex(aead.open(bytes(nonce), bytes(sealed), bytes(aad)))).toBe(plaintext);
  }
  expect(c2.length + c3.length).toBe(26);
});

it('AES-KW, RFC 3394; and RFC 5649 has only keys that are refused', () => {
  type Case = Fields<'kek' | 'key' | 'wrapped'>;
  const { kw, kwp192 } = readVectors<{ kw: Case[]; kwp192: Case[] }>('keys/rfc3394-5649.json');
  for (const { kek, key, wrapped } of kw) {
    expect(hex(aesKw.wrap(bytes(kek), bytes(key)))).toBe(wrapped);
    expect(hex(aesKw.unwrap(bytes(kek), bytes(wrapped)))).toBe(key);
  }
  for (const { kek, wrapped } of kwp192) {
    expect(code(() => aesKwp.unwrap(bytes(kek), bytes(wrapped)))).toBe('invalid-argument');
  }
  expect([kw.length, kwp192.length]).toEqual([3, 2]);
});

it('HKDF, RFC 5869', () => {
  type Case = Fields<'ikm' | 'info' | 'okm'> & { salt: string | null; length: number };
  const { cases } = readVectors<{ cases: Case[] }>('keys/rfc5869.json');
  for (const { ikm, salt, info, length, okm } of cases) {
    const options = { ...(salt !== null && { salt: bytes(salt) }), info: bytes(info), length };
    expect(hex(hkdf(bytes(ikm), options))).toBe(okm);
  }
  expect(cases.length).toBe(3);
});

it('HMAC, RFC 4231', () => {
  const { cases } = readVectors<{ cases: Fields<'key' | 'message' | 'tag'>[] }>('keys/rfc4231.json');
  for (const { key, message, tag } of cases) {
    expect(hex(hmac(bytes(key), bytes(message))).slice(0, tag.length)).toBe(tag);
  }
  expect(cases.length).toBe(7);
});

it('PBKDF2, RFC 7914', () => {
  type Case = Fields<'password' | 'salt' | 'key'> & { iterations: number; length: number };
  const { cases } = readVectors<{ cases: Case[] }>('keys/rfc7914.json');
  for (const { password, salt, iterations, length, key } of cases) {
    expect(hex(pbkdf2(bytes(password), { salt: bytes(salt), iterations, length }))).toBe(key);
  }
  expect(cases.length).toBe(2);
});

it("Argon2id, RFC 9106 and the reference implementation's", () => {
  type Costs = Readonly<Record<'memoryKiB' | 'passes' | 'parallelism', number>>;
  type Case = Costs & Fields<'password' | 'salt' | 'tag'> & Partial<Fields<'type' | 'secret' | 'associatedData'>>;
  const { rfc9106, reference } = readVectors<{ rfc9106: Case[]; reference: Case[] }>('keys/argon2.json');
  const cases = [...rfc9106.filter(({ type }) => type === 'argon2id'), ...reference];
  for (const { password, salt, tag, secret = '', associatedData = '', memoryKiB, passes, parallelism } of cases) {
    const costs = { memoryKiB, passes, parallelism };
    const more = { secret: bytes(secret), associatedData: bytes(associatedData) };
    expect(hex(argon2id(bytes(password), { salt: bytes(salt), ...costs, ...more }))).toBe(tag);
  }
  expect(cases.length).toBe(9);
});

it('no two committing seals have one salt, when the memory grows between them either', () => {
  const key = new Uint8Array(32);
  // More than the random bytes that are drawn at once, of one message: all else that a salt depends on is the same.
  const salts = Array.from({ length: 300 }, (_, i) => {
    if (i % 100 === 50) committing.seal(key, new Uint8Array(i * 50_000));
    return Buffer.from(committing.seal(key, key).subarray(0, 32)).toString('hex');
  });
  expect(new Set(salts).size).toBe(salts.length);
});

it('the committing seal opens what its design names', () => {
  const sealed =
    '02'.repeat(32) +
    '69636f19a2ddf103fc2626f652f3c3186b9d3c23df6af8988cbe25d80d77b53e' +
    '705b844ca24e9475ff964b83aa4d796b006ef23dcb8024969151b371d4d1a3cc' +
    'b4138e7ab313f7309adfe34989d89af4';
  const context = new TextEncoder().encode('dek\0context');
  const key = new Uint8Array(32).fill(1);
  expect(committing.open(key, bytes(sealed), context)).toEqual(new Uint8Array(32).fill(3));
  // Each bit of salt, commitment, ciphertext and tag.
  const changed = bytes(sealed);
  for (let bit = 0; bit < 8 * changed.length; bit++) {
    flip(changed, bit);
    expect(code(() => committing.open(key, changed, context))).toBe('not-authentic');
    flip(changed, bit);
  }
});
