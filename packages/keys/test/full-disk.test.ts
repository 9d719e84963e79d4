/** A full disk: what a failed commit wrote is gone at once, so that deleting keys makes room. */
import { readdirSync, statSync } from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { join } from 'node:path';
import { FedzkError, KeyStore } from '@fedzk/keys';
import { expect, it } from 'vitest';
import { directoryStorage, directoryStorageOn, type FileLayer } from '../src/storage/directory.js';
import { temporary } from './support/folder.js';
import { fault } from './support/layers.js';
import { codeOf, fill, nameOf, UNLOCK } from './support/stores.js';

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

it('erase needs room for one bucket more, not for all of them', async () => {
  const { dir } = temporary();
  const disk = new Small(dir);
  const store = await KeyStore.create(directoryStorageOn(disk.layer, dir), UNLOCK);
  await fill(store, 2_000);
  disk.room = used(dir) + largestBucket(dir) + HEADS;
  expect((await store.erase(nameOf(7))).reach).toBe('erase');
  expect(await store.verify()).toMatchObject({ ok: true, entries: 1_999, orphans: [] });
  expect((await store.list()).some(({ id }) => id === nameOf(7))).toBe(false);
});
