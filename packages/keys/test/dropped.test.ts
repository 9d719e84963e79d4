/** Keys that a program drops: handles, stores that were not locked, and a module that is full. */
import { setFlagsFromString } from 'node:v8';
import { type KeyHandle, KeyStore } from '@fedzk/keys';
import { code } from '@fedzk/testkit/errors';
import { collector } from '@fedzk/testkit/realms';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Key, Vault } from '../src/vault.js';
import { secretLength } from '../wasm/fedzk_keys.js';
import { type Objects, storageOn } from './support/objects.js';
import { codeOf, fill, nameOf, storeOf, UNLOCK } from './support/stores.js';

// On a machine that has much else to do.
vi.setConfig({ testTimeout: 300_000 });
setFlagsFromString('--expose-gc');
const collect = collector();

/** What the module's table holds. */
const MOST_KEYS = 2 ** 20 - 1;

/** Collects garbage, and lets the registry of finalization run. */
async function collected(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const { deriveKey } = Vault.prototype;
afterEach(() => {
  Vault.prototype.deriveKey = deriveKey;
});

/**
 * What stores do with their vaults from now on. Not by a spy of vitest, which keeps the vaults that it sees.
 *
 * @returns how many keys they have, and all that they derived
 */
function watchedVaults(): { readonly count: () => number; readonly derived: readonly Key[] } {
  const vaults: WeakRef<Vault>[] = [];
  const derived: Key[] = [];
  Vault.prototype.deriveKey = function (...args) {
    if (!vaults.some((one) => one.deref() === this)) vaults.push(new WeakRef(this));
    const key = deriveKey.apply(this, args);
    derived.push(key);
    return key;
  };
  return { count: () => vaults.reduce((sum, one) => sum + (one.deref()?.size ?? 0), 0), derived };
}

describe('what is dropped', () => {
  it('handles are freed', async () => {
    const { count } = watchedVaults();
    const { store } = await storeOf(1);
    await store.put(new Uint8Array(32), { id: nameOf(0), replace: true }); // two keys a handle
    (await store.get(nameOf(0)))[Symbol.dispose]();
    const before = count();
    for (let got = 0; got < 3_000; got++) await store.get(nameOf(0));
    expect(count()).toBeGreaterThan(before);
    await collected();
    expect(count()).toBe(before);
    store.lock();
  });

  it('handles are freed before they fill the module, without being asked for', async () => {
    const { count } = watchedVaults();
    const { store } = await storeOf(1);
    let most = 0;
    for (let got = 0; got < 100_000; got++) {
      await store.get(nameOf(0));
      if (got % 1_000 !== 0) continue;
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, count());
    }
    expect(most).toBeLessThan(MOST_KEYS / 4);
    expect((await store.verify()).ok).toBe(true);
    expect(await store.delete(nameOf(0))).toMatchObject({ reach: 'delete' });
    store.lock();
  });

  it('of a handle that is still used nothing is, nor after it was disposed of what has its place', async () => {
    const { store } = await storeOf(2);
    const kept = await store.get(nameOf(0));
    const sealed = kept.seal(new Uint8Array(9));
    await (async () => {
      const handle = await store.get(nameOf(1));
      handle[Symbol.dispose]();
    })();
    const successor = await store.get(nameOf(1)); // in its place in the table
    await collected();
    expect(kept.open(sealed)).toEqual(new Uint8Array(9));
    expect(successor.seal(new Uint8Array(1))).toHaveLength(81);
    store.lock();
  });

  it('a handle outlives its store, which nobody locked', async () => {
    const objects: Objects = new Map();
    const handleOfDropped = async (): Promise<KeyHandle> => {
      const store = await KeyStore.create(storageOn(objects), UNLOCK);
      await fill(store, 1);
      return store.get(nameOf(0));
    };
    const handle = await handleOfDropped();
    await collected();
    expect(handle.open(handle.seal(new Uint8Array(9)))).toEqual(new Uint8Array(9));
  });

  it('stores are freed with all their keys', async () => {
    const { objects, store } = await storeOf(2);
    const { count, derived } = watchedVaults();
    const before = count();
    for (let i = 0; i < 5; i++) {
      await (async () => {
        const dropped = await KeyStore.open(storageOn(objects), UNLOCK);
        await dropped.get(nameOf(0));
        await dropped.list();
      })();
    }
    expect(derived.map((key) => secretLength(key))).toEqual(Array(10).fill(32));
    await collected();
    expect(derived.map((key) => secretLength(key))).toEqual(Array(10).fill(0));
    expect(count()).toBe(before);
    expect(await store.list()).toHaveLength(2);
    store.lock();
  });
});

describe('a store that stays open', () => {
  it('keeps no key of what it did, nor of what failed', async () => {
    const { count } = watchedVaults();
    const { objects, store } = await storeOf(3);
    // Each is called once before it is counted: what is opened once for all, as master keys are, counts there.
    const failing = {
      name: 'hsm',
      wrap: () => Promise.reject(new Error('no')),
      unwrap: async () => new Uint8Array(32),
    };
    const calls: (() => Promise<unknown>)[] = [
      () => store.put(new Uint8Array(32), { id: 'x', replace: true }),
      () => store.put(new Uint8Array(31), { kind: 'aes-256' }),
      () => store.putMany([{ key: new Uint8Array(32) }, { key: new Uint8Array(0) }]),
      () => store.generate('aes-256', { id: nameOf(0) }),
      () => store.list(),
      () => store.list(() => Reflect.get({}, 'x').y),
      () => store.verify(),
      () => store.get('none'),
      () => store.delete('none'),
      () => store.addSlot({ key: new Uint8Array(32) }),
      () => store.addSlot({ provider: failing }),
      () => store.changePassphrase('none', { passphrase: 'x' }),
      () => store.rotateRoot([UNLOCK]),
      () => store.rotateRoot([UNLOCK, { provider: failing }]),
      () => store.rotateRoot([{ passphrase: 'x', kdf: { name: 'pbkdf2', iterations: 1 } }]),
      () => KeyStore.open(storageOn(objects), { key: new Uint8Array(32) }),
      () => KeyStore.create(storageOn(objects), UNLOCK),
      async () => {
        const other = await KeyStore.open(storageOn(objects), UNLOCK);
        await other.erase((await other.list())[0]?.id ?? '');
        other.lock();
        await store.list(); // sees the new master key, and that the old one is destroyed
      },
    ];
    for (const call of calls) {
      await call().catch(() => undefined);
      const before = count();
      await call().catch(() => undefined);
      expect(count(), call.toString()).toBe(before);
    }
    store.lock();
  });
});

describe('a module that is full', () => {
  const vault = new Vault();
  afterEach(() => vault.close());

  it('is no damage, of this store or another, whatever is called, and lifts no hold', async () => {
    const { store } = await storeOf(2);
    const { store: other, objects } = await storeOf(1);
    await store.put(new Uint8Array(32), { id: 'held', hold: true });
    const full = [vault.importKey(new Uint8Array(32))];
    const fill = (): void => {
      for (;;) full.push(vault.part(full[0] as Key, 0, 32));
    };
    expect(code(fill)).toBe('invalid-state');
    expect(full.length).toBeGreaterThan(MOST_KEYS - 1_000);
    const calls: [() => Promise<unknown>, string?][] = [
      [() => store.get(nameOf(0))],
      [() => other.get(nameOf(0))],
      [() => store.list()],
      [() => store.verify()],
      [() => store.put(new Uint8Array(32), { id: nameOf(0), replace: true })],
      [() => store.update(nameOf(0), { owner: 'x' })],
      [() => store.generate('aes-256')],
      [() => store.rotateMaster()],
      [() => store.rotateRoot([UNLOCK])],
      [() => store.delete('held'), 'invalid-state'],
      [() => store.erase('held'), 'invalid-state'],
      [() => KeyStore.open(storageOn(objects), UNLOCK)],
    ];
    for (let left = 0; left < 4; left++) {
      for (const [call, always] of calls) {
        const outcome = await codeOf(call());
        const expected = ['invalid-state', ...(left === 0 || always !== undefined ? [] : ['done'])];
        expect(expected, `${left} left: ${call}`).toContain(outcome);
        expect(code(fill)).toBe('invalid-state'); // a store that was opened is dropped here
        for (const key of full.splice(-left - 1, left)) vault.free(key);
      }
      vault.free(full.pop() as Key);
    }
    vault.close();
    expect(await store.verify()).toMatchObject({ ok: true });
    expect((await store.list()).map(({ id }) => id)).toContain('held');
    expect(await other.list()).toHaveLength(1);
    store.lock();
    other.lock();
  });
});
