/**
 * Ed25519 as check 3 needs it: RFC 8032 §5.1.7 without the cofactor. The cases are those of "Taming the many EdDSAs"
 * (Chalkias, Garillot, Nikolaenko, eprint 2020/1244, table 6c), made here from points whose parts are known.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { join } from '../src/protocol/encoding.js';
import { faultOfSigningKey, sign, signingPublicKey, verifySignature } from '../src/protocol/keys.js';
import { type EdwardsPoint, littleEndian, Point, SMALL_ORDER } from './support/torsion.js';

const L = Point.Fn.ORDER;
const P = 2n ** 255n - 19n;
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
const encode = (point: EdwardsPoint) => new Uint8Array(point.toBytes());
const [, T1 = Point.ZERO, T2 = Point.ZERO, , T4 = Point.ZERO] = SMALL_ORDER;
/** A secret scalar and nonce, their points, and a message. */
const [a, r, message] = [0x1234567n ** 9n % L, 0x7654321n ** 9n % L, new Uint8Array(32).fill(5)];
const [A, R] = [Point.BASE.multiply(a), Point.BASE.multiply(r)];

/** k of RFC 8032: SHA-512 of R, A and the message, as they are written. */
function challenge(writtenR: Uint8Array, writtenA: Uint8Array, text: Uint8Array): bigint {
  const digest = createHash('sha512')
    .update(join(writtenR, writtenA, text))
    .digest();
  return BigInt(`0x${Buffer.from(digest).reverse().toString('hex')}`) % L;
}

/** S·B = R + k·A for the parts of prime order: what a holder of a and r can write. */
function signature(writtenR: Uint8Array, writtenA: Uint8Array, nonce = r, secret = a, text = message) {
  const s = (nonce + challenge(writtenR, writtenA, text) * secret) % L;
  return { s, bytes: join(writtenR, littleEndian(s)) };
}

/** Whether S·B − R − k·A is zero, or of small order, which a check with the cofactor can't tell from it. */
function equation(key: EdwardsPoint, nonce: EdwardsPoint, s: bigint, k: bigint): 'exact' | 'cofactored' | 'none' {
  const rest = (s === 0n ? Point.ZERO : Point.BASE.multiply(s)).subtract(nonce).subtract(key.multiplyUnsafe(k));
  if (rest.is0()) return 'exact';
  return rest.isSmallOrder() ? 'cofactored' : 'none';
}

// RFC 8032 §7.1, tests 1 to 3.
describe('rfc8032.vectors', () => {
  it.each([
    [
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
  ])('key %s', async (secret, publicKey, text, expected) => {
    expect(signingPublicKey(hex(secret))).toEqual(hex(publicKey));
    expect(await sign(hex(secret), hex(text))).toEqual(hex(expected));
    expect(await verifySignature(hex(publicKey), hex(expected), hex(text))).toBe(true);
    expect(faultOfSigningKey(hex(publicKey))).toBeUndefined();
  });
});

describe('a signature', () => {
  const key = encode(A);
  const { s, bytes } = signature(encode(R), key);
  const verify = (changed: Uint8Array<ArrayBuffer>) => verifySignature(key, changed, message);

  it('made from the equation is valid, so the cases below test what they claim', async () => {
    expect(await verify(bytes)).toBe(true);
    expect(equation(A, R, s, challenge(encode(R), key, message))).toBe('exact');
  });

  it('with S + L, and every further multiple that fits, is refused', async () => {
    for (let more = s + L; more < 2n ** 256n; more += L) {
      expect(await verify(join(encode(R), littleEndian(more)))).toBe(false);
    }
    for (const high of [s + 2n ** 253n, s + 2n ** 255n, 2n ** 256n - 1n, L]) {
      expect(await verify(join(encode(R), littleEndian(high)))).toBe(false);
    }
  });

  it('of another length is refused', async () => {
    for (const wrong of [bytes.slice(0, 0), bytes.slice(0, 32), bytes.slice(0, 63), join(bytes, new Uint8Array(1))]) {
      expect(await verify(wrong)).toBe(false);
    }
    expect(await verify(new Uint8Array(64))).toBe(false);
  });

  it('with any bit flipped, or of a message with any bit flipped, is refused', async () => {
    for (let bit = 0; bit < 512; bit++) {
      expect(await verify(bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)))).toBe(false);
    }
    for (let bit = 0; bit < 256; bit++) {
      const other = message.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(await verifySignature(key, bytes, other)).toBe(false);
    }
  });

  it('with a part of small order in R, which only a check with the cofactor lets pass, is refused', async () => {
    for (const torsion of SMALL_ORDER.slice(1)) {
      const mixed = R.add(torsion);
      const forged = signature(encode(mixed), key);
      expect(equation(A, mixed, forged.s, challenge(encode(mixed), key, message))).toBe('cofactored');
      expect(await verify(forged.bytes)).toBe(false);
    }
  });

  it('with an R of small order is refused where the equation is not exact', async () => {
    for (const torsion of SMALL_ORDER.slice(1)) {
      const forged = signature(encode(torsion), key, 0n);
      expect(equation(A, torsion, forged.s, challenge(encode(torsion), key, message))).toBe('cofactored');
      expect(await verify(forged.bytes)).toBe(false);
    }
  });

  it('with an R that is no canonical encoding is refused, though the point would do', async () => {
    // R is the identity, as y = 1; y = 1 + p and x = −0 write it otherwise. T4 is (0, −1), whose −0 is other bytes too.
    const canonical = signature(littleEndian(1n), key, 0n);
    expect(await verify(canonical.bytes)).toBe(true);
    for (const written of [P + 1n, 1n + 2n ** 255n, P + 1n + 2n ** 255n].map(littleEndian)) {
      const forged = signature(written, key, 0n);
      expect(equation(A, Point.ZERO, forged.s, challenge(written, key, message))).toBe('exact');
      expect(await verify(forged.bytes)).toBe(false);
      expect(await verify(join(written, littleEndian(canonical.s)))).toBe(false);
    }
    expect(encode(T4)).toEqual(littleEndian(P - 1n));
    expect(await verify(signature(littleEndian(P - 1n + 2n ** 255n), key, 0n).bytes)).toBe(false);
  });
});

// createTask takes such keys: they are canonical and not of small order, and whoever made one can sign with it, no other.
describe('a key with a part of small order', () => {
  const mixed = A.add(T1);
  const key = encode(mixed);

  it('signs where the parts cancel, and only there', async () => {
    expect(faultOfSigningKey(key)).toBeUndefined();
    const found = { exact: 0, cofactored: 0 };
    for (let i = 0; i < 48; i++) {
      const text = new Uint8Array(32).fill(i);
      const nonce = R.add(T2);
      const forged = signature(encode(nonce), key, r, a, text);
      const kind = equation(mixed, nonce, forged.s, challenge(encode(nonce), key, text));
      expect(await verifySignature(key, forged.bytes, text)).toBe(kind === 'exact');
      expect(kind).not.toBe('none');
      if (kind !== 'none') found[kind] += 1;
    }
    expect(found.exact).toBeGreaterThan(0); // one in eight
    expect(found.cofactored).toBeGreaterThan(found.exact);
  });
});
