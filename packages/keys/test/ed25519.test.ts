/** Keys of kind `ed25519`: against RFC 8032, Node's crypto and @noble/curves; what they refuse; their versions. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type KeyHandle, KeyStore, memoryStorage } from '@fedzk/keys';
import { code } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, UNLOCK } from './support/stores.js';
import { bytes, type Fields, hex, readVectors } from './support/vectors.js';

const random = new Random('ed25519');
const kind = 'ed25519';
const message = random.bytes(100);

let store: KeyStore;
beforeEach(async () => {
  store = await KeyStore.create(memoryStorage(), UNLOCK);
});
afterEach(() => store.lock());

/** Puts a private key, and gets it. */
async function handleOf(key: Uint8Array): Promise<KeyHandle> {
  return store.get(await store.put(key, { kind }));
}

/** The same key for Node: RFC 8410 §7. */
function nodeKey(key: Uint8Array): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), key]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

const changed = (signature: Uint8Array, at: number): Uint8Array => signature.with(at, (signature[at] ?? 0) ^ 1);

describe('a signature', () => {
  it("is RFC 8032's", async () => {
    const { cases } = readVectors<{ cases: Fields<'private' | 'public' | 'message' | 'signature'>[] }>(
      'keys/rfc8032.json',
    );
    expect(cases).toHaveLength(5);
    for (const one of cases) {
      const handle = await handleOf(bytes(one.private));
      expect(hex(handle.publicKey)).toBe(one.public);
      expect(hex(handle.sign(bytes(one.message)))).toBe(one.signature);
      expect(handle.verify(bytes(one.message), bytes(one.signature))).toBe(true);
    }
  });

  it("is that of Node and of @noble/curves, for keys and messages of any length, and each verifies the other's", async () => {
    for (let i = 0; i < 40; i++) {
      const [key, text] = [random.bytes(32), random.bytes(i < 35 ? i * 5 : i * 1_000)];
      using handle = await handleOf(key);
      const [signature, node] = [handle.sign(text), nodeKey(key)];
      expect(signature).toEqual(new Uint8Array(sign(null, text, node)));
      expect(signature).toEqual(ed25519.sign(text, key));
      expect(handle.publicKey).toEqual(ed25519.getPublicKey(key));
      expect(verify(null, text, createPublicKey(node), signature)).toBe(true);
      expect(handle.verify(text, signature)).toBe(true);
    }
  });

  it('that was changed, cut or is of another key or message does not verify', async () => {
    const handle = await handleOf(random.bytes(32));
    const signature = handle.sign(message);
    for (const at of [0, 31, 32, 63]) expect(handle.verify(message, changed(signature, at))).toBe(false);
    for (const length of [0, 32, 63]) expect(handle.verify(message, signature.subarray(0, length))).toBe(false);
    expect(handle.verify(message, Uint8Array.of(...signature, 0))).toBe(false);
    expect(handle.verify(random.bytes(100), signature)).toBe(false);
    expect((await handleOf(random.bytes(32))).verify(message, signature)).toBe(false);
    expect(handle.verify(message, signature)).toBe(true);
  });

  it('is of the caller alone, and so is the public key', async () => {
    const handle = await handleOf(random.bytes(32));
    const [key, signature] = [handle.publicKey, handle.sign(message)];
    handle.publicKey.fill(0);
    handle.sign(message).fill(0);
    expect([handle.publicKey, handle.sign(message)]).toEqual([key, signature]);
  });
});

describe('a key', () => {
  it('is made in the module, another each time, and stays there', async () => {
    const handles = await Promise.all([1, 2].map(async () => store.get(await store.generate(kind))));
    const [one, two] = handles as [KeyHandle, KeyHandle];
    expect(one.publicKey).not.toEqual(two.publicKey);
    expect(ed25519.verify(one.sign(message), message, one.publicKey)).toBe(true);
    expect(one.info).toMatchObject({ kind, version: 1, exportable: false });
    expect(code(() => one.exportRaw())).toBe('not-exportable');
  });

  it('that may leave is the seed that was put', async () => {
    const key = random.bytes(32);
    const handle = await store.get(await store.put(key, { kind, exportable: true }));
    expect(handle.exportRaw()).toEqual(key);
    const made = await store.get(await store.generate(kind, { exportable: true }));
    expect(ed25519.getPublicKey(made.exportRaw())).toEqual(made.publicKey);
  });

  it.each([0, 31, 33, 64])('of %i bytes is refused', async (length) => {
    expect(await codeOf(store.put(random.bytes(length), { kind }))).toBe('invalid-argument');
  });

  it('neither seals nor opens, and keys of other kinds neither sign so nor have a public key', async () => {
    const own = await store.get(await store.generate(kind, { id: 'mine' }));
    expect(() => own.seal(message)).toThrow(
      'The key "mine" is of kind ed25519 and can\'t seal: take a key of kind aes-256.',
    );
    expect(code(() => own.open(new Uint8Array(80)))).toBe('unsupported');
    const aes = await store.get(await store.generate('aes-256', { id: 'box' }));
    expect(() => aes.sign(message)).toThrow(
      'The key "box" is of kind aes-256 and can\'t sign: take a key of kind ed25519 or hmac-sha256.',
    );
    expect(code(() => aes.verify(message, new Uint8Array(64)))).toBe('unsupported');
    const mac = await store.get(await store.generate('hmac-sha256', { id: 'mac' }));
    for (const other of [aes, mac]) {
      expect(() => other.publicKey).toThrow(/ and has no public key: take a key of kind ed25519\.$/);
    }
    expect(mac.sign(message)).toHaveLength(32);
  });

  it('gives nothing once its handle or its store has ended', async () => {
    const [one, two] = [await handleOf(random.bytes(32)), await handleOf(random.bytes(32))];
    expect(one.publicKey).toHaveLength(32);
    one.dispose();
    store.lock();
    for (const handle of [one, two]) {
      expect(code(() => handle.publicKey)).toBe('disposed');
      expect(code(() => handle.sign(message))).toBe('disposed');
      expect(code(() => handle.verify(message, new Uint8Array(64)))).toBe('disposed');
    }
  });

  it('that has expired still verifies and has a public key, and signs no more', async () => {
    const handle = await store.get(await store.put(random.bytes(32), { kind, expiresAt: Date.now() - 1 }));
    expect(code(() => handle.sign(message))).toBe('expired');
    expect(handle.publicKey).toHaveLength(32);
    expect(handle.verify(message, new Uint8Array(64))).toBe(false);
  });
});

describe('the next version of a key', () => {
  it('has another public key; it verifies what the one before signed, which signs no more', async () => {
    await store.generate(kind, { id: 'x' });
    const before = await store.get('x');
    const signature = before.sign(message);
    await store.generate(kind, { id: 'x', replace: true });
    const [first, second] = [await store.get('x', { version: 1 }), await store.get('x')];
    expect(second.publicKey).not.toEqual(before.publicKey);
    expect(first.publicKey).toEqual(before.publicKey);
    expect(second.verify(message, signature)).toBe(true);
    expect(ed25519.verify(signature, message, second.publicKey)).toBe(false);
    expect((await store.get('x', { version: 2 })).verify(message, signature)).toBe(false);
    expect(code(() => first.sign(message))).toBe('expired');
    await store.retire('x', 1);
    expect((await store.get('x')).verify(message, signature)).toBe(false);
  });

  it('of another kind is not tried', async () => {
    await store.generate('hmac-sha256', { id: 'x' });
    const mac = (await store.get('x')).sign(message);
    await store.generate(kind, { id: 'x', replace: true });
    const handle = await store.get('x');
    expect(handle.info.versions.map((one) => one.kind)).toEqual(['hmac-sha256', kind]);
    expect(handle.verify(message, mac)).toBe(false);
    expect(handle.sign(message)).toHaveLength(64);
  });
});
