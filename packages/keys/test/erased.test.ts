/** The end of a store beside others who write: when `cryptoErase` resolves, nothing is left and nothing comes back. */
import { existsSync, readdirSync } from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { join } from 'node:path';
import { KeyStore, memoryStorage } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { directoryStorage, directoryStorageOn } from '../src/storage/directory.js';
import { headName } from '../src/storage/storage.js';
import { openStore } from './reader.js';
import { temporary } from './support/folder.js';
import { around, fault, type Step, stopping } from './support/layers.js';
import { type Objects, storageOn } from './support/objects.js';
import { headBytes, headOf } from './support/stores.js';
import { unlock } from './support/unlock.js';

const secret = new Uint8Array(32).fill(1);

/** All files and links in a folder. */
function filesIn(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name));
}

async function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    async (error: unknown) => (await rejection(Promise.reject(error))).code,
  );
}

const put = (store: KeyStore): Promise<string> => store.put(secret, { id: 'late', exportable: true });

/** What a put does. */
async function stepsOfPut(): Promise<readonly Step[]> {
  const { dir } = temporary();
  const watched = stopping();
  const store = await KeyStore.create(directoryStorageOn(watched.layer, dir), unlock);
  await store.put(secret, { id: 'first' });
  watched.arm(Number.POSITIVE_INFINITY);
  await put(store);
  store.lock();
  return watched.steps;
}

describe('a writer who sleeps while the store is erased', () => {
  it('before any step leaves nothing behind, and gets an error', async () => {
    const steps = await stepsOfPut();
    const linked = steps.findIndex(({ operation }) => operation === 'link');
    const told: string[] = [];
    for (const at of steps.keys()) {
      const { dir } = temporary();
      const sleeper = stopping();
      const eraser = await KeyStore.create(directoryStorage(dir), unlock);
      await eraser.put(secret, { id: 'first', exportable: true });
      const store = await KeyStore.open(directoryStorageOn(sleeper.layer, dir), unlock);
      sleeper.arm(at);
      const putting = outcome(put(store));
      await sleeper.reached;
      const { reach } = await eraser.cryptoErase();
      expect([at, reach, filesIn(dir)]).toEqual([at, 'crypto-erase', []]);
      sleeper.go();
      told.push(await putting);
      expect([at, filesIn(dir)]).toEqual([at, []]);
      expect(await outcome(KeyStore.open(directoryStorage(dir), unlock))).toBe('not-found');
      expect(['not-found', 'erased']).toContain(await outcome(put(store)));
      store.lock();
      // It is a place like any other.
      const again = await KeyStore.create(directoryStorage(dir), unlock);
      await put(again);
      again.lock();
    }
    // Who had made his commit, and seen that it stands, may say so.
    for (const [at, code] of told.entries()) {
      expect(['not-found', 'erased', ...(at > linked + 5 ? ['done'] : [])], `step ${at}`).toContain(code);
    }
    expect(told.filter((code) => code === 'done').length).toBeLessThan(5);
  });

  it('and does not wake up leaves nothing', async () => {
    const steps = await stepsOfPut();
    for (const at of steps.keys()) {
      const { dir } = temporary();
      const sleeper = stopping();
      const eraser = await KeyStore.create(directoryStorage(dir), unlock);
      await eraser.put(secret, { id: 'first' });
      const store = await KeyStore.open(directoryStorageOn(sleeper.layer, dir), unlock);
      sleeper.arm(at);
      const putting = outcome(put(store));
      await sleeper.reached;
      await eraser.cryptoErase();
      expect([at, filesIn(dir)]).toEqual([at, []]);
      expect(await outcome(KeyStore.open(directoryStorage(dir), unlock))).toBe('not-found');
      // It has no file open when the test ends.
      sleeper.go();
      await putting;
    }
  });

  it('does not write into a store that was made in its place', async () => {
    const steps = await stepsOfPut();
    for (const at of steps.keys()) {
      const { dir } = temporary();
      const sleeper = stopping();
      const eraser = await KeyStore.create(directoryStorage(dir), unlock);
      await eraser.put(secret, { id: 'first' });
      const store = await KeyStore.open(directoryStorageOn(sleeper.layer, dir), unlock);
      sleeper.arm(at);
      const putting = outcome(put(store));
      await sleeper.reached;
      await eraser.cryptoErase();
      const again = await KeyStore.create(directoryStorage(dir), unlock);
      await again.put(secret, { id: 'new' });
      sleeper.go();
      await putting;
      expect((await again.list()).map(({ id }) => id)).toEqual(['new']);
      expect(await again.verify()).toMatchObject({ ok: true, generation: 1 });
      again.lock();
      store.lock();
    }
  });
});

it('a store whose last head is there opens no more, and nobody writes', async () => {
  const { dir } = temporary();
  const eraser = await KeyStore.create(directoryStorageOn(failingAfterLink(2), dir), unlock);
  await eraser.put(secret, { id: 'first' });
  const other = await KeyStore.open(directoryStorage(dir), unlock);
  expect((await rejection(eraser.cryptoErase())).code).toBe('storage');
  const before = filesIn(dir);
  expect(before.length).toBeGreaterThan(0);
  const { code, message } = await rejection(put(other));
  expect([code, message]).toEqual(['erased', expect.stringContaining('was erased')]);
  for (const work of [other.list(), other.get('first'), other.rotateMaster(), other.delete('first')]) {
    expect(await outcome(work)).toBe('erased');
  }
  expect(filesIn(dir)).toEqual(before);
  expect(await outcome(KeyStore.create(directoryStorage(dir), unlock))).toBe('already-exists');
  expect(await outcome(KeyStore.open(directoryStorage(dir), { key: secret }))).toBe('wrong-key');
  expect(filesIn(dir)).toEqual(before);
  // Who opens it removes the rest.
  expect(await outcome(KeyStore.open(directoryStorage(dir), unlock))).toBe('erased');
  expect(filesIn(dir)).toEqual([]);
});

/** A layer that works until so many heads were made. */
function failingAfterLink(heads: number) {
  let linked = 0;
  return around(nodeFiles, async ({ operation }, run) => {
    if (linked > heads && operation === 'unlink') throw fault('EIO');
    const result = await run();
    if (operation === 'link') linked++;
    return result;
  });
}

it('an erasure that fails at any step leaves the store as it was, or none that opens; the next one ends it', async () => {
  const found: string[] = [];
  for (let at = 0; found.at(-1) !== 'end'; at++) {
    const { dir } = temporary();
    let count = Number.NEGATIVE_INFINITY;
    const layer = around(nodeFiles, async ({ operation }, run) => {
      if (count++ !== at) return run();
      if (operation === 'close') await run(); // a close that fails has closed
      throw fault('EIO');
    });
    const eraser = await KeyStore.create(directoryStorageOn(layer, dir), unlock);
    await eraser.put(secret, { id: 'first', exportable: true });
    count = 0;
    const erased = await outcome(eraser.cryptoErase());
    const reopened = await outcome(
      KeyStore.open(directoryStorage(dir), unlock).then(async (store) => {
        expect((await store.get('first')).exportRaw()).toEqual(secret);
        expect((await store.verify()).ok).toBe(true);
        store.lock();
      }),
    );
    found.push(erased === 'done' && count <= at ? 'end' : reopened);
    if (reopened === 'done') {
      await eraser.cryptoErase();
      expect(filesIn(dir)).toEqual([]);
    } else if (reopened === 'erased') expect(filesIn(dir)).toEqual([]);
  }
  expect([...new Set(found)]).toEqual(['done', 'erased', 'not-found', 'end']);
});

it('two who erase the same store both succeed, or find nothing', async () => {
  for (let round = 0; round < 5; round++) {
    const { dir } = temporary();
    const a = await KeyStore.create(directoryStorage(dir), unlock);
    await a.put(secret, { id: 'first' });
    const b = await KeyStore.open(directoryStorage(dir), unlock);
    const told = await Promise.all([outcome(a.cryptoErase()), outcome(b.cryptoErase())]);
    expect(told).toContain('done');
    for (const code of told) expect(['done', 'not-found']).toContain(code);
    expect(filesIn(dir)).toEqual([]);
  }
});

it('a reader that knows FORMAT.md alone finds that the store was erased', async () => {
  const objects: Objects = new Map();
  const store = await KeyStore.create({ ...storageOn(objects), delete: async () => undefined }, unlock);
  await put(store);
  const noPassphrase = (): never => expect.unreachable();
  expect([...(await openStore(objects, unlock, noPassphrase)).keys()]).toEqual(['late']);
  await expect(store.cryptoErase()).rejects.toThrow('remove them');
  await expect(openStore(objects, unlock, noPassphrase)).rejects.toThrow('store: erased');
  // Nothing but its slots is in the last head.
  const head = headOf(objects);
  expect(head).toMatchObject({ ended: true, entries: 0, bucketBits: 0, generation: 2 });
  expect(head.masters.map(({ id, status }) => [id, status])).toEqual([[2, 'primary']]);
});

it('a last head that was planted ends nothing', async () => {
  const objects: Objects = new Map();
  const store = await KeyStore.create(storageOn(objects), unlock);
  await put(store);
  const planted = headBytes(objects).bytes.slice();
  planted[9] = 2;
  planted[35] = 2;
  objects.set(headName(2), planted);
  const before = new Map(objects);
  for (const work of [put(store), store.list(), KeyStore.open(storageOn(objects), unlock)]) {
    expect(await outcome(work)).toBe('damaged');
  }
  expect(objects).toEqual(before);
});

it('a store in memory ends in the same way', async () => {
  const storage = memoryStorage();
  const store = await KeyStore.create(storage, unlock);
  const other = await KeyStore.open(storage, unlock);
  await store.cryptoErase();
  expect(await outcome(put(other))).toBe('not-found');
  expect(await storage.list()).toEqual([]);
});
