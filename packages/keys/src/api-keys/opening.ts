// Opens the store of the keys, and makes it where there is none.

import { FedzkError, toHex } from '@fedzk/core';
import type { KeyStorage } from '../storage/storage.js';
import { generateKey } from '../store/adding.js';
import type { StoreCore } from '../store/core.js';
import { openNamed } from '../store/life.js';
import { createStore, openStore } from '../store/opening.js';
import type { KeyStoreOptions } from '../store/options.js';
import { shapeOf, tagOf } from '../store/state.js';
import type { Key } from '../vault.js';

/** The name of the entry of the key of all HMACs. No API key has such an id. */
export const MAC_KEY = 'hmac-key';

/**
 * Opens the store.
 *
 * @param key derived from the pepper
 * @param create whether to make it where there is none
 */
export async function openCore(
  storage: KeyStorage,
  key: Uint8Array,
  options: KeyStoreOptions,
  create: boolean,
): Promise<StoreCore> {
  try {
    return await openStore(storage, { key }, options);
  } catch (error) {
    if (codeOf(error) === 'wrong-key' && !(await isAnother(storage, options.id))) {
      const message =
        'The API keys do not open: the pepper is wrong, or the store is damaged. If it is the right one, restore a backup.';
      throw new FedzkError('wrong-key', message, { cause: error });
    }
    if (codeOf(error) !== 'not-found') throw error;
    if (!create) throw new FedzkError('not-found', 'There are no API keys here.', { cause: error });
  }
  try {
    const { addAnchor: _, ...making } = options;
    return await createStore(storage, { key }, making);
  } catch (error) {
    // Another process made it meanwhile.
    if (codeOf(error) === 'already-exists') return openStore(storage, { key }, options);
    throw error;
  }
}

/** Whether a storage has another store than the one that is expected. */
async function isAnother(storage: KeyStorage, id: string | undefined): Promise<boolean> {
  const stored = await storage.readHead();
  return id !== undefined && stored !== undefined && toHex(shapeOf(stored).storeId) !== id;
}

/** Returns the key of all HMACs, which is made with the store and never leaves it but in a sealed snapshot. */
export async function macKeyOf(core: StoreCore): Promise<Key> {
  for (;;) {
    const found = await core.read(async ({ head }) => {
      const row = await core.buckets.find(head, tagOf(core.vault, core.keys, MAC_KEY));
      return row && openNamed(core.with(head), core.buckets.entryOf(row), MAC_KEY);
    });
    if (found?.kind === 'hmac-sha256') return found.secret;
    if (found !== undefined) throw new FedzkError('damaged', 'This is a key store, and none of API keys.');
    if (core.state.head.entries > 0) {
      throw new FedzkError('invalid-argument', '"storage" expected a folder of API keys alone, got one of other keys.');
    }
    await generateKey(core, 'hmac-sha256', { id: MAC_KEY }).catch((error: unknown) => {
      if (codeOf(error) !== 'already-exists') throw error;
    });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof FedzkError ? error.code : undefined;
}
