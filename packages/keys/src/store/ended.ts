// The end of a store: its last head, and what is said when there is no store any more.

import { FedzkError } from '@fedzk/core';
import type { Head } from '../format/head.js';
import type { Vault } from '../vault.js';
import { StoreKeys } from './keys.js';
import { NO_BUCKET } from './state.js';

/** The fields of a store's last head. Its slots stay, by which whoever opens one finds the end; nothing lies under its keys. */
export function lastHead(vault: Vault, { root }: StoreKeys, head: Head): Head {
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

export function erased(
  { generation }: Head,
  more = 'Make a new store in another folder.',
  cause?: unknown,
): FedzkError {
  const message = `The key store was erased, by its commit ${generation}; nothing of it opens any more. ${more}`;
  return new FedzkError('erased', message, { cause });
}

/** Whether an error says that a store, as it was, is no longer there. */
export function isGone(error: unknown): boolean {
  return error instanceof FedzkError && ['not-found', 'erased', 'rolled-back'].includes(error.code);
}
