// Ends a store: writes its last head and removes all its objects.

import { FedzkError } from '@fedzk/core';
import { sameBytes } from '../format/bytes.js';
import type { Head } from '../format/head.js';
import { headName, OtherHead } from '../storage/storage.js';
import type { Vault } from '../vault.js';
import { commitOnce, untilFirst } from './commit.js';
import type { StoreCore } from './core.js';
import { following } from './draft.js';
import { StoreKeys } from './keys.js';
import { knownOf, MOST_MISSES } from './objects.js';
import { NO_BUCKET, type State } from './state.js';

/**
 * Writes the head that ends a store. No commit follows it, and no entry opens with it.
 *
 * @returns the last state, also if another writer has ended the store
 */
export function end(core: StoreCore): Promise<State> {
  return core.inTurn(() =>
    untilFirst('the store is not erased', async () => {
      const before = await core.newest.refresh();
      if (before.head.ended) return before;
      const head = following(before, lastHead(core.vault, core.keys, before.head));
      const made = await commitOnce(core, before, { head, buckets: [] });
      return made === 'unknown' ? 'conflict' : made;
    }),
  );
}

/** Makes a store's last head. Its slots stay, so that opening finds the end; its keys are new and unused. */
function lastHead(vault: Vault, { root }: StoreKeys, head: Head): Head {
  const keys = StoreKeys.make(vault, head.storeId, root, vault.randomKey());
  const id = (head.masters.at(-1)?.id ?? 0) + 1;
  return {
    ...head,
    ended: true,
    entries: 0,
    bucketBits: 0,
    buckets: [NO_BUCKET],
    wrappedNameKey: keys.wrappedNames(),
    masters: [keys.newMaster(id, Date.now())],
  };
}

/** Removes all objects of a store that has ended, its last head after all others. */
export async function removeAll({ storage, vault, state }: StoreCore): Promise<void> {
  const last = headName(state.head.generation);
  for (let tries = 0; tries < MOST_MISSES; tries++) {
    const newest = await storage.readHead();
    // Another process has removed the last head; a head that is there now belongs to another store.
    if (newest === undefined || !sameBytes(vault.sha256(newest.bytes), state.hash)) return;
    const others = (await storage.list()).map(({ name }) => name).filter((name) => name !== last);
    try {
      await storage.delete(others.length > 0 ? others.sort() : [last], knownOf(state));
    } catch (error) {
      if (!(error instanceof OtherHead)) throw error;
    }
  }
  throw new FedzkError(
    'storage',
    "Objects of the erased key store can't be removed, or others write there: remove them.",
  );
}
