/**
 * X25519 by WebCrypto and by noble: both against RFC 7748, Node's own implementation and each other, also for what they must
 * refuse; and HPKE on each of the two.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Bytes } from '../src/protocol/encoding.js';
import { createSealingKey, sealingPublicKey } from '../src/protocol/keys.js';
import * as independent from './independent/client.mjs';
import { littleEndian } from './support/torsion.js';

const hex = (text: string): Bytes => new Uint8Array(Buffer.from(text, 'hex'));
const P = 2n ** 255n - 19n;
/** All encodings of points of small order. */
const SMALL: readonly bigint[] = [0n, 1n, P - 1n, P, P + 1n, 2n ** 255n, 2n ** 255n + 1n, 2n ** 256n - 19n]
  .concat(325606250916557431795983626356110631294008115727848805560023387167927233504n)
  .concat(39382357235489614581723060781553021112529911719440698176882885853963445705823n);

const { subtle } = crypto;
const original = subtle.importKey.bind(subtle);
afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

/** The modules as they are loaded first: the probe is still to be asked. */
async function load(way: string) {
  const importKey = vi.spyOn(subtle, 'importKey');
  if (way === 'noble') {
    importKey.mockImplementation((async (...args: Parameters<typeof subtle.importKey>) => {
      if ((args[2] as unknown) === 'X25519') throw new DOMException('Unrecognized name.', 'NotSupportedError');
      return original(...args);
    }) as typeof subtle.importKey);
  }
  const deriveBits = vi.spyOn(subtle, 'deriveBits');
  const [x25519, hpke] = [await import('../src/protocol/x25519.js'), await import('../src/protocol/hpke.js')];
  return { ...x25519, ...hpke, deriveBits };
}

describe.each(['WebCrypto', 'noble'])('by %s', (way) => {
  it('RFC 7748: the iterated function of §5.2, and a public key', async () => {
    const { importPrivateKey, publicKeyOf, deriveBits } = await load(way);
    const agree = await importPrivateKey(hex('0900000000000000000000000000000000000000000000000000000000000000'));
    const once = hex('422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079');
    expect(await publicKeyOf(agree)).toEqual(once);
    const { privateKey, publicKey } = createSealingKey();
    expect(await publicKeyOf(await importPrivateKey(privateKey))).toEqual(publicKey);
    expect(deriveBits.mock.calls.length > 0).toBe(way === 'WebCrypto');
  });

  it('any two keys have one secret, also where one is not canonical', async () => {
    const { importPrivateKey } = await load(way);
    for (let i = 0; i < 20; i++) {
      const [a, b] = [createSealingKey(), createSealingKey()];
      const secret = await (await importPrivateKey(a.privateKey))(b.publicKey);
      expect(secret).toEqual(await (await importPrivateKey(b.privateKey))(a.publicKey));
      const masked = b.publicKey.map((byte, at) => (at === 31 ? byte | 0x80 : byte));
      expect(await (await importPrivateKey(a.privateKey))(masked)).toEqual(secret);
    }
    const own = await importPrivateKey(createSealingKey().privateKey);
    expect(await own(littleEndian(P + 9n))).toEqual(await own(littleEndian(9n)));
  });

  it('a key of small order has no shared secret', async () => {
    const { importPrivateKey, isSmallOrder } = await load(way);
    const agree = await importPrivateKey(createSealingKey().privateKey);
    for (const value of SMALL) {
      expect(await agree(littleEndian(value))).toBeUndefined();
      expect(isSmallOrder(littleEndian(value))).toBe(true);
    }
    expect(isSmallOrder(sealingPublicKey(new Uint8Array(32).fill(7)))).toBe(false);
  });

  it('HPKE seals as the independent implementation does, and opens what that seals', async () => {
    const { importRecipient, open, seal } = await load(way);
    const pair = createSealingKey();
    const [ikm, aad, plain] = [new Uint8Array(32).fill(3), Uint8Array.of(1, 2), new Uint8Array(100).fill(4)];
    const ephemeral = independent.privateFromIkm(Buffer.from(ikm));
    for (const role of ['leader', 'helper'] as const) {
      const theirs = independent.seal({
        ...{ ephemeral, recipient: pair.publicKey, info: independent.INFO[role], aad, plaintext: plain },
      });
      const sealed = await seal(role, pair.publicKey, aad, plain, ikm);
      expect(Buffer.concat([sealed.enc, sealed.ciphertext])).toEqual(theirs);
      expect(await open(role, await importRecipient(pair), aad, sealed)).toEqual(plain);
    }
  });

  it('the encoding of a private key is wiped once it is imported', async () => {
    const { importPrivateKey } = await load(way);
    const before = vi.mocked(subtle.importKey).mock.calls.length;
    const { privateKey } = createSealingKey();
    await importPrivateKey(privateKey);
    const encodings = vi
      .mocked(subtle.importKey)
      .mock.calls.slice(before)
      .flatMap(([format, bytes]) => ((format as string) === 'pkcs8' ? [bytes as unknown as Uint8Array] : []));
    expect(encodings.length > 0).toBe(true);
    for (const encoding of encodings) expect(encoding.every((byte) => byte === 0)).toBe(true);
    expect(privateKey.every((byte) => byte === 0)).toBe(false);
  });
});

it('the runtime is asked once', async () => {
  const { importPrivateKey } = await load('noble');
  await Promise.all([1, 2, 3].map(() => importPrivateKey(createSealingKey().privateKey)));
  await importPrivateKey(createSealingKey().privateKey);
  expect(vi.mocked(subtle.importKey)).toHaveBeenCalledTimes(1);
});
