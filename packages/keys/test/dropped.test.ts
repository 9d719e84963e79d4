/** Keys that a program drops: handles, stores that were not locked, and a module that is full. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type KeyHandle, KeyStore } from '../src/entry/keys.node.js';
import { Vault } from '../src/vault.js';
import { backendOn, type Objects } from './support/objects.js';
import { codeOf, fill, nameOf, storeOf, UNLOCK } from './support/stores.js';

// On a machine that has much else to do.
vi.setConfig({ testTimeout: 300_000 });
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What the module's table holds. */
const MOST_KEYS = 65_535;

/** Collects garbage, and lets the registry of finalization run. */
async function collected(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** How many keys the module still takes. It frees them again. */
function room(): number {
  const vault = new Vault();
  let count = 0;
  try {
    for (; ; count++) vault.randomKey();
  } catch {
    return count; // full
  } finally {
    vault.close();
  }
}

describe('what is dropped', () => {
  it('handles are freed, more of them than the module holds', async () => {
    const { store } = await storeOf(1);
    let got = 0;
    for (; got < MOST_KEYS + 5_000; got++) {
      const { id } = await store.get(nameOf(0));
      expect(id).toBe(nameOf(0));
      if (got % 5_000 === 0) await collected();
    }
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
      const store = await KeyStore.create(backendOn(objects), UNLOCK);
      await fill(store, 1);
      return store.get(nameOf(0));
    };
    const handle = await handleOfDropped();
    await collected();
    expect(handle.open(handle.seal(new Uint8Array(9)))).toEqual(new Uint8Array(9));
  });

  it('stores are freed with all their keys', async () => {
    const { objects, store } = await storeOf(2);
    store.lock();
    await collected();
    const before = room();
    for (let i = 0; i < 20; i++) {
      await (async () => {
        const dropped = await KeyStore.open(backendOn(objects), UNLOCK);
        await dropped.get(nameOf(0));
        await dropped.list();
      })();
    }
    await collected();
    expect(room()).toBe(before);
  });
});

describe('a store that stays open', () => {
  it('keeps no key of what it did, nor of what failed', async () => {
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
      () => KeyStore.open(backendOn(objects), { key: new Uint8Array(32) }),
      () => KeyStore.create(backendOn(objects), UNLOCK),
      async () => {
        const other = await KeyStore.open(backendOn(objects), UNLOCK);
        await other.erase((await other.list())[0]?.id ?? '');
        other.lock();
        await store.list(); // sees the new master key, and that the old one is destroyed
      },
    ];
    for (const call of calls) {
      await call().catch(() => undefined);
      const before = room();
      await call().catch(() => undefined);
      expect(room(), call.toString()).toBe(before);
    }
    store.lock();
  });
});

describe('a module that is full', () => {
  const vaults: Vault[] = [];
  afterEach(() => {
    for (const vault of vaults.splice(0)) vault.close();
  });

  /** Leaves room for so many keys. */
  function fillModule(left: number): Vault {
    const vault = new Vault();
    vaults.push(vault);
    const keys = [];
    try {
      for (;;) keys.push(vault.randomKey());
    } catch {
      for (const key of keys.slice(0, left)) vault.free(key); // it is full
    }
    return vault;
  }

  it('is no damage, of this store or another, whatever is called', async () => {
    const { store } = await storeOf(2);
    const { store: other, objects } = await storeOf(1);
    for (let left = 0; left < 3; left++) {
      fillModule(left);
      for (const call of [
        () => store.get(nameOf(0)),
        () => other.get(nameOf(0)),
        () => store.list(),
        () => store.verify(),
        () => store.put(new Uint8Array(32), { id: nameOf(0), replace: true }),
        () => store.generate('aes-256'),
        () => store.rotateMaster(),
        () => store.rotateRoot([UNLOCK]),
        () => store.erase(nameOf(0)),
        () => KeyStore.open(backendOn(objects), UNLOCK),
      ]) {
        const codes = ['invalid-state', ...(left === 0 ? [] : ['done'])];
        expect(codes, `${left} left: ${call}`).toContain(await codeOf(call()));
        if (vaults.length === 1 && left === 0) expect(await codeOf(call())).toBe('invalid-state');
      }
      for (const vault of vaults.splice(0)) vault.close();
      if (left === 0) expect(await store.list()).toHaveLength(2);
      expect(await store.verify()).toMatchObject({ ok: true });
      await store.put(new Uint8Array(32), { id: nameOf(0), replace: true });
    }
    store.lock();
    other.lock();
  });

  it('lifts no hold', async () => {
    const { store } = await storeOf(1);
    await store.put(new Uint8Array(32), { id: 'held', hold: true });
    for (const left of [0, 1]) {
      fillModule(left);
      expect(await codeOf(store.delete('held'))).toBe('invalid-state');
      expect(await codeOf(store.erase('held'))).toBe('invalid-state');
      for (const vault of vaults.splice(0)) vault.close();
    }
    expect((await store.list()).map(({ id }) => id)).toContain('held');
    store.lock();
  });
});
