/** Master keys, root keys and slots that are replaced: what it costs, what moves, what no longer opens. */

import { KeyStore } from '@fedzk/keys';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { dekContext } from '../src/format/context.js';
import { Vault } from '../src/vault.js';
import { type Objects, storageOn } from './support/objects.js';
import {
  bareKeys,
  codeOf,
  contents,
  fill,
  headOf,
  last,
  nameOf,
  rawEntries,
  storeOf,
  UNLOCK,
} from './support/stores.js';
import { hex } from './support/vectors.js';
import { type Failure, Injected, Watched } from './support/watched.js';

// On a machine that has much else to do.
vi.setConfig({ testTimeout: 60_000 });

const mastersOf = (objects: Objects): Set<number> =>
  new Set([...rawEntries(objects).values()].map(({ master }) => master));

const statuses = (objects: Objects): string[] => headOf(objects).masters.map(({ id, status }) => `${id} ${status}`);

describe('rotateMaster', () => {
  // The program that this one follows derived its new master key from what the old one came from: both were equal.
  it('makes another key', async () => {
    const { objects, store } = await storeOf(3);
    const before = await bareKeys(objects);
    const ids = [await store.rotateMaster(), await store.rotateMaster()];
    const after = await bareKeys(objects);
    expect(ids).toEqual([2, 3]);
    expect([...after.masters.keys()]).toEqual([1, 2, 3]);
    expect(after.masters.get(1)).toEqual(before.masters.get(1));
    const all = [...after.masters.values(), after.root, after.names].map(hex);
    expect(new Set(all).size).toBe(5);
    expect(statuses(objects)).toEqual(['1 retired', '2 retired', '3 primary']);
    store.lock();
  });

  it('makes a key that opens what is put from now on, which the old one does not', async () => {
    const { objects, store } = await storeOf(3);
    await store.rotateMaster();
    await store.put(new Uint8Array(32), { id: 'later' });
    const { masters } = await bareKeys(objects);
    const { storeId } = headOf(objects);
    const later = [...rawEntries(objects).values()].filter(({ master }) => master === 2);
    expect(later).toHaveLength(1);
    const vault = new Vault();
    const opensWith = (id: number): boolean[] => {
      const key = vault.importKey(masters.get(id) ?? new Uint8Array(32));
      return [...rawEntries(objects).values()].map(
        ({ bytes, wrappedDek }) =>
          vault.openKey(key, dekContext(storeId, bytes.subarray(0, 36)), wrappedDek) !== undefined,
      );
    };
    expect(opensWith(1).filter(Boolean)).toHaveLength(3);
    expect(opensWith(2).filter(Boolean)).toHaveLength(1);
    vault.close();
    store.lock();
  });

  it('writes a head and nothing else, however many keys there are', async () => {
    const costs = [];
    for (const count of [10, 1_100, 2_000]) {
      const objects: Objects = new Map();
      const storage = new Watched(storageOn(objects));
      const store = await KeyStore.create(storage, UNLOCK);
      await fill(store, count);
      storage.calls.length = 0;
      await store.rotateMaster();
      const writes = storage.calls.filter(({ bytes }) => bytes > 0);
      expect(writes.map(({ operation }) => operation)).toEqual(['commitHead']);
      expect(storage.calls.flatMap(({ operation, names }) => (operation === 'delete' ? names : []))).toEqual([]);
      costs.push({ calls: storage.calls.length, bytes: writes[0]?.bytes ?? 0 });
      expect(await store.verify()).toMatchObject({ ok: true, entries: count });
      store.lock();
    }
    const [small, large, larger] = costs;
    expect(large).toEqual(larger);
    // A head has 32 bytes for each of its 1 or 16 buckets, whatever is in them.
    expect(small).toEqual({ calls: larger?.calls, bytes: (larger?.bytes ?? 0) - 15 * 32 });
  });

  it('keeps 64 master keys, leaves out the oldest destroyed one, and refuses one more', async () => {
    const { objects, store } = await storeOf(2);
    for (let id = 2; id <= 64; id++) expect(await store.rotateMaster()).toBe(id);
    expect(await codeOf(store.rotateMaster())).toBe('invalid-state');
    expect(headOf(objects).masters).toHaveLength(64);
    const { destroyed } = await last(store.rewrap());
    expect(destroyed).toEqual(Array.from({ length: 63 }, (_, i) => i + 1));
    expect(await store.rotateMaster()).toBe(65);
    expect(headOf(objects).masters.map(({ id }) => id)).toEqual(Array.from({ length: 64 }, (_, i) => i + 2));
    expect(Object.keys(await contents(objects))).toHaveLength(2);
    store.lock();
  });
});

describe('rewrap', () => {
  let objects: Objects;
  let store: KeyStore;
  let before: Record<string, string>;
  beforeEach(async () => {
    ({ objects, store } = await storeOf(70));
    await store.rotateMaster();
    before = await contents(objects);
  });

  it('moves all entries, and destroys the old master key', async () => {
    const untouched = rawEntries(objects);
    const steps = [];
    for await (const step of store.rewrap({ batch: 20 })) steps.push(step);
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.slice(0, -1).every(({ destroyed }) => destroyed.length === 0)).toBe(true);
    expect(steps.at(-1)).toEqual({ buckets: 16, ofBuckets: 16, entries: 70, destroyed: [1] });
    expect(mastersOf(objects)).toEqual(new Set([2]));
    expect(statuses(objects)).toEqual(['1 destroyed', '2 primary']);
    expect(headOf(objects).masters[0]?.wrapped.every((byte) => byte === 0)).toBe(true);
    expect(await contents(objects)).toEqual(before);
    // The payload, and so the data key, is as it was.
    for (const [tag, { payload, wrappedDek }] of rawEntries(objects)) {
      expect(payload).toEqual(untouched.get(tag)?.payload);
      expect(wrappedDek).not.toEqual(untouched.get(tag)?.wrappedDek);
    }
  });

  it('with reencrypt makes new data keys, of entries under the primary master key too', async () => {
    for (const destroyed of [[1], []]) {
      const untouched = rawEntries(objects);
      expect(await last(store.rewrap({ batch: 20, reencrypt: true }))).toMatchObject({ entries: 70, destroyed });
      for (const [tag, { payload, master }] of rawEntries(objects)) {
        expect(master).toBe(2);
        expect(payload).not.toEqual(untouched.get(tag)?.payload);
        expect(payload.length).toBe(untouched.get(tag)?.payload.length);
      }
      expect(await contents(objects)).toEqual(before);
    }
  });

  it('has nothing to do a second time', async () => {
    await last(store.rewrap());
    const { generation } = store;
    expect(await last(store.rewrap())).toEqual({ buckets: 16, ofBuckets: 16, entries: 0, destroyed: [] });
    expect(store.generation).toBe(generation);
  });

  it('stops at a signal, between commits, and goes on with another call', async () => {
    const controller = new AbortController();
    const steps = store.rewrap({ batch: 10, signal: controller.signal });
    expect((await steps.next()).value).toMatchObject({ destroyed: [] });
    controller.abort(new Error('enough'));
    await expect(steps.next()).rejects.toThrow('enough');
    expect(mastersOf(objects)).toEqual(new Set([1, 2]));
    expect(statuses(objects)).toEqual(['1 retired', '2 primary']);
    expect(await contents(objects)).toEqual(before);
    const moved = [...rawEntries(objects).values()].filter(({ master }) => master === 2).length;
    expect(await last(store.rewrap())).toMatchObject({ entries: 70 - moved, destroyed: [1] });
    expect(await contents(objects)).toEqual(before);
  });

  it.each([{ batch: 0 }, { batch: 1.5 }, { batch: Number.NaN }])('refuses %o', async (options) => {
    expect(await codeOf(store.rewrap(options).next())).toBe('invalid-argument');
  });

  it('lets others put meanwhile, here and elsewhere', async () => {
    const other = await KeyStore.open(storageOn(objects), UNLOCK);
    let put = 0;
    for await (const { destroyed } of store.rewrap({ batch: 8 })) {
      if (destroyed.length > 0) break;
      await fill(put % 2 === 0 ? other : store, 1, 100 + put++);
    }
    expect(put).toBeGreaterThan(4);
    const after = await contents(objects);
    expect(after).toMatchObject(before);
    expect(Object.keys(after)).toHaveLength(70 + put);
    expect(mastersOf(objects)).toEqual(new Set([2]));
    expect(statuses(objects)).toEqual(['1 destroyed', '2 primary']);
  });

  it('does not destroy the key that another one rotated to meanwhile', async () => {
    const steps = store.rewrap({ batch: 8 });
    await steps.next();
    await store.rotateMaster();
    await fill(store, 1, 100);
    expect((await last(steps)).destroyed).toEqual([1]);
    expect(await contents(objects)).toMatchObject(before);
    expect((await last(store.rewrap())).destroyed).toEqual([2]);
    expect(await contents(objects)).toMatchObject(before);
  });

  it.each([false, true])('runs in two stores at once; reencrypt: %s', async (reencrypt) => {
    const other = await KeyStore.open(storageOn(objects), UNLOCK);
    const all = await Promise.all([store, other].map((one) => last(one.rewrap({ batch: 8, reencrypt }))));
    expect(all.flatMap(({ destroyed }) => destroyed)).toEqual([1]);
    expect(mastersOf(objects)).toEqual(new Set([2]));
    expect(statuses(objects)).toEqual(['1 destroyed', '2 primary']);
    expect(await contents(objects)).toEqual(before);
    other.lock();
  });

  it.each([
    ['before', false],
    ['after', true],
    ...(process.env['SLOW'] === '1'
      ? ([
          ['after', false],
          ['before', true],
        ] as const)
      : []),
  ] as const)('goes on after a crash at any operation, %s it was done; reencrypt: %s', async (failure, reencrypt) => {
    const prepared = new Map(objects);
    let crashes = 0;
    for (;;) {
      const now = new Map(prepared);
      const storage = new Watched(storageOn(now));
      const opened = await KeyStore.open(storage, UNLOCK);
      if (await finishes(opened, storage, crashes, failure, reencrypt)) break;
      crashes++;
      expect(await contents(now)).toEqual(before);
      const again = await KeyStore.open(storageOn(now), UNLOCK);
      await last(again.rewrap({ batch: 30, reencrypt }));
      again.lock();
      expect(mastersOf(now)).toEqual(new Set([2]));
      expect(statuses(now)).toEqual(['1 destroyed', '2 primary']);
      expect(await contents(now)).toEqual(before);
    }
    // Three commits of buckets and one of the head: each reads, writes, commits and removes.
    expect(crashes).toBeGreaterThan(20);
  });
});

/** Whether a rewrap came to its end before the operation that fails. */
async function finishes(
  store: KeyStore,
  storage: Watched,
  call: number,
  failure: Failure,
  reencrypt: boolean,
): Promise<boolean> {
  storage.failAt(call, failure);
  try {
    await last(store.rewrap({ batch: 30, reencrypt }));
    return true;
  } catch (error) {
    if (!(error instanceof Injected)) throw error;
    return false;
  } finally {
    store.lock();
  }
}

describe('erase', () => {
  it('leaves no master key that opened the entry', async () => {
    const { objects, store } = await storeOf(5);
    const before = await bareKeys(objects);
    const receipt = await store.erase(nameOf(2));
    const after = await bareKeys(objects);
    expect(receipt).toMatchObject({ reach: 'erase', generation: store.generation, storeId: store.id });
    expect([...after.masters.keys()]).toEqual([2]);
    expect(after.masters.get(2)).not.toEqual(before.masters.get(1));
    expect(Object.keys(await contents(objects))).toEqual([0, 1, 3, 4].map(nameOf));
    store.lock();
  });
});
