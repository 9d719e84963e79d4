/** What `verify` reads: all that opens, older heads too. */

import { KeyStore } from '@fedzk/keys';
import { describe, expect, it, vi } from 'vitest';
import { readHead } from '../src/format/head.js';
import { type Objects, storageOn } from './support/objects.js';
import { bucketObjects, codeOf, fill, headBytes, nameOf, storeOf, UNLOCK } from './support/stores.js';
import { Watched } from './support/watched.js';

// On a machine that has much else to do.
vi.setConfig({ testTimeout: 120_000 });

/** A store whose older heads are there: a storage on a map keeps all of them. */
async function storeWithOlderHeads(): Promise<Objects> {
  const objects: Objects = new Map();
  const store = await KeyStore.create(storageOn(objects), UNLOCK);
  await fill(store, 2);
  await store.rotateMaster();
  await fill(store, 1, 2);
  store.lock();
  return objects;
}

const olderHeads = (objects: Objects): string[] => {
  const newest = headBytes(objects).name;
  return [...objects.keys()].filter((name) => name.startsWith('h/') && name !== newest).sort();
};

async function reportOf(objects: Objects): ReturnType<KeyStore['verify']> {
  const store = await KeyStore.open(storageOn(objects), UNLOCK);
  try {
    return await store.verify();
  } finally {
    store.lock();
  }
}

describe('verify', () => {
  it('tells of each byte of an older head that was changed, and where', async () => {
    const objects = await storeWithOlderHeads();
    expect(await reportOf(objects)).toMatchObject({ ok: true, problems: [] });
    const heads = olderHeads(objects);
    expect(heads).toHaveLength(3);
    let tried = 0;
    for (const name of heads) {
      const bytes = objects.get(name) ?? new Uint8Array();
      const store = await KeyStore.open(storageOn(objects), UNLOCK);
      for (let at = 0; at < bytes.length; at++) {
        objects.set(name, bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8))));
        const { ok, problems } = await store.verify();
        expect([ok, problems[0]?.where], `byte ${at} of ${name}`).toEqual([false, name]);
        tried++;
      }
      objects.set(name, bytes);
      store.lock();
    }
    expect(tried).toBeGreaterThan(1_500);
  });

  it('tells of an older head that is cut, longer, empty, or another one’s', async () => {
    const objects = await storeWithOlderHeads();
    const other = await storeWithOlderHeads();
    const [, name = ''] = olderHeads(objects);
    const bytes = objects.get(name) ?? new Uint8Array();
    const store = await KeyStore.open(storageOn(objects), UNLOCK);
    for (const wrong of [
      bytes.subarray(0, -1),
      new Uint8Array([...bytes, 0]),
      new Uint8Array(),
      other.get(name) ?? new Uint8Array(),
      headBytes(objects).bytes,
    ]) {
      objects.set(name, wrong);
      expect((await store.verify()).problems.map(({ where }) => where)).toEqual([name]);
    }
    store.lock();
  });

  it('checks older heads of another root key by the hashes in newer ones', async () => {
    const objects = await storeWithOlderHeads();
    const older = new Map([...objects].filter(([name]) => name.startsWith('h/')));
    const store = await KeyStore.open(storageOn(objects), UNLOCK);
    await store.rotateRoot([UNLOCK]);
    await fill(store, 1, 9);
    // As they lie there where the power was lost.
    for (const [name, bytes] of older) objects.set(name, bytes);
    expect(await store.verify()).toMatchObject({ ok: true });
    const [name = '', bytes = new Uint8Array()] = [...older][0] ?? [];
    objects.set(name, bytes.with(40, (bytes[40] ?? 0) ^ 1));
    expect((await store.verify()).problems.map(({ where }) => where)).toEqual([name]);
    store.lock();
  });

  it('tells of a changed slot of an older head, which opening removed', async () => {
    const objects = await storeWithOlderHeads();
    const { slots } = readHead(headBytes(objects).bytes);
    const slotId = slots[0]?.id ?? new Uint8Array();
    for (const name of olderHeads(objects)) {
      const copy = new Map(objects);
      const bytes = copy.get(name) ?? new Uint8Array();
      const at = Buffer.from(bytes).indexOf(slotId);
      copy.set(name, bytes.with(at, (bytes[at] ?? 0) ^ 1));
      expect(await reportOf(copy)).toMatchObject({
        ok: false,
        problems: [{ where: name, why: expect.stringContaining('It was removed when the store was opened.') }],
      });
      expect(olderHeads(copy)).toEqual([]);
      expect(await reportOf(copy)).toMatchObject({ ok: true, problems: [] });
    }
  });

  it('finds nothing wrong with authentic older heads that opening removed, as after an interrupted change', async () => {
    const objects = await storeWithOlderHeads();
    const store = await KeyStore.open(storageOn(objects), UNLOCK);
    await store.addSlot({ key: new Uint8Array(32).fill(5) });
    const [, added] = await store.slots();
    const older = new Map([...objects].filter(([name]) => name.startsWith('h/')));
    await store.removeSlot(added?.id ?? '');
    store.lock();
    for (const [name, bytes] of older) objects.set(name, bytes); // as where it was interrupted
    expect(await reportOf(objects)).toMatchObject({ ok: true, problems: [] });
    expect(olderHeads(objects)).toEqual([]);
  });

  it('finds nothing wrong with a head of an older root key that opening removed, which no key can check', async () => {
    const objects = await storeWithOlderHeads();
    const store = await KeyStore.open(storageOn(objects), UNLOCK);
    const fork = new Map(objects);
    await fill(store, 1, 9);
    await store.rotateRoot([UNLOCK]);
    store.lock();
    const other = await KeyStore.open(storageOn(fork), UNLOCK);
    await fill(other, 1, 8);
    other.lock();
    const { name, bytes } = headBytes(fork);
    objects.set(name, bytes); // of another writer, under the newest head, as where the power was lost
    expect(olderHeads(objects)).toEqual([name]);
    expect(await reportOf(objects)).toMatchObject({ ok: true, problems: [] });
    expect(olderHeads(objects)).toEqual([]);
  });

  it('finds nothing wrong with heads that are missing, or removed while it reads', async () => {
    const objects = await storeWithOlderHeads();
    for (const name of olderHeads(objects)) {
      const fewer = new Map(objects);
      fewer.delete(name);
      expect(await reportOf(fewer)).toMatchObject({ ok: true });
    }
    const watched = new Watched(storageOn(objects));
    const store = await KeyStore.open(watched, UNLOCK);
    const [oldest = ''] = olderHeads(objects);
    watched.pause = async (operation) => {
      if (operation === 'list') queueMicrotask(() => objects.delete(oldest));
    };
    expect(await store.verify()).toMatchObject({ ok: true });
    expect(objects.has(oldest)).toBe(false);
    store.lock();
  });

  it('says how to find the name of a damaged entry, which cannot be read', async () => {
    const { objects, store } = await storeOf(2);
    const [{ name, bytes } = { name: '', bytes: new Uint8Array() }] = bucketObjects(objects);
    objects.set(name, bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1));
    const { problems } = await store.verify();
    expect(problems).toEqual([
      { where: 'bucket 0, entry 1', why: expect.stringContaining('get(id) of each name tells which key it is') },
    ]);
    expect(problems[0]?.why).not.toContain('verify()');
    const codes = await Promise.all([0, 1].map((i) => codeOf(store.get(nameOf(i)))));
    expect(codes.sort()).toEqual(['damaged', 'done']);
    store.lock();
  });

  it('is not done, rather than done with problems, where the storage fails', async () => {
    const objects = await storeWithOlderHeads();
    const storage = storageOn(objects);
    const [oldest = ''] = olderHeads(objects);
    let fails = false;
    const failing = {
      ...storage,
      get: async (name: string) => {
        if (fails && name === oldest) throw new Error('the disk is gone');
        return storage.get(name);
      },
    };
    const store = await KeyStore.open(failing, UNLOCK);
    fails = true;
    await expect(store.verify()).rejects.toThrow('the disk is gone');
    expect(await codeOf(store.get(nameOf(0)))).toBe('done');
    store.lock();
  });
});
