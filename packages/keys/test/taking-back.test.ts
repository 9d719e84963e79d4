/** A commit that is not made takes its buckets back, and nothing of a store that came into the place of its own. */

import { type KeyStorage, KeyStore } from '@fedzk/keys';
import { expect, it } from 'vitest';
import { type Objects, storageOn } from './support/objects.js';
import { codeOf, UNLOCK } from './support/stores.js';

type Deletion = Parameters<KeyStorage['delete']>;

/** A store whose storage notes what is deleted. */
async function watched(): Promise<{ objects: Objects; storage: KeyStorage; deleted: Deletion[] }> {
  const objects: Objects = new Map();
  const deleted: Deletion[] = [];
  const inner = storageOn(objects);
  const storage: KeyStorage = {
    ...inner,
    delete: async (names, head) => {
      deleted.push([names, head]);
      await inner.delete(names, head);
    },
  };
  return { objects, storage, deleted };
}

it('deletes its own where another store came into the place, by the head of that one', async () => {
  const { objects, storage, deleted } = await watched();
  const store = await KeyStore.create(storage, UNLOCK);
  let [own, others]: [readonly string[], readonly string[]] = [[], []];
  const { put } = storage;
  storage.put = async (written) => {
    await put(written);
    own = written.map(({ name }) => name);
    storage.put = put;
    for (const name of [...objects.keys()]) if (name.startsWith('h/')) objects.delete(name);
    // One whose creation began before the bucket was there.
    const apart: Objects = new Map();
    (await KeyStore.create(storageOn(apart), UNLOCK)).lock();
    for (const [name, bytes] of apart) objects.set(name, bytes);
    others = [...objects.keys()].filter((name) => !own.includes(name));
  };
  storage.commitHead = async () => 'conflict';
  expect(await codeOf(store.put(new Uint8Array(32), { id: 'late' }))).toBe('not-found');
  expect([...objects.keys()]).toEqual(others);
  expect(deleted).toEqual([[own, { storeId: expect.any(Uint8Array), generation: 0, hash: expect.any(Uint8Array) }]]);
});
