/** What is left of keys in the modules' memories, and what words, events and printed objects give away. */
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import type { AuditEvent } from '@fedzk/core';
import { committing } from '@fedzk/keys/primitives';
import { Random } from '@fedzk/testkit/random';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type * as Slim from '../src/slim.js';
import type * as VaultModule from '../src/vault.js';
import { argon2Wasm, coreWasm } from './support/core-wasm.js';
import { type Objects, storageOn } from './support/objects.js';
import { providerOf } from './support/providers.js';
import { bareKeys, rawEntries } from './support/stores.js';
import { Watched } from './support/watched.js';

// On a machine that has much else to do.
vi.setConfig({ testTimeout: 60_000 });

const random = new Random('secrets');
const { Instance } = WebAssembly;
const memories: WebAssembly.Memory[] = [];
let slim: typeof Slim;
let vaults: typeof VaultModule;

/** A copy of the package whose memories are seen. Others, such as the one that looks into stores, are not. */
beforeEach(async () => {
  vi.resetModules();
  slim = await import('../src/slim.js');
  vaults = await import('../src/vault.js');
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args) {
      const instance = Reflect.construct(target, args) as WebAssembly.Instance;
      if (instance.exports['memory'] instanceof WebAssembly.Memory) memories.push(instance.exports['memory']);
      return instance;
    },
  });
  slim.initSync(coreWasm(), argon2Wasm());
});
afterEach(() => {
  WebAssembly.Instance = Instance;
  memories.length = 0;
});

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Which of some secrets are in the memories, by either half of them. */
function found(secrets: Readonly<Record<string, Uint8Array>>): string[] {
  const all = memories.map(({ buffer }) => Buffer.from(buffer));
  const has = (part: Uint8Array): boolean => all.some((memory) => memory.indexOf(part) !== -1);
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const [half, rest] = [secret.subarray(0, 16), secret.subarray(16, 32)];
    return has(half) || has(rest) ? [name] : [];
  });
}

/** A little-endian number modulo the order of the base point of Ed25519. */
function modulo(bytes: Uint8Array): bigint {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n) % order;
}

interface Made {
  readonly objects: Objects;
  readonly storage: Watched;
  readonly store: Slim.KeyStore;
  readonly secrets: { readonly [Name in 'secret' | 'second' | 'passphrase' | 'raw key']: Uint8Array };
}

const PASSPHRASE = 'correct horse battery staple, and a long one';

async function made(options?: Slim.KeyStoreOptions): Promise<Made> {
  const objects: Objects = new Map();
  const storage = new Watched(storageOn(objects));
  const key = random.bytes(32);
  const [secret, second] = [random.bytes(32), random.bytes(1_000)];
  const store = await slim.KeyStore.create(storage, { key }, options);
  await store.put(secret, { id: 'one', exportable: true });
  await store.put(second, { id: 'two', metadata: { note: 'private' } });
  return {
    objects,
    storage,
    store,
    secrets: { secret, second, passphrase: utf8(PASSPHRASE), 'raw key': key },
  };
}

/** All keys between an unlocker and the secrets, read by another copy of the package. */
async function keysOf({ objects, secrets }: Made): Promise<Record<string, Uint8Array>> {
  const unlock = { key: secrets['raw key'] };
  const { root, names, masters, deks } = await bareKeys(objects, unlock);
  return {
    RK: root,
    NK: names,
    ...Object.fromEntries([...masters].map(([id, key]) => [`MK ${id}`, key])),
    ...Object.fromEntries(deks.map((key, i) => [`DEK ${i}`, key])),
  };
}

describe('memory', () => {
  it('has keys while a store is open, which the search finds, and none after lock', async () => {
    const it = await made();
    const { store, secrets } = it;
    const before = await keysOf(it);
    expect(Object.keys(before)).toEqual(['RK', 'NK', 'MK 1', 'DEK 0', 'DEK 1']);
    const one = await store.get('one');
    expect(found({ ...before, ...secrets })).toEqual(['RK', 'NK', 'MK 1', 'secret']);
    const exported = one.exportRaw();
    expect(exported).toEqual(secrets.secret);
    const [plaintext, message] = [random.bytes(100), random.bytes(100)];
    expect(one.open(one.seal(plaintext))).toEqual(plaintext);
    expect(() => one.open(message)).toThrow(/does not open/);
    expect(found({ plaintext })).toEqual([]);
    one[Symbol.dispose]();
    expect(found(secrets)).toEqual([]);
    await store.list();
    expect(found(secrets)).toEqual([]);
    await store.verify();
    expect(found(secrets)).toEqual([]);

    await store.get('two'); // left to lock
    await store.generate('hmac-sha256', { id: 'three' });
    await store.rotateMaster();
    for await (const _ of store.rewrap({ reencrypt: true }));
    await store.put(random.bytes(9), { id: 'two', kind: 'opaque', replace: true });
    await store.delete('one');
    const after = await keysOf(it);
    expect(found({ ...after })).toEqual(['RK', 'NK', 'MK 2']);
    store.lock();
    expect(found({ ...before, ...after, ...secrets, plaintext })).toEqual([]);
  });

  it('has no pepper, no key that comes of it and no secret of an API key once they are closed', async () => {
    const { ApiKeys, apiKeysReader } = await import('../src/api-keys/index.js');
    const { hkdf } = await import('../src/primitives/derive.js');
    const pepper = random.bytes(32);
    const objects: Objects = new Map();
    const keys = await ApiKeys.open(storageOn(objects), { pepper });
    const { key } = await keys.issue({ owner: 'client_001', role: 'client' });
    const api = { 'secret of the key': utf8(key.slice(24, 67)) };
    expect(found(api)).toEqual([]);
    await keys.validate(key);
    expect(found(api)).toEqual([]);
    const snapshot = await keys.snapshot();
    const derived = {
      'store key': hkdf(pepper, { info: utf8('fedzk/api-keys'), length: 32 }),
      'snapshot key': hkdf(pepper, { info: utf8('fedzk/api-keys/snapshot'), length: 32 }),
      'HMAC key': committing.open(
        hkdf(pepper, { info: utf8('fedzk/api-keys/snapshot'), length: 32 }),
        snapshot.subarray(8),
        utf8('fedzk/api-keys/v1/snapshot'),
      ),
    };
    expect(found({ pepper, ...derived })).toEqual(['snapshot key', 'HMAC key']);
    await keys.close();
    const reader = await apiKeysReader(snapshot, { pepper, maxStaleSeconds: 3600 });
    expect(reader.validate(key).valid).toBe(true);
    reader.dispose();
    expect(found({ pepper, ...derived, ...api })).toEqual([]);
  });

  it('has nothing of what a signature is made with, and of the seed no longer than the handle', async () => {
    const { store } = await made();
    const [seed, message] = [random.bytes(32), random.bytes(100)];
    await store.put(seed, { id: 'signs', kind: 'ed25519' });
    expect(found({ seed })).toEqual([]);
    const handle = await store.get('signs');
    const signature = handle.sign(message);
    expect(found({ message })).toEqual([]);
    expect(handle.verify(message, signature)).toBe(true);
    expect(found({ message })).toEqual([]);
    expect(handle.publicKey).toHaveLength(32);
    // RFC 8032 §5.1.5 and §5.1.6: the hash of the seed, the scalar of its first half, r of its second half and the message.
    const sha512 = (...parts: readonly Uint8Array[]): Uint8Array =>
      new Uint8Array(createHash('sha512').update(Buffer.concat(parts)).digest());
    const hash = sha512(seed);
    const prefix = hash.subarray(32);
    const scalar = hash.slice(0, 32);
    scalar[0] = (scalar[0] ?? 0) & 248;
    scalar[31] = ((scalar[31] ?? 0) & 63) | 64;
    const r = sha512(prefix, message);
    const reduced = Uint8Array.from({ length: 32 }, (_, i) => Number((modulo(r) >> BigInt(8 * i)) & 255n));
    const secrets = { hash, scalar, prefix, r, reduced, message };
    expect(found({ seed, ...secrets })).toEqual(['seed']);
    handle.dispose();
    expect(found({ seed, ...secrets })).toEqual([]);
    store.lock();
  });

  it('has versions of a key while a handle is there, and no longer', async () => {
    const { store } = await made();
    const versions = { first: random.bytes(32), next: random.bytes(32), last: random.bytes(32) };
    for (const key of Object.values(versions)) await store.put(key, { id: 'x', exportable: true, replace: true });
    await store.update('x', { owner: 'me' });
    expect(found(versions)).toEqual([]);
    const newest = await store.get('x');
    expect(found(versions)).toEqual(['first', 'next', 'last']);
    expect(() => newest.open(random.bytes(90))).toThrow(/does not open/);
    newest[Symbol.dispose]();
    expect(found(versions)).toEqual([]);
    const first = await store.get('x', { version: 1 });
    expect(found(versions)).toEqual(['first']);
    first[Symbol.dispose]();
    await expect(store.get('x', { version: 9 })).rejects.toMatchObject({ code: 'not-found' });
    await store.retire('x', 2);
    expect(await store.export('x')).toEqual(versions.last);
    expect(found(versions)).toEqual([]);
    store.lock();
  });

  it('has no root key of before, nor one that was not made, though the store stays open', async () => {
    const it = await made();
    const before = await keysOf(it);
    const failing = {
      name: 'hsm',
      wrap: () => Promise.reject(new Error('no')),
      unwrap: async () => new Uint8Array(32),
    };
    const { deriveKey } = vaults.Vault.prototype;
    const roots: Record<string, Uint8Array> = {};
    vaults.Vault.prototype.deriveKey = function (key, ...args) {
      roots[`root ${Object.keys(roots).length}`] = this.exportKey(key);
      return deriveKey.call(this, key, ...args);
    };
    await expect(it.store.rotateRoot([{ provider: failing }])).rejects.toThrow('no');
    expect(Object.keys(roots).length).toBeGreaterThan(0);
    expect(found(roots)).toEqual([]);
    expect(found(before)).toEqual(['RK', 'NK', 'MK 1']);
    vaults.Vault.prototype.deriveKey = deriveKey;
    await it.store.rotateRoot([{ key: it.secrets['raw key'] }]);
    expect(found({ RK: before['RK'] ?? new Uint8Array() })).toEqual([]);
    await it.store.list();
    it.store.lock();
  });

  it('has no destroyed master key, though the store stays open', async () => {
    const it = await made();
    const before = await keysOf(it);
    await it.store.erase('one');
    expect(found(before)).toEqual(['RK', 'NK']);
  });

  it.each(['pbkdf2', 'argon2id'] as const)('has nothing of a passphrase, right or wrong: %s', async (name) => {
    const objects: Objects = new Map();
    const kdf =
      name === 'pbkdf2' ? ({ name, iterations: 100_000 } as const) : ({ name, memoryKiB: 19_456, passes: 2 } as const);
    const keks: Record<string, Uint8Array> = {};
    const secrets = { passphrase: utf8(PASSPHRASE), wrong: utf8(`wrong, ${PASSPHRASE}`) };
    const { Vault } = vaults;
    const [importKey, pbkdf2] = [Vault.prototype.importKey, Vault.prototype.pbkdf2];
    Vault.prototype.importKey = function (bytes) {
      keks[`KEK ${Object.keys(keks).length}`] = bytes.slice();
      return importKey.call(this, bytes);
    };
    Vault.prototype.pbkdf2 = function (...args) {
      const key = pbkdf2.apply(this, args);
      const name = `KEK ${Object.keys(keks).length}`;
      keks[name] = this.exportKey(key);
      expect(found(keks)).toContain(name);
      return key;
    };
    const store = await slim.KeyStore.create(storageOn(objects), { passphrase: PASSPHRASE, kdf });
    expect(found({ ...secrets, ...keks })).toEqual([]);
    const wrong = slim.KeyStore.open(storageOn(objects), { passphrase: `wrong, ${PASSPHRASE}` });
    await expect(wrong).rejects.toMatchObject({ code: 'wrong-key' });
    const bytes = utf8(PASSPHRASE);
    const again = await slim.KeyStore.open(storageOn(objects), { passphrase: bytes });
    expect(bytes).toEqual(utf8(PASSPHRASE)); // the caller's, and his to wipe
    await again.changePassphrase(PASSPHRASE, { passphrase: 'another', kdf });
    expect(Object.keys(keks).length).toBeGreaterThan(4);
    expect(found({ ...secrets, ...keks })).toEqual([]);
    const { root } = await bareKeys(objects, { passphrase: 'another' });
    expect(found({ root })).toEqual(['root']);
    store.lock();
    expect(found({ root })).toEqual(['root']);
    again.lock();
    expect(found({ root, ...secrets, ...keks })).toEqual([]);
  });

  it.each(['pbkdf2', 'argon2id'] as const)('of JavaScript has no copy of a passphrase or its key: %s', async (name) => {
    const copies: Uint8Array[] = [];
    let fails = false;
    vi.resetModules();
    vi.doMock('../src/primitives/argon2id.js', async (original) => {
      const { argon2id } = await original<typeof import('../src/primitives/argon2id.js')>();
      return {
        argon2id: (...[passphrase, options]: Parameters<typeof argon2id>) => {
          copies.push(passphrase);
          if (fails) throw new Error('no memory');
          const key = argon2id(passphrase, options);
          expect(key.some((byte) => byte !== 0)).toBe(true);
          copies.push(key);
          return key;
        },
      };
    });
    onTestFinished(() => vi.doUnmock('../src/primitives/argon2id.js'));
    const { KeyStore, initSync } = await import('../src/slim.js');
    const { Vault } = await import('../src/vault.js');
    initSync(coreWasm(), argon2Wasm());
    const { pbkdf2 } = Vault.prototype;
    Vault.prototype.pbkdf2 = function (passphrase, ...args) {
      copies.push(passphrase);
      if (fails) throw new Error('no memory');
      return pbkdf2.call(this, passphrase, ...args);
    };
    const kdf =
      name === 'pbkdf2' ? ({ name, iterations: 100_000 } as const) : ({ name, memoryKiB: 19_456, passes: 2 } as const);
    const objects: Objects = new Map();
    const bytes = utf8(PASSPHRASE);
    (await KeyStore.create(storageOn(objects), { passphrase: PASSPHRASE, kdf })).lock();
    (await KeyStore.open(storageOn(objects), { passphrase: bytes })).lock();
    const wrong = KeyStore.open(storageOn(objects), { passphrase: 'wrong' });
    await expect(wrong).rejects.toMatchObject({ code: 'wrong-key' });
    fails = true;
    await expect(KeyStore.open(storageOn(objects), { passphrase: PASSPHRASE })).rejects.toThrow('no memory');
    expect(copies).toHaveLength(name === 'pbkdf2' ? 4 : 7);
    expect(copies).not.toContain(bytes);
    for (const copy of copies) expect(copy).toEqual(new Uint8Array(copy.length));
  });

  it('has nothing of a provider, whose answers are wiped too', async () => {
    const answers: Uint8Array[] = [];
    const provider = { ...providerOf('hsm', random.bytes(32)) };
    const { wrap, unwrap } = provider;
    provider.wrap = async (key) => {
      answers.push(key);
      return wrap(key);
    };
    provider.unwrap = async (wrapped) => {
      const key = await unwrap(wrapped);
      answers.push(key);
      return key;
    };
    const objects: Objects = new Map();
    const store = await slim.KeyStore.create(storageOn(objects), { provider });
    (await slim.KeyStore.open(storageOn(objects), { provider })).lock();
    const { root } = await bareKeys(objects, { provider: { ...provider, unwrap } });
    expect(found({ root })).toEqual(['root']);
    store.lock();
    expect(found({ root })).toEqual([]);
    expect(answers).toEqual([new Uint8Array(32), new Uint8Array(32)]);
  });

  it('has no secret of a put, a get, a list or a verify that fails in the middle', async () => {
    const it = await made();
    const { store, storage, secrets, objects } = it;
    const fresh = random.bytes(32);
    const calls: (() => Promise<unknown>)[] = [
      () => store.put(fresh, { id: 'one' }),
      () => store.put(fresh, { id: 'three', metadata: { loop: 1n } }),
      () => store.putMany([{ key: fresh }, { key: new Uint8Array(0) }]),
      () => store.get('none'),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow();
    for (let i = 0; i < 4; i++) {
      storage.failAt(i, 'after');
      await store.put(fresh, { id: `new ${i}` }).catch(() => undefined);
    }
    // All of them are damaged now; who reads says so.
    for (const [name, bytes] of objects) if (name.startsWith('b/')) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const reader = await slim.KeyStore.open(storage, { key: secrets['raw key'] });
    await expect(reader.list()).rejects.toMatchObject({ code: 'damaged' });
    expect((await reader.verify()).ok).toBe(false);
    reader.lock();
    expect(found({ ...secrets, fresh })).toEqual([]);
    store.lock();
    expect(memories.length).toBe(1);
  });

  it.each<[string, (store: Slim.KeyStore) => Promise<unknown>]>([
    ['get', (store) => store.get('one')],
    ['list', (store) => store.list()],
    ['verify', (store) => store.verify()],
    ['put', (store) => store.put(new Uint8Array(32).fill(0x5c), { id: 'late' })],
    ['replace', (store) => store.put(new Uint8Array(32).fill(0x5c), { id: 'one', replace: true })],
    ['generate', (store) => store.generate('aes-256')],
    ['update', (store) => store.update('one', { owner: 'x' })],
    ['retire', (store) => store.retire('one', { before: 2 })],
    ['export', (store) => store.export('one')],
    ['delete', (store) => store.delete('one')],
    ['rotateMaster', (store) => store.rotateMaster()],
    ['rotateRoot', (store) => store.rotateRoot([{ key: new Uint8Array(32).fill(0x5c) }])],
    ['addSlot', (store) => store.addSlot({ key: new Uint8Array(32).fill(0x5c) })],
    [
      'rewrap',
      async (store) => {
        for await (const _ of store.rewrap({ reencrypt: true }));
      },
    ],
  ])('has no key after a lock in the middle of %s, which is told so', async (_, call) => {
    const it = await made();
    const { objects, storage, secrets } = it;
    const bare = await keysOf(it);
    it.store.lock();
    for (let at = 0; ; at++) {
      const watched = new Watched(storageOn(new Map(objects)));
      const opened = await slim.KeyStore.open(watched, { key: secrets['raw key'] });
      let operations = 0;
      watched.pause = async () => {
        if (operations++ === at) opened.lock();
      };
      const outcome = await call(opened).then(
        () => 'done',
        (error: unknown) => (error instanceof slim.FedzkError ? error.code : String(error)),
      );
      const locked = operations > at;
      opened.lock();
      expect(found({ ...bare, ...secrets, late: new Uint8Array(32).fill(0x5c) })).toEqual([]);
      if (!locked) break;
      // What was committed before is done; all else is told that the store is locked.
      expect(['done', 'disposed']).toContain(outcome);
    }
    expect(storage.calls.length).toBeGreaterThan(0);
  });
});

describe('words', () => {
  it('of errors, events, and of what is printed have no secret', async () => {
    const events: AuditEvent[] = [];
    const audit = { append: async (event: AuditEvent) => events.push(event) };
    const it = await made({ audit });
    const { store, secrets, objects } = it;
    const handle = await store.get('one');
    const errors: unknown[] = [];
    const { KeyStore } = slim;
    const attempts: (() => unknown)[] = [
      () => store.put(secrets.secret, { id: 'one' }),
      () => store.put(secrets.secret, { kind: 'hmac-sha512' as 'opaque' }),
      () => store.put(secrets.second, { kind: 'aes-256' }),
      () => store.put(PASSPHRASE as unknown as Uint8Array),
      () => store.put([...secrets.secret] as unknown as Uint8Array),
      () => store.put(secrets.secret, { id: 'x'.repeat(300) }),
      () => store.put(secrets.secret, { purpose: secrets.second as unknown as string }),
      () => KeyStore.open(storageOn(objects), { passphrase: PASSPHRASE }),
      () => KeyStore.open(storageOn(objects), PASSPHRASE as unknown as Slim.Unlock),
      () => KeyStore.open(storageOn(objects), { key: PASSPHRASE as unknown as Uint8Array }),
      () => KeyStore.open(storageOn(objects), { key: secrets.secret }),
      () => KeyStore.open(storageOn(objects), { passphrase: PASSPHRASE, kdf: 'x' as 'pbkdf2' }),
      () => store.addSlot(PASSPHRASE as unknown as Slim.Unlock),
      () => store.addSlot({ key: secrets.second }),
      () => store.changePassphrase(PASSPHRASE, { passphrase: PASSPHRASE }),
      () => store.rotateRoot([{ key: secrets.second }]),
      () => handle.open(secrets.second),
      () => handle.sign(secrets.second),
      () => slim.seal(secrets.second, secrets.secret),
    ];
    for (const attempt of attempts) {
      const error = await Promise.resolve()
        .then(attempt)
        .then(
          () => undefined,
          (reason: unknown) => reason,
        );
      expect(error, attempt.toString()).toBeInstanceOf(slim.FedzkError);
      errors.push(error);
    }
    await store.rotateMaster();
    await store.addSlot({ passphrase: PASSPHRASE, kdf: { name: 'pbkdf2', iterations: 100_000 } });
    await store.erase('two');
    const deep = { depth: Number.POSITIVE_INFINITY, showHidden: true, maxArrayLength: null, maxStringLength: null };
    const texts = [...errors, events, store, handle, await store.list(), await store.slots()].flatMap((one) => [
      inspect(one, deep),
      JSON.stringify(one) ?? '',
      String(one),
    ]);
    const bare = await keysOf(it);
    expect(texts.join('\n')).toContain('already-exists');
    expect(events.length).toBeGreaterThan(5);
    for (const [name, secret] of Object.entries({ ...secrets, ...bare })) {
      for (const form of formsOf(secret))
        expect(
          texts.some((text) => text.includes(form)),
          `${name} as ${form}`,
        ).toBe(false);
    }
    // Metadata is encrypted, and goes to who lists keys: not to the log.
    expect(JSON.stringify(events)).not.toContain('private');
    expect(rawEntries(objects).size).toBe(1);
  });
});

/** Eight bytes of a secret as one may come to print them. */
function formsOf(secret: Uint8Array): string[] {
  const part = Buffer.from(secret.subarray(0, 9));
  return [part.toString('latin1'), part.toString('hex'), part.toString('base64'), part.join(','), part.join(', ')];
}
