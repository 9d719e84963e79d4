/**
 * The vectors of `@fedzk/keys`: their counts, and that Node's own cryptography agrees where it knows the algorithm.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

type Fields<Name extends string> = Readonly<Record<Name, string>>;
type Wycheproof = {
  readonly numberOfTests: number;
  readonly testGroups: readonly {
    readonly keySize?: number;
    readonly ivSize?: number;
    readonly tests: readonly ({ readonly result: string } & Fields<string>)[];
  }[];
};

const read = <T>(path: string): T =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8')) as T;
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** AES-256 of a block. */
function aes(key: Buffer, block: Buffer): Buffer {
  return createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block);
}

/** By Node. */
function gcm(key: Buffer, nonce: Buffer, plaintext: Buffer, aad: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** By c2sp.org/XAES-256-GCM over {@link aes} and {@link gcm}. */
function xaes(key: Buffer, nonce: Buffer, plaintext: Buffer, aad: Buffer): Buffer {
  const l = BigInt(`0x${aes(key, Buffer.alloc(16)).toString('hex')}`);
  const k1 = BigInt.asUintN(128, l << 1n) ^ (l >> 127n === 1n ? 0x87n : 0n);
  const halves = [1, 2].map((counter) => {
    const block = Buffer.concat([Buffer.of(0, counter, 0x58, 0), nonce.subarray(0, 12)]);
    const masked = BigInt(`0x${block.toString('hex')}`) ^ k1;
    return aes(key, bytes(masked.toString(16).padStart(32, '0')));
  });
  return gcm(Buffer.concat(halves), nonce.subarray(12), plaintext, aad);
}

describe('wycheproof', () => {
  it.each([
    ['aes_gcm', 316, { valid: 39, invalid: 27 }],
    ['aes_gcm_siv', 202, { valid: 69, invalid: 34 }],
    ['aes_wrap', 165, { valid: 13, invalid: 54, acceptable: 1 }],
    ['aes_kwp', 254, { valid: 25, invalid: 69 }],
    ['hkdf_sha256', 86, { valid: 83, invalid: 3 }],
    ['hmac_sha256', 174, { valid: 66, invalid: 108 }],
    ['pbkdf2_hmacsha256', 60, { valid: 60 }],
  ])('%s has the cases that README.md says', (name, all, applicable) => {
    const { numberOfTests, testGroups } = read<Wycheproof>(`wycheproof/${name}_test.json`);
    expect(numberOfTests).toBe(all);
    expect(testGroups.flatMap(({ tests }) => tests).length).toBe(all);
    const counts: Record<string, number> = {};
    for (const { keySize, ivSize = 96, tests } of testGroups) {
      if (name.startsWith('aes') && (keySize !== 256 || ivSize !== 96)) continue;
      for (const { result } of tests) counts[result] = (counts[result] ?? 0) + 1;
    }
    expect(counts).toEqual(applicable);
  });
});

describe('keys/xaes-256-gcm.json and tink-xaes.json', () => {
  type Case = Fields<'key' | 'nonce' | 'aad' | 'plaintext' | 'sealed'> & { readonly saltSize?: number };
  type Accumulated = { readonly iterations: number; readonly digest: string };
  const c2sp = read<{ cases: Case[]; accumulated: Accumulated[] }>('keys/xaes-256-gcm.json');
  const tink = read<{ cases: Case[] }>('keys/tink-xaes.json');

  it('are the results of the construction', () => {
    expect([c2sp.cases.length, tink.cases.length, c2sp.accumulated.length]).toEqual([2, 4, 2]);
    for (const { key, nonce, aad, plaintext, sealed, saltSize = 12 } of [...c2sp.cases, ...tink.cases]) {
      const [salt, iv] = [bytes(nonce).subarray(0, saltSize), bytes(nonce).subarray(saltSize)];
      const full = Buffer.concat([salt, Buffer.alloc(12 - saltSize), iv]);
      expect(xaes(bytes(key), full, bytes(plaintext), bytes(aad)).toString('hex')).toBe(sealed);
    }
  });

  it('accumulates to the digest', () => {
    const [{ iterations, digest } = expect.unreachable()] = c2sp.accumulated;
    // At most 32 + 24 + 2 · 256 bytes a case.
    const stream = createHash('shake128', { outputLength: iterations * 568 }).digest();
    let at = 0;
    const take = (length: number): Buffer => {
      at += length;
      return stream.subarray(at - length, at);
    };
    const out = createHash('shake128', { outputLength: 32 });
    for (let i = 0; i < iterations; i++) {
      const [key, nonce] = [take(32), take(24)];
      const plaintext = take(take(1).readUInt8());
      const aad = take(take(1).readUInt8());
      out.update(xaes(key, nonce, plaintext, aad));
    }
    expect(out.digest('hex')).toBe(digest);
  });
});

it('keys/rfc8452.json has fields of their lengths, and is told apart by each', () => {
  type Case = Fields<'key' | 'nonce' | 'aad' | 'plaintext' | 'sealed'>;
  const { c2, c3 } = read<{ c2: Case[]; c3: Case[] }>('keys/rfc8452.json');
  expect([c2.length, c3.length]).toEqual([24, 2]);
  for (const { key, nonce, plaintext, sealed } of [...c2, ...c3]) {
    expect([key.length, nonce.length, sealed.length]).toEqual([64, 24, plaintext.length + 32]);
  }
  expect(new Set([...c2, ...c3].map(({ sealed }) => sealed)).size).toBe(26);
});

it('keys/rfc3394-5649.json has the keys as Node wraps them', () => {
  type Case = Fields<'kek' | 'key' | 'wrapped'>;
  const { kw, kwp192 } = read<{ kw: Case[]; kwp192: Case[] }>('keys/rfc3394-5649.json');
  expect([kw.length, kwp192.length]).toEqual([3, 2]);
  for (const { kek, key, wrapped } of kw) {
    const cipher = createCipheriv('id-aes256-wrap', bytes(kek), Buffer.alloc(8, 0xa6));
    expect(Buffer.concat([cipher.update(bytes(key)), cipher.final()]).toString('hex')).toBe(wrapped);
  }
  for (const { kek, key, wrapped } of kwp192) {
    const decipher = createDecipheriv('id-aes192-wrap-pad', bytes(kek), bytes('a65959a6'));
    expect(Buffer.concat([decipher.update(bytes(wrapped)), decipher.final()]).toString('hex')).toBe(key);
  }
});

it('keys/rfc5869.json, rfc4231.json and rfc7914.json have the keys that Node derives', () => {
  type Hkdf = Fields<'ikm' | 'info' | 'okm'> & { readonly salt: string | null; readonly length: number };
  const hkdf = read<{ cases: Hkdf[] }>('keys/rfc5869.json').cases;
  for (const { ikm, salt, info, length, okm } of hkdf) {
    const derived = hkdfSync('sha256', bytes(ikm), bytes(salt ?? ''), bytes(info), length);
    expect(Buffer.from(derived).toString('hex')).toBe(okm);
  }
  const hmac = read<{ cases: Fields<'key' | 'message' | 'tag'>[] }>('keys/rfc4231.json').cases;
  for (const { key, message, tag } of hmac) {
    const full = createHmac('sha256', bytes(key)).update(bytes(message)).digest('hex');
    expect(full.slice(0, tag.length)).toBe(tag);
  }
  type Pbkdf2 = Fields<'password' | 'salt' | 'key'> & Readonly<Record<'iterations' | 'length', number>>;
  const pbkdf2 = read<{ cases: Pbkdf2[] }>('keys/rfc7914.json').cases;
  for (const { password, salt, iterations, length, key } of pbkdf2) {
    expect(pbkdf2Sync(bytes(password), bytes(salt), iterations, length, 'sha256').toString('hex')).toBe(key);
  }
  expect([hkdf.length, hmac.length, pbkdf2.length]).toEqual([3, 7, 2]);
});

it('keys/argon2.json has three types and costs that Argon2 takes', () => {
  type Case = Fields<'password' | 'salt' | 'tag'> & Readonly<Record<'memoryKiB' | 'passes' | 'parallelism', number>>;
  const { rfc9106, reference } = read<{ rfc9106: (Case & Fields<'type'>)[]; reference: Case[] }>('keys/argon2.json');
  expect(rfc9106.map(({ type }) => type)).toEqual(['argon2d', 'argon2i', 'argon2id']);
  expect(reference.length).toBe(8);
  for (const { memoryKiB, passes, parallelism, tag } of [...rfc9106, ...reference]) {
    expect(memoryKiB).toBeGreaterThanOrEqual(8 * parallelism);
    expect(passes).toBeGreaterThanOrEqual(1);
    expect(tag).toMatch(/^[0-9a-f]{64}$/);
  }
});
