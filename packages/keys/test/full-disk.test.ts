/** A full disk: what a failed commit wrote is gone at once, so that deleting keys makes room. */
import { readdirSync, statSync } from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { join } from 'node:path';
import { FedzkError, KeyStore } from '@fedzk/keys';
import { rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { directoryStorage, directoryStorageOn, type FileLayer } from '../src/storage/directory.js';
import type { KeyStorage } from '../src/storage/storage.js';
import { temporary } from './support/folder.js';
import { fault } from './support/layers.js';
import { type Objects, storageOn } from './support/objects.js';
import { codeOf, fill, nameOf, storeOf, UNLOCK } from './support/stores.js';

const FULL = 'ENOSPC';

/** How many bytes a folder's files have. */
function used(dir: string): number {
  const sizes = readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) =>
    entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A disk for one folder, of so many bytes as it is told. A file that has no room is there, and empty. */
class Small {
  room = Number.POSITIVE_INFINITY;
  readonly layer: FileLayer;

  constructor(dir: string) {
    this.layer = {
      ...nodeFiles,
      open: async (path, flags, mode) => {
        const file = await nodeFiles.open(path, flags, mode);
        return {
          stat: () => file.stat(),
          read: (...args) => file.read(...args),
          writeFile: async (bytes) => {
            if (used(dir) + bytes.length > this.room) throw fault(FULL);
            await file.writeFile(bytes);
          },
          sync: () => file.sync(),
          close: () => file.close(),
        };
      },
    };
  }
}

/** More than three heads of these stores have. */
const HEADS = 4_096;

function largestBucket(dir: string): number {
  return Math.max(...readdirSync(join(dir, 'b')).map((name) => statSync(join(dir, 'b', name)).size));
}

function isFull(error: unknown): boolean {
  return error instanceof FedzkError && error.code === 'storage' && error.message.includes(FULL);
}

/** Puts keys until there is no room. */
async function fillUp(store: KeyStore): Promise<number> {
  for (let i = 0; ; i++) {
    try {
      await store.put(new Uint8Array(2_000).fill(i), { id: nameOf(i), exportable: true });
    } catch (error) {
      expect(isFull(error)).toBe(true);
      return i;
    }
  }
}

it.each([1, 2, 3])('a put that has no room leaves nothing, and a delete makes room: %s', async (times) => {
  const { dir } = temporary();
  const disk = new Small(dir);
  const store = await KeyStore.create(directoryStorageOn(disk.layer, dir), UNLOCK);
  disk.room = 200_000 * times;
  const count = await fillUp(store);
  const before = used(dir);
  for (let i = 0; i < 5; i++)
    expect(await codeOf(store.put(new Uint8Array(2_000), { id: nameOf(count) }))).toBe('storage');
  expect(used(dir)).toBe(before);
  expect((await store.verify()).orphans).toEqual([]);
  // What a delete needs, whatever fills the rest.
  disk.room = before + largestBucket(dir) + HEADS;
  for (let i = 0; i < count; i++) expect((await store.delete(nameOf(i))).reach).toBe('delete');
  expect(await store.list()).toEqual([]);
  await store.put(new Uint8Array(2_000), { id: 'more' });
  store.lock();
  const again = await KeyStore.open(directoryStorage(dir), UNLOCK);
  expect(await again.verify()).toMatchObject({ ok: true, entries: 1, orphans: [] });
});

it('where the head has no room, the buckets go too', async () => {
  const { dir } = temporary();
  const disk = new Small(dir);
  const store = await KeyStore.create(directoryStorageOn(disk.layer, dir), UNLOCK);
  await fill(store, 10);
  const buckets = readdirSync(join(dir, 'b'));
  const bucket = statSync(join(dir, 'b', buckets[0] ?? '')).size;
  disk.room = used(dir) + bucket + 500;
  expect(await codeOf(fill(store, 1, 10))).toBe('storage');
  expect(readdirSync(join(dir, 'b'))).toEqual(buckets);
});

it('erase needs room for one more bucket, not for all of them', async () => {
  const { dir } = temporary();
  const disk = new Small(dir);
  const store = await KeyStore.create(directoryStorageOn(disk.layer, dir), UNLOCK);
  await fill(store, 2_000);
  disk.room = used(dir) + largestBucket(dir) + HEADS;
  expect((await store.erase(nameOf(7))).reach).toBe('erase');
  expect(await store.verify()).toMatchObject({ ok: true, entries: 1_999, orphans: [] });
  expect((await store.list()).some(({ id }) => id === nameOf(7))).toBe(false);
});

describe('a restore that has no room leaves no object', () => {
  it.each([
    ['of its first bucket', 0],
    ['of its last bucket', -1_000],
    ['of its head', 300],
  ])('%s', async (_, more) => {
    const { store } = await storeOf(100);
    let backup = new Uint8Array();
    await store.backup({
      write: async (bytes) => {
        backup = new Uint8Array(bytes);
      },
    });
    const { dir } = temporary();
    const disk = new Small(dir);
    const head = 1_400; // at least
    disk.room = more === 0 ? 10 : backup.length - head + more;
    const storage = directoryStorageOn(disk.layer, dir);
    const error = await rejection(KeyStore.restore(storage, backup, UNLOCK));
    expect([error.code, error.message]).toEqual(['storage', expect.stringContaining(FULL)]);
    expect(error.message).not.toContain('The change may have been made');
    expect(await storage.list()).toEqual([]);
    disk.room = Number.POSITIVE_INFINITY;
    expect(await (await KeyStore.restore(storage, backup, UNLOCK)).list()).toHaveLength(100);
  });
});

describe('an erase that has no room half-way', () => {
  /** Storage of a map that is full at the commits of some numbers, from 1. */
  function fullAt(objects: Objects, ...commits: readonly number[]): KeyStorage {
    const storage = storageOn(objects);
    let count = 0;
    return {
      ...storage,
      commitHead: async (...args) => {
        if (!commits.includes(++count)) return storage.commitHead(...args);
        throw new FedzkError('storage', 'Could not write a head (ENOSPC).', { cause: fault(FULL) });
      },
    };
  }

  it.each([
    [[1], 'Could not write a head (ENOSPC).', 2],
    [[2], 'The key "key-0001" is deleted, but not erased yet: call rotateMaster() and rewrap(). Could not', 1],
    [[3, 4], 'The key "key-0001" is deleted, but not erased yet: call rewrap(). Could not write a head', 1],
  ])('says what is done and what is left: commits %s', async (commits, message, left) => {
    const { objects, store: maker } = await storeOf(2);
    maker.lock();
    const store = await KeyStore.open(fullAt(objects, ...commits), UNLOCK);
    const error = await rejection(store.erase(nameOf(1)));
    expect([error.code, error.message]).toEqual(['storage', expect.stringContaining(message)]);
    expect(await store.list()).toHaveLength(left);
  });
});
