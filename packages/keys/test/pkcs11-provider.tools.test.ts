/** A key in a token of SoftHSM2 that opens key stores. @alone: SoftHSM2's folder is a variable of the process. */
import { createCipheriv } from 'node:crypto';
import { KeyStore, memoryStorage } from '@fedzk/keys';
import type { Pkcs11Token } from '@fedzk/keys/pkcs11';
import { aesKwp } from '@fedzk/keys/primitives';
import { rejection } from '@fedzk/testkit/errors';
import { flip, Random } from '@fedzk/testkit/random';
import type { SoftHsm } from '@fedzk/testkit/services/softhsm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CKA, CKK, CKO } from '../src/pkcs11/numbers.js';
import { codeOf } from './support/stores.js';
import { countOf, importKey, inToken, keyTemplate, LABEL, open, softHsm } from './support/tokens.js';
import { bytes, type Fields, hex, readVectors } from './support/vectors.js';

const random = new Random('pkcs11 provider');

let hsm: SoftHsm;
let token: Pkcs11Token;
beforeEach(async (context) => {
  hsm = await softHsm(context);
  token = await open(hsm);
});
afterEach(async () => {
  await token?.close();
  hsm?.[Symbol.dispose]();
});

/** RFC 3394 by Node. */
function wrapByNode(kek: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv('id-aes256-wrap', kek, Buffer.from('a6a6a6a6a6a6a6a6', 'hex'));
  return Buffer.concat([cipher.update(key), cipher.final()]);
}

describe('a key store', () => {
  it('lives under a key that never leaves its token', async () => {
    const storage = memoryStorage();
    const provider = await token.keyProvider('kek', { create: true });
    const store = await KeyStore.create(storage, { provider });
    await store.put(random.bytes(32), { id: 'a', exportable: true });
    const kept = hex(await store.export('a'));
    expect(await store.slots()).toEqual([{ id: expect.any(String), type: 'provider', provider: provider.name }]);
    expect(await store.rotateMaster()).toBe(2);
    for await (const { destroyed } of store.rewrap({ reencrypt: true })) expect(destroyed).toEqual([1]);
    const passphrase = { passphrase: 'correct horse', kdf: { name: 'pbkdf2', iterations: 100_000 } } as const;
    await store.rotateRoot([{ provider }, passphrase]);
    await store.close();

    // Another process's life: the token is opened anew, and the key found.
    await token.close();
    token = await open(hsm);
    const again = await token.keyProvider('kek');
    expect(again.name).toBe(provider.name);
    for (const unlock of [{ provider: again }, { passphrase: 'correct horse' }]) {
      const opened = await KeyStore.open(storage, unlock);
      expect(hex(await opened.export('a'))).toBe(kept);
      expect((await opened.verify()).ok).toBe(true);
      await opened.close();
    }
  });

  it('is refused another key of the same label, with both names', async () => {
    const storage = memoryStorage();
    const provider = await token.keyProvider('kek', { create: true });
    await (await KeyStore.create(storage, { provider })).close();
    await provider.destroy();
    const other = await token.keyProvider('kek', { create: true });
    expect(other.name).not.toBe(provider.name);
    const error = await rejection(KeyStore.open(storage, { provider: other }));
    expect(error.code).toBe('wrong-key');
    expect(error.message).toContain(other.name);
    expect(error.message).toContain(provider.name);
    // The same by the name that is expected, before any store is opened.
    const refused = await rejection(token.keyProvider('kek', { name: provider.name }));
    expect([refused.code, refused.message]).toEqual(['wrong-key', expect.stringContaining(provider.name)]);
  });

  it('is erased with the key', async () => {
    const provider = await token.keyProvider('kek', { create: true });
    const store = await KeyStore.create(memoryStorage(), { provider });
    const receipt = await store.cryptoErase([provider]);
    expect(receipt.notReached ?? []).toEqual([]);
    expect(await countOf(hsm, CKO.secretKey, 'kek')).toBe(0);
    expect(await codeOf(provider.unwrap(new Uint8Array(40)))).toBe('not-found');
  });
});

describe('wrap', () => {
  it('agrees with the vectors of RFC 3394', async () => {
    const { kw } = readVectors<{ kw: Fields<'kek' | 'key' | 'wrapped'>[] }>('keys/rfc3394-5649.json');
    const own = kw.filter(({ kek }) => kek.length === 64);
    for (const [i, { kek, key, wrapped }] of own.entries()) {
      await importKey(hsm, `vector-${i}`, bytes(kek));
      const provider = await token.keyProvider(`vector-${i}`);
      expect(hex(await provider.wrap(bytes(key)))).toBe(wrapped.toLowerCase());
      expect(hex(await provider.unwrap(bytes(wrapped)))).toBe(key.toLowerCase());
    }
    expect(own.length).toBeGreaterThan(0);
  });

  it("agrees with Node's, and refuses every flipped bit and what is padded", async () => {
    const kek = random.bytes(32);
    await importKey(hsm, 'kek', kek);
    const provider = await token.keyProvider('kek');
    for (const length of [16, 24, 32, 40, 64, 1008, 1016]) {
      const key = random.bytes(length);
      const wrapped = await provider.wrap(key);
      expect(hex(wrapped)).toBe(hex(wrapByNode(kek, key)));
      expect(hex(await provider.unwrap(wrapped))).toBe(hex(key));
    }
    for (const wrapped of [wrapByNode(kek, random.bytes(32)), aesKwp.wrap(kek, random.bytes(32))]) {
      for (let bit = 0; bit < wrapped.length * 8; bit += 7) {
        const flipped = wrapped.slice();
        flip(flipped, bit);
        expect(await codeOf(provider.unwrap(flipped))).toBe('wrong-key');
      }
    }
    for (const length of [1, 8, 16, 24, 39, 41, 48]) {
      expect(await codeOf(provider.unwrap(random.bytes(length)))).toBe('wrong-key');
    }
  });

  it('takes many calls of many providers at once', async () => {
    await importKey(hsm, 'kek', random.bytes(32));
    const providers = await Promise.all(Array.from({ length: 8 }, () => token.keyProvider('kek')));
    const keys = Array.from({ length: 200 }, () => random.bytes(32));
    const back = await Promise.all(
      keys.map(async (key, i) => {
        const [one, other] = [providers[i % 8], providers[(i + 3) % 8]];
        return other?.unwrap((await one?.wrap(key)) ?? key);
      }),
    );
    expect(back).toEqual(keys);
  });

  it('leaves nothing in the token, and what it was given as it was', async () => {
    const provider = await token.keyProvider('kek', { create: true });
    const key = random.bytes(32);
    const before = hex(key);
    await provider.unwrap(await provider.wrap(key));
    expect(hex(key)).toBe(before);
    const generic = [
      { type: CKA.class, value: CKO.secretKey },
      { type: CKA.keyType, value: CKK.genericSecret },
    ];
    expect(await inToken(hsm, (session) => session.find(generic).length)).toBe(0);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no bytes', new Uint8Array(0)],
    ['few bytes', new Uint8Array(8)],
    ['too many', new Uint8Array(1024)],
    ['half a block', new Uint8Array(33)],
    ['a string', 'key'],
    ['an array', [1]],
  ])('refuses %s', async (_, key) => {
    const provider = await token.keyProvider('kek', { create: true });
    expect(await codeOf(provider.wrap(key as Uint8Array))).toBe('invalid-argument');
    expect(await codeOf(provider.unwrap(new Uint8Array(key === undefined ? 1025 : 0)))).toBe('invalid-argument');
  });
});

describe('a key that is made', () => {
  it('is one, whose value nobody reads', async () => {
    await token.keyProvider('kek', { create: true });
    await token.keyProvider('kek', { create: true });
    expect(await countOf(hsm, CKO.secretKey, 'kek')).toBe(1);
    await inToken(hsm, (session) => {
      const [key = new Uint8Array(0)] = session.find([{ type: CKA.label, value: 'kek' }]);
      expect(session.attribute(key, CKA.value)).toBeUndefined();
      const flags = [CKA.sensitive, CKA.extractable, CKA.encrypt, CKA.decrypt, CKA.derive, CKA.sign];
      expect(flags.map((flag) => session.flag(key, flag))).toEqual([true, false, false, false, false, false]);
    });
  });

  it.each([
    ['may leave the token', 'CKA_EXTRACTABLE', { [CKA.extractable]: true }],
    ['shows its value', 'CKA_SENSITIVE', { [CKA.sensitive]: false }],
    ["is anybody's", 'CKA_PRIVATE', { [CKA.private]: false }],
    ['decrypts what it wrapped', 'CKA_DECRYPT', { [CKA.decrypt]: true }],
    ['encrypts', 'CKA_ENCRYPT', { [CKA.encrypt]: true }],
    ['derives others', 'CKA_DERIVE', { [CKA.derive]: true }],
  ])('is refused where it %s', async (_, name, changed) => {
    await importKey(hsm, 'kek', random.bytes(32), changed);
    const error = await rejection(token.keyProvider('kek'));
    expect([error.code, error.message]).toEqual(['unsupported', expect.stringContaining(name)]);
    // Nor is one made beside it.
    expect(await codeOf(token.keyProvider('kek', { create: true }))).toBe('unsupported');
    expect(await countOf(hsm, CKO.secretKey, 'kek')).toBe(1);
  });

  it('is refused where it is shorter, or no AES key', async () => {
    await importKey(hsm, 'short', random.bytes(16));
    expect(await codeOf(token.keyProvider('short'))).toBe('unsupported');
    const generic = keyTemplate('generic', random.bytes(32)).map((attribute) =>
      attribute.type === CKA.keyType ? { ...attribute, value: CKK.genericSecret } : attribute,
    );
    await inToken(hsm, (session) => session.create(generic));
    expect(await codeOf(token.keyProvider('generic'))).toBe('unsupported');
  });

  it('is never taken at random of several: by its name, or not at all', async () => {
    const values = [random.bytes(32), random.bytes(32)];
    for (const value of values) await importKey(hsm, 'kek', value);
    const error = await rejection(token.keyProvider('kek'));
    expect([error.code, error.message]).toEqual(['invalid-state', expect.stringContaining('2 keys "kek"')]);

    await importKey(hsm, 'other', values[1] ?? new Uint8Array(0));
    const { name } = await token.keyProvider('other');
    const provider = await token.keyProvider('kek', { name: name.replace('object=other', 'object=kek') });
    const key = random.bytes(32);
    expect(hex(await provider.wrap(key))).toBe(hex(wrapByNode(values[1] ?? key, key)));
  });

  it('is made only where that is asked for', async () => {
    const error = await rejection(token.keyProvider('kek'));
    expect([error.code, error.message]).toEqual(['not-found', expect.stringContaining(`the token "${LABEL}"`)]);
    expect(await countOf(hsm, CKO.secretKey, 'kek')).toBe(0);
  });
});
