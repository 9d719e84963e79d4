/** A commit that is not made takes its buckets back, unless another store came into the place of its own. */

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

it('deletes nothing where another store came into the place', async () => {
  const { objects, storage, deleted } = await watched();
  const store = await KeyStore.create(storage, UNLOCK);
  let others: readonly string[] = [];
  const { put } = storage;
  storage.put = async (written) => {
    await put(written);
    storage.put = put;
    for (const name of [...objects.keys()]) if (name.startsWith('h/')) objects.delete(name);
    (await KeyStore.create(storageOn(objects), UNLOCK)).lock();
    others = [...objects.keys()];
  };
  storage.commitHead = async () => 'conflict';
  expect(await codeOf(store.put(new Uint8Array(32), { id: 'late' }))).toBe('not-found');
  expect([...objects.keys()]).toEqual(others);
  for (const [, head] of deleted) expect(head).toBeDefined();
});
