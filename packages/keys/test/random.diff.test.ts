/** Random cases beside Node's cryptography, @noble/ciphers and hash-wasm. */
import { createCipheriv, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto';
import { type Aead, aesGcm, aesGcmSiv, aesKw, aesKwp, argon2id, hkdf, hmac, pbkdf2 } from '@fedzk/keys/primitives';
import { code } from '@fedzk/testkit/errors';
import { cases, flip, Random } from '@fedzk/testkit/random';
import { aeskw, aeskwp, gcmsiv } from '@noble/ciphers/aes.js';
import { argon2id as hashWasm } from 'hash-wasm';
import { expect, it } from 'vitest';
import { hex } from './support/vectors.js';

function nodeGcm(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function nobleSiv(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  return gcmsiv(key, nonce, aad).encrypt(plaintext);
}

it.each([
  ['AES-256-GCM as Node', aesGcm, nodeGcm, 70_000, 600],
  ['AES-256-GCM-SIV as @noble/ciphers', aesGcmSiv, nobleSiv, 9_000, 300],
] as const)('%s', (name, algorithm, oracle, longest, count) => {
  const random = new Random(name);
  let aead: Aead | undefined;
  let key = random.bytes(32);
  for (let i = 0; i < cases(count); i++) {
    // Several messages a key.
    if (i % 5 === 0 || aead === undefined) {
      aead?.dispose();
      key = random.bytes(32);
      aead = algorithm(key);
    }
    const [nonce, plaintext, aad] = [
      random.bytes(12),
      random.bytes(random.length(longest)),
      random.bytes(random.length(500)),
    ];
    const sealed = aead.seal(nonce, plaintext, aad);
    const what = `case ${i}: ${plaintext.length}, ${aad.length}`;
    expect(Buffer.compare(sealed, oracle(key, nonce, plaintext, aad)), what).toBe(0);
    expect(Buffer.compare(aead.open(nonce, sealed, aad), plaintext), what).toBe(0);
    // One bit of anything.
    const parts = [sealed, nonce, aad].filter(({ length }) => length > 0);
    const part = parts[random.upTo(parts.length - 1)] ?? sealed;
    flip(part, random.upTo(8 * part.length - 1));
    expect(
      code(() => aead?.open(nonce, sealed, aad)),
      what,
    ).toBe('not-authentic');
  }
  aead?.dispose();
});

it('AES-KW and AES-KWP as @noble/ciphers', () => {
  const random = new Random('kw');
  for (let i = 0; i < cases(200); i++) {
    const kek = random.bytes(32);
    const key = random.bytes(16 + 8 * random.upTo(20));
    const wrapped = aesKw.wrap(kek, key);
    expect(hex(wrapped)).toBe(hex(aeskw(kek).encrypt(key)));
    expect(aesKw.unwrap(kek, wrapped)).toEqual(key);
    flip(wrapped, random.upTo(8 * wrapped.length - 1));
    expect(code(() => aesKw.unwrap(kek, wrapped))).toBe('not-authentic');

    const odd = random.bytes(1 + random.upTo(100));
    const padded = aesKwp.wrap(kek, odd);
    expect(hex(padded)).toBe(hex(aeskwp(kek).encrypt(odd)));
    expect(aesKwp.unwrap(kek, padded)).toEqual(odd);
    flip(padded, random.upTo(8 * padded.length - 1));
    expect(code(() => aesKwp.unwrap(kek, padded))).toBe('not-authentic');
  }
});

it('HKDF, HMAC and PBKDF2 as Node', () => {
  const random = new Random('derive');
  for (let i = 0; i < cases(300); i++) {
    const [ikm, salt] = [random.bytes(random.length(300)), random.bytes(random.length(200))];
    const info = random.bytes(i % 1025); // as many as Node takes
    const length = 1 + random.length(8159);
    const derived = hkdf(ikm, { salt, info, length });
    expect(Buffer.compare(derived, Buffer.from(hkdfSync('sha256', ikm, salt, info, length)))).toBe(0);
    const message = random.bytes(random.length(3000));
    expect(hex(hmac(ikm, message))).toBe(createHmac('sha256', ikm).update(message).digest('hex'));
    const options = { salt, iterations: 1 + random.upTo(50), length: 1 + random.length(200) };
    const expected = pbkdf2Sync(ikm, salt, options.iterations, options.length, 'sha256');
    expect(hex(pbkdf2(ikm, options))).toBe(hex(expected));
  }
});

it('Argon2id as hash-wasm', async () => {
  const random = new Random('argon2');
  for (let i = 0; i < cases(40); i++) {
    const [password, salt] = [random.bytes(1 + random.length(200)), random.bytes(8 + random.length(60))];
    const secret = random.bytes(random.length(80));
    const parallelism = 1 + random.upTo(4);
    const memoryKiB = 8 * parallelism + random.length(600);
    const [passes, length] = [1 + random.upTo(3), 4 + random.length(200)];
    const expected = await hashWasm({
      ...{ password, salt, parallelism, iterations: passes, memorySize: memoryKiB, hashLength: length },
      ...(secret.length > 0 && { secret }),
      outputType: 'hex',
    });
    const found = argon2id(password, { salt, memoryKiB, passes, parallelism, length, secret });
    expect(hex(found), `case ${i}: ${memoryKiB}, ${passes}, ${parallelism}, ${length}`).toBe(expected);
  }
});
