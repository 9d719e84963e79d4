/** Commits that are asked for together are made together: fewer heads, and each caller has its own outcome. */

import * as nodeFiles from 'node:fs/promises';
import { type FedzkErrorCode, KeyStore } from '@fedzk/keys';
import { Random } from '@fedzk/testkit/random';
import { beforeEach, describe, expect, it } from 'vitest';
import { directoryStorage, directoryStorageOn } from '../src/storage/directory.js';
import { headName } from '../src/storage/storage.js';
import { temporary } from './support/folder.js';
import { around, fault } from './support/layers.js';
import { type Objects, storageOn } from './support/objects.js';
import { bucketObjects, cheap, codeOf, contents, fill, headOf, nameOf, storeOf, UNLOCK } from './support/stores.js';
import { Injected, Watched } from './support/watched.js';

const random = new Random('group');
const SECRET = random.bytes(32);

const put = (store: KeyStore, id: string, replace = false): Promise<string> =>
  store.put(SECRET, { id, exportable: true, replace });

const ids = (count: number, prefix = 'k'): string[] => Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

describe('puts of many callers', () => {
  let objects: Objects;
  let storage: Watched;
  let store: KeyStore;
  beforeEach(async () => {
    objects = new Map();
    storage = new Watched(storageOn(objects));
    store = await KeyStore.create(storage, UNLOCK);
    storage.calls.length = 0;
  });

  it('are one commit, which writes each bucket once', async () => {
    expect(await Promise.all(ids(64).map((id) => put(store, id)))).toEqual(ids(64));
    expect([storage.count('commitHead'), storage.count('put')]).toEqual([1, 1]);
    expect(Object.keys(await contents(objects)).sort()).toEqual(ids(64).sort());
    expect(headOf(objects)).toMatchObject({ generation: 1, entries: 64 });
  });

  it('with many rounds are one commit a round', async () => {
    await Promise.all(
      ids(64, 'caller').map(async (caller) => {
        for (const id of ids(10, caller)) await put(store, id);
      }),
    );
    expect(headOf(objects).entries).toBe(640);
    // A round begins when the first of its callers does; those who are later than its look go with the next one.
    expect(storage.count('commitHead')).toBeLessThanOrEqual(20);
    expect((await store.verify()).ok).toBe(true);
  });

  it('more than a group has are several', async () => {
    await Promise.all(ids(600).map((id) => put(store, id)));
    expect(headOf(objects)).toMatchObject({ generation: 3, entries: 600 });
    expect(Object.keys(await contents(objects))).toHaveLength(600);
  });

  it('grow the store as one after the other would', async () => {
    await Promise.all(ids(70).map((id) => put(store, id)));
    expect(headOf(objects)).toMatchObject({ generation: 1, bucketBits: 4, entries: 70 });
    expect(Object.keys(await contents(objects)).sort()).toEqual(ids(70).sort());
  });

  it('see what those before them do, in the order in which they were asked for', async () => {
    const codes = await Promise.all([
      codeOf(put(store, 'a')),
      codeOf(put(store, 'a')),
      codeOf(put(store, 'a', true)),
      codeOf(store.delete('b')),
      codeOf(put(store, 'b')),
      codeOf(store.delete('b')),
      codeOf(put(store, 'c')),
      codeOf(store.get('c')),
      codeOf(store.delete('c')),
      codeOf(store.get('c')),
    ]);
    const done = 'done';
    expect(codes).toEqual([done, 'already-exists', done, 'not-found', done, done, done, done, done, 'not-found']);
    expect(Object.entries(await contents(objects)).map(([id, value]) => [id, value.split(' ')[0]])).toEqual([
      ['a', '2'],
    ]);
  });

  it('have receipts of the head that they share', async () => {
    await fill(store, 3);
    const receipts = await Promise.all([0, 1, 2].map((i) => store.delete(nameOf(i))));
    expect(new Set(receipts.map(({ head }) => head)).size).toBe(1);
    expect(receipts.map(({ generation }) => generation)).toEqual([2, 2, 2]);
    expect(new Set(receipts.map(({ entry }) => entry)).size).toBe(3);
  });

  it('beside changes of the head are made in their order', async () => {
    const codes = await Promise.all([
      codeOf(put(store, 'a')),
      codeOf(put(store, 'b')),
      codeOf(store.rotateMaster()),
      codeOf(put(store, 'c')),
      codeOf(put(store, 'd')),
      codeOf(store.addSlot(cheap('x'))),
      codeOf(store.rotateRoot([UNLOCK])),
      codeOf(put(store, 'e')),
      codeOf(store.rotateMaster()),
    ]);
    expect(codes).toEqual(Array(9).fill('done'));
    expect(headOf(objects).generation).toBe(7);
    expect(headOf(objects).masters.map(({ status }) => status)).toEqual(['retired', 'retired', 'primary']);
    expect(Object.keys(await contents(objects)).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('one that fails', () => {
  it('fails alone, wherever it stands', async () => {
    for (let at = 0; at < 8; at++) {
      const { objects, store } = await storeOf(1);
      const asked = ids(8).map((id, i) => codeOf(put(store, i === at ? nameOf(0) : id)));
      const expected: (FedzkErrorCode | 'done')[] = Array(8).fill('done');
      expected[at] = 'already-exists';
      expect(await Promise.all(asked)).toEqual(expected);
      expect(Object.keys(await contents(objects))).toHaveLength(8);
    }
  });

  it.each(['damaged', 'missing'] as const)('over a %s bucket leaves those of other buckets', async (how) => {
    const { objects, store: writer } = await storeOf(100);
    writer.lock();
    const [spoilt] = bucketObjects(objects);
    if (spoilt === undefined) throw new Error('no bucket');
    if (how === 'missing') objects.delete(spoilt.name);
    else
      objects.set(
        spoilt.name,
        spoilt.bytes.map((byte, i) => (i === 60 ? byte ^ 1 : byte)),
      );
    const store = await KeyStore.open(storageOn(objects), UNLOCK);
    // So many that some are of each of the 16 buckets: that none is of one has a chance of 2 in a million.
    const codes = await Promise.all(ids(200).map((id) => codeOf(put(store, id))));
    const failed = codes.filter((code) => code === 'damaged').length;
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThan(50);
    expect(codes.filter((code) => code === 'done')).toHaveLength(200 - failed);
    expect(headOf(objects)).toMatchObject({ generation: 2, entries: 300 - failed });
  });
});

describe('a group whose commit', () => {
  it('fails is made whole or not at all, and all are told', async () => {
    for (const failure of ['before', 'after'] as const) {
      for (const operation of ['put', 'commitHead', 'delete'] as const) {
        const { objects, store: first } = await storeOf(3);
        first.lock();
        const before = await contents(objects);
        const storage = new Watched(storageOn(objects));
        const store = await KeyStore.open(storage, UNLOCK);
        await store.list();
        const counting = ['readHead', 'put', 'commitHead', 'delete'].indexOf(operation);
        storage.failAt(counting, failure);
        const asked = ids(5).map((id) => put(store, id));
        for (const one of await Promise.allSettled(asked)) {
          expect(one).toMatchObject({ status: 'rejected', reason: expect.any(Injected) });
        }
        expect(storage.calls[counting]?.operation).toBe(operation);
        const made = counting > 2 || (counting === 2 && failure === 'after');
        expect(Object.keys(await contents(objects))).toHaveLength(Object.keys(before).length + (made ? 5 : 0));
        // It goes on.
        await put(store, 'later');
        expect((await store.verify()).ok).toBe(true);
      }
    }
  });

  it('was not begun takes none with it but the first, whose look at the store failed', async () => {
    const { objects, store: first } = await storeOf(1);
    first.lock();
    const storage = new Watched(storageOn(objects));
    const store = await KeyStore.open(storage, UNLOCK);
    storage.failAt(0, 'before');
    const [failed, ...others] = await Promise.allSettled(ids(5).map((id) => put(store, id)));
    expect(failed).toMatchObject({ reason: expect.any(Injected) });
    expect(others.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
    expect(Object.keys(await contents(objects))).toHaveLength(5);
  });

  it('fails does not take with it what was clear before', async () => {
    const { objects, store: first } = await storeOf(1);
    first.lock();
    const storage = new Watched(storageOn(objects));
    const store = await KeyStore.open(storage, UNLOCK);
    await store.list();
    storage.failAt(1, 'before');
    const [clear, ...failed] = await Promise.allSettled([
      put(store, nameOf(0)),
      put(store, 'a'),
      put(store, 'a'), // It exists when the one before is made, which nobody knows.
    ]);
    expect(clear).toMatchObject({ reason: { code: 'already-exists' } });
    expect(failed).toMatchObject([{ reason: expect.any(Injected) }, { reason: expect.any(Injected) }]);
  });

  it('is beaten by another writer is decided anew', async () => {
    const { objects, store: a } = await storeOf(0);
    const b = await KeyStore.open(storageOn(objects), UNLOCK);
    const both = ['both-0', 'both-1'];
    const codes = await Promise.all([
      ...[...ids(30, 'a'), ...both].map((id) => codeOf(put(a, id))),
      ...[...ids(30, 'b'), ...both].map((id) => codeOf(put(b, id))),
    ]);
    expect(codes.filter((code) => code === 'already-exists')).toHaveLength(2);
    expect(codes.filter((code) => code === 'done')).toHaveLength(62);
    expect(Object.keys(await contents(objects))).toHaveLength(62);
    expect((await a.verify()).orphans).toEqual([]);
  });
});

it('in a folder, a group writes one head, and no more buckets than the store has', async () => {
  const { dir } = temporary();
  let [links, syncs] = [0, 0];
  const layer = around(nodeFiles, (step, run) => {
    if (step.operation === 'link') links++;
    if (step.operation === 'sync') syncs++;
    return run();
  });
  const store = await KeyStore.create(directoryStorageOn(layer, dir), UNLOCK);
  await Promise.all(ids(100).map((id) => put(store, id)));
  [links, syncs] = [0, 0];
  await put(store, 'one');
  const alone = syncs;
  [links, syncs] = [0, 0];
  await Promise.all(ids(64, 'more').map((id) => put(store, id)));
  expect([links, alone]).toEqual([1, 4]);
  expect(syncs).toBeLessThanOrEqual(16 + 3);
  store.lock();
  const again = await KeyStore.open(directoryStorage(dir), UNLOCK);
  expect(await again.verify()).toMatchObject({ ok: true, entries: 165, generation: 3 });
  expect(await directoryStorage(dir).get(headName(3))).toBeDefined();
  again.lock();
});

it('a bucket that fails in a group fails the group, and nothing of it is left', async () => {
  const { dir } = temporary();
  let buckets = Number.NEGATIVE_INFINITY;
  const layer = around(nodeFiles, (step, run) => {
    if (step.operation === 'sync' && step.path.includes('/b/') && buckets++ === 2)
      return Promise.reject(fault('ENOSPC'));
    return run();
  });
  const store = await KeyStore.create(directoryStorageOn(layer, dir), UNLOCK);
  await fill(store, 100);
  buckets = 0;
  const codes = await Promise.all(ids(64).map((id) => codeOf(put(store, id))));
  expect(new Set(codes)).toEqual(new Set(['storage']));
  expect(await store.verify()).toMatchObject({ ok: true, entries: 100, generation: 1, orphans: [] });
  await Promise.all(ids(64).map((id) => put(store, id)));
  expect(await store.verify()).toMatchObject({ ok: true, entries: 164, generation: 2 });
  store.lock();
});
