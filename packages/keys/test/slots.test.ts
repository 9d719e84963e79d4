/** Who opens a store: slots that are added, removed and replaced, and a new root key. */

import { KeyStore, type Unlock } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { Random } from '@fedzk/testkit/random';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Objects, storageOn } from './support/objects.js';
import { providerOf } from './support/providers.js';
import { bareKeys, cheap, codeOf, contents, headBytes, headOf, storeOf, UNLOCK } from './support/stores.js';
import { hex } from './support/vectors.js';

// On a machine that has much else to do.
vi.setConfig({ testTimeout: 60_000 });

const random = new Random('slots');
const OTHER = { key: random.bytes(32) };

let objects: Objects;
let store: KeyStore;
let before: Record<string, string>;
beforeEach(async () => {
  ({ objects, store } = await storeOf(3));
  before = await contents(objects);
});

const opening = (unlock: Unlock): ReturnType<typeof codeOf> =>
  codeOf(KeyStore.open(storageOn(objects), unlock).then((opened) => opened.lock()));

describe('slots', () => {
  it('are listed without the wrapped key', async () => {
    await store.addSlot(cheap('a passphrase'));
    await store.addSlot({ passphrase: 'another', kdf: { name: 'argon2id', memoryKiB: 19_456, passes: 2 } });
    await store.addSlot({ provider: providerOf('hsm:1', random.bytes(32)) });
    const id = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(await store.slots()).toEqual([
      { id, type: 'key' },
      { id, type: 'pbkdf2', cost: '100000 iterations' },
      { id, type: 'argon2id', cost: '19456 KiB, 2 passes, 1 lane' },
      { id, type: 'provider', provider: 'hsm:1' },
    ]);
    expect(await opening({ passphrase: 'another' })).toBe('done');
  });

  it.each([
    ['a key', OTHER, { key: random.bytes(32) }],
    ['a passphrase', cheap('correct horse'), { passphrase: 'correct horse ' }],
    ['a passphrase in bytes', { ...cheap(''), passphrase: new Uint8Array([0xff, 0, 1]) }, { passphrase: 'ÿ' }],
    [
      'a provider',
      { provider: providerOf('hsm', new Uint8Array(32)) },
      { provider: { ...providerOf('hsm', new Uint8Array(32)), unwrap: async () => random.bytes(32) } },
    ],
    [
      'a provider of another name',
      { provider: providerOf('hsm', new Uint8Array(32)) },
      { provider: providerOf('hsm 2', new Uint8Array(32)) },
    ],
  ])('open with %s, and with no other, and no longer once they are removed', async (_, right, wrong) => {
    expect(await opening(right)).toBe('wrong-key');
    const id = await store.addSlot(right);
    expect(await contents(objects, right)).toEqual(before);
    expect(await contents(objects)).toEqual(before);
    expect(await opening(wrong)).toBe('wrong-key');
    await store.removeSlot(id);
    expect(await opening(right)).toBe('wrong-key');
    expect(await contents(objects)).toEqual(before);
  });

  it('take a passphrase in NFC, whichever way it is typed', async () => {
    await store.addSlot(cheap('Zu\u0308rich'));
    expect(await opening({ passphrase: 'Z\u00fcrich' })).toBe('done');
    expect(await opening({ passphrase: new TextEncoder().encode('Z\u00fcrich') })).toBe('done');
    expect(await opening({ passphrase: 'Zurich' })).toBe('wrong-key');
  });

  it('are 16 at most, and one at least', async () => {
    const ids = (await store.slots()).map(({ id }) => id);
    for (let i = 1; i < 16; i++) ids.push(await store.addSlot({ key: random.bytes(32) }));
    expect(await codeOf(store.addSlot(OTHER))).toBe('invalid-state');
    expect(await store.slots()).toHaveLength(16);
    for (const id of ids.slice(1)) await store.removeSlot(id);
    expect(await codeOf(store.removeSlot(ids[0] ?? ''))).toBe('invalid-state');
    expect(await codeOf(store.removeSlot(ids[1] ?? ''))).toBe('not-found');
    expect(await codeOf(store.removeSlot('none'))).toBe('not-found');
    expect(await contents(objects)).toEqual(before);
  });

  it('cost no more together than one may', async () => {
    const costly = { passphrase: 'x', kdf: { name: 'pbkdf2', iterations: 10_000_000 } } as const;
    await store.addSlot(cheap('first'));
    expect(await codeOf(store.addSlot(costly))).toBe('invalid-argument');
    expect(await store.slots()).toHaveLength(2);
  }, 60_000);

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a string', 'passphrase'],
    ['an empty object', {}],
    ['two kinds', { ...UNLOCK, passphrase: 'x' }],
    ['an empty passphrase', { passphrase: '' }],
    ['an empty passphrase in bytes', { passphrase: new Uint8Array(0) }],
    ['a number', { passphrase: 1234 }],
    ['a short key', { key: new Uint8Array(31) }],
    ['a key in hexadecimal', { key: '00'.repeat(32) }],
    ['no provider', { provider: null }],
    ['a provider without a name', { provider: { ...providerOf('', new Uint8Array(32)) } }],
    ['a provider with a long name', { provider: { ...providerOf('é'.repeat(128), new Uint8Array(32)) } }],
    [
      'a provider that wraps to nothing',
      { provider: { ...providerOf('p', OTHER.key), wrap: async () => new Uint8Array(0) } },
    ],
    [
      'a provider that wraps to much',
      { provider: { ...providerOf('p', OTHER.key), wrap: async () => new Uint8Array(1025) } },
    ],
    ['a provider that wraps to a string', { provider: { ...providerOf('p', OTHER.key), wrap: async () => 'wrapped' } }],
    ['an unknown KDF', { passphrase: 'x', kdf: 'scrypt' }],
    ['few iterations', { passphrase: 'x', kdf: { name: 'pbkdf2', iterations: 99_999 } }],
    ['many iterations', { passphrase: 'x', kdf: { name: 'pbkdf2', iterations: 10_000_001 } }],
    ['half an iteration', { passphrase: 'x', kdf: { name: 'pbkdf2', iterations: 100_000.5 } }],
    ['a cheap Argon2id', { passphrase: 'x', kdf: { name: 'argon2id', memoryKiB: 19_456, passes: 1 } }],
    ['a dear Argon2id', { passphrase: 'x', kdf: { name: 'argon2id', memoryKiB: 1_048_576, passes: 5 } }],
    ['17 lanes', { passphrase: 'x', kdf: { name: 'argon2id', lanes: 17 } }],
    ['17 passes', { passphrase: 'x', kdf: { name: 'argon2id', passes: 17 } }],
  ])('are not made for %s', async (_, unlock) => {
    const size = objects.size;
    expect(await codeOf(store.addSlot(unlock as Unlock))).toBe('invalid-argument');
    expect(await codeOf(store.rotateRoot([unlock as Unlock]))).toBe('invalid-argument');
    expect(await codeOf(KeyStore.create(storageOn(new Map()), unlock as Unlock))).toBe('invalid-argument');
    expect(objects.size).toBe(size);
    expect(await contents(objects)).toEqual(before);
  });
});

describe('changePassphrase', () => {
  it('replaces the slot that the old one opens, and no other', async () => {
    const [old, second] = [await store.addSlot(cheap('old')), await store.addSlot(cheap('second'))];
    await store.changePassphrase('old', cheap('new'));
    expect(await opening({ passphrase: 'old' })).toBe('wrong-key');
    expect(await contents(objects, { passphrase: 'new' })).toEqual(before);
    expect(await contents(objects, { passphrase: 'second' })).toEqual(before);
    const ids = (await store.slots()).map(({ id }) => id);
    expect(ids).toHaveLength(3);
    expect(ids).toContain(second);
    expect(ids).not.toContain(old);
    expect(await codeOf(store.changePassphrase('old', cheap('newer')))).toBe('wrong-key');
    expect(await codeOf(store.changePassphrase('', cheap('newer')))).toBe('invalid-argument');
    expect(await codeOf(store.changePassphrase('new', cheap('')))).toBe('invalid-argument');
    expect(await opening({ passphrase: 'new' })).toBe('done');
  });
});

describe('rotateRoot', () => {
  it('makes another root key, keeps the others, and drops the slots of other unlockers', async () => {
    const added = await store.addSlot(cheap('old'));
    const [first] = await store.slots();
    const bare = await bareKeys(objects);
    const gone = await store.rotateRoot([OTHER, cheap('new')]);
    expect(gone.map(({ id, type }) => [id, type])).toEqual([
      [first?.id, 'key'],
      [added, 'pbkdf2'],
    ]);
    for (const unlock of [UNLOCK, { passphrase: 'old' }]) expect(await opening(unlock)).toBe('wrong-key');
    for (const unlock of [OTHER, { passphrase: 'new' }]) expect(await contents(objects, unlock)).toEqual(before);
    expect((await store.slots()).map(({ type }) => type)).toEqual(['key', 'pbkdf2']);
    const now = await bareKeys(objects, OTHER);
    expect(now.root).not.toEqual(bare.root);
    expect([now.names, now.masters]).toEqual([bare.names, bare.masters]);
  });

  it('leaves the store open that made it, and ends another one', async () => {
    const other = await KeyStore.open(storageOn(objects), UNLOCK);
    await store.rotateRoot([OTHER]);
    expect(await codeOf(store.put(random.bytes(32), { id: 'later' }))).toBe('done');
    expect(await store.rotateMaster()).toBe(2);
    const works = [other.get('later'), other.put(random.bytes(32)), other.list(), other.verify()];
    for (const { code, message } of await Promise.all(works.map(rejection))) {
      expect(code).toBe('root-rotated');
      expect(message).toMatch(/^The root key of the key store was rotated by another process.* open the store again/);
    }
    other.lock();
    expect(Object.keys(await contents(objects, OTHER))).toHaveLength(4);
  });

  it('takes destroyed master keys along', async () => {
    await store.erase('key-0000');
    await store.rotateMaster();
    await store.rotateRoot([OTHER]);
    expect(headOf(objects).masters.map(({ status }) => status)).toEqual(['destroyed', 'retired', 'primary']);
    expect(Object.keys(await contents(objects, OTHER))).toEqual(['key-0001', 'key-0002']);
  });

  it('makes another one each time', async () => {
    const heads = [headOf(objects).rootCommitment];
    for (let i = 0; i < 3; i++) {
      await store.rotateRoot([UNLOCK]);
      heads.push(headOf(objects).rootCommitment);
    }
    expect(new Set(heads.map(hex)).size).toBe(4);
    expect(await contents(objects)).toEqual(before);
  });

  it('takes 1 to 16 unlockers', async () => {
    expect(await codeOf(store.rotateRoot([]))).toBe('invalid-argument');
    expect(await codeOf(store.rotateRoot(Array.from({ length: 17 }, () => OTHER)))).toBe('invalid-argument');
    expect(await codeOf(store.rotateRoot(OTHER as unknown as Unlock[]))).toBe('invalid-argument');
    expect(await store.rotateRoot(Array.from({ length: 16 }, () => OTHER))).toHaveLength(1);
    expect(await store.slots()).toHaveLength(16);
    expect(await contents(objects, OTHER)).toEqual(before);
  });

  it.each(['first', 'last'])('while a slot is added, which opens the new root too; rotateRoot %s', async (when) => {
    const slow = { ...providerOf('slow', random.bytes(32)) };
    const wrap = slow.wrap;
    slow.wrap = async (key) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return wrap(key);
    };
    const rotate = (): Promise<unknown> => store.rotateRoot([OTHER]);
    const add = (): Promise<unknown> => store.addSlot({ provider: slow });
    await Promise.all(when === 'first' ? [rotate(), add()] : [add(), rotate()]);
    // Either it was added before, and is gone with the others, or it opens.
    const listed = (await store.slots()).some(({ type }) => type === 'provider');
    expect(await opening({ provider: slow })).toBe(listed ? 'done' : 'wrong-key');
    expect(await contents(objects, OTHER)).toEqual(before);
  });
});

it('says that a passphrase may be right and the newest head damaged', async () => {
  const { objects } = await storeOf(1);
  const { name, bytes } = headBytes(objects);
  const [slot] = headOf(objects).slots;
  const at = Buffer.from(bytes).indexOf(slot?.wrapped ?? new Uint8Array());
  objects.set(name, bytes.with(at, (bytes[at] ?? 0) ^ 1));
  const error = await rejection(KeyStore.open(storageOn(objects), UNLOCK));
  expect([error.code, error.message]).toEqual([
    'wrong-key',
    'The key store does not open: the passphrase or key is wrong, or the head is damaged. If it is the right one, restore a backup.',
  ]);
});
