// Removes a key, erases a key so that no old entry opens from a later head, and erases a whole store.

import { type CallOptions, callOptionsOf, FedzkError, toHex, unexpected } from '@fedzk/core';
import { asOptions, requireName } from '../argument.js';
import { bucketOf, type Row } from '../format/bucket.js';
import { NotAuthentic, sameBytes } from '../format/bytes.js';
import type { Head } from '../format/head.js';
import { withAllSteps } from './audit.js';
import type { StoreCore } from './core.js';
import { end, removeAll } from './end.js';
import { openEntry } from './entries.js';
import { notFound, requireNoHold } from './life.js';
import { LongCall } from './long-call.js';
import { rewrap, rotateMaster } from './masters.js';
import type { DeletionReceipt, StoreReceipt } from './options.js';
import { rewrapAll } from './room.js';
import { tagOf } from './state.js';
import type { KeyProvider } from './unlock.js';

export async function deleteKey(core: StoreCore, id: string): Promise<DeletionReceipt> {
  const name = requireName(id);
  const receipt = await remove(core, name);
  await core.audit('key_delete', name, { generation: receipt.generation });
  return receipt;
}

export async function eraseKey(core: StoreCore, id: string, options: CallOptions): Promise<DeletionReceipt> {
  const name = requireName(id);
  const call = new LongCall(callOptionsOf(options));
  return withAllSteps('"key_erase" is done, but', async (step) => {
    const receipt = await remove(core, name, call.signal);
    // From here on the call can't be cancelled: the key would be deleted but not erased.
    const onProgress = (done: number): void => call.tell(done);
    await orLeft(name, 'rotateMaster() and rewrap()', () => step(() => rotateMaster(core)));
    await orLeft(name, 'rewrap()', () => step(() => rewrapAll((options) => rewrap(core, { ...options, onProgress }))));
    const { head, hash } = core.state;
    await step(() => core.audit('key_erase', name, { generation: head.generation }));
    return { ...receipt, generation: head.generation, head: toHex(hash), reach: 'erase' };
  });
}

/** Does a step after a key was removed. If it fails, the error says which methods are left to call. */
async function orLeft(name: string, left: string, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (cause) {
    const [code, why] = cause instanceof FedzkError ? [cause.code, ` ${cause.message}`] : (['storage', ''] as const);
    throw new FedzkError(code, `The key "${name}" is deleted, but not erased yet: call ${left}.${why}`, { cause });
  }
}

async function remove(core: StoreCore, name: string, signal?: AbortSignal): Promise<DeletionReceipt> {
  let removed: Uint8Array | undefined;
  const { state } = await core.commit<undefined>(async ({ head }) => {
    const tag = tagOf(core.vault, core.keys, name);
    const number = bucketOf(tag, head.bucketBits);
    const rows = await core.buckets.rows(head, number);
    const row = rows.find((one) => sameBytes(one.tag, tag));
    if (row === undefined) {
      // Recognises our own commit if its result was lost.
      if (removed !== undefined) return { nothing: true, result: undefined };
      throw notFound(name);
    }
    removed = removable(core, head, row);
    return { buckets: new Map([[number, rows.filter((one) => one !== row)]]), added: -1, result: undefined };
  }, signal);
  return {
    storeId: core.storeId,
    entry: toHex(core.vault.sha256(removed ?? new Uint8Array(0))),
    generation: state.head.generation,
    head: toHex(state.hash),
    reach: 'delete',
  };
}

/** Returns the id of an entry that may be removed, or the tag of one that is not authentic, so unusable. */
function removable(core: StoreCore, head: Head, row: Row): Uint8Array {
  try {
    const { secret, metadata, id } = openEntry(core.with(head), core.buckets.entryOf(row));
    core.vault.free(secret);
    requireNoHold(metadata);
    return id;
  } catch (error) {
    if (error instanceof NotAuthentic) return row.tag;
    throw error;
  }
}

/** Destroys providers' keys where they support it, ends the store and removes all objects. */
export async function eraseStore(
  core: StoreCore,
  providers: readonly Pick<KeyProvider, 'name' | 'destroy'>[],
): Promise<StoreReceipt> {
  if (!Array.isArray(providers)) throw unexpected('providers', 'an array of the KeyProviders of its slots', providers);
  await core.inTurn(() => core.newest.refresh());
  const able = providers.filter((provider) => asOptions(provider).destroy !== undefined);
  for (const provider of able) await provider.destroy?.();
  const { head, hash } = await end(core);
  const reached = new Set(able.map(({ name }) => name));
  const notReached = head.slots.filter((slot) => slot.type !== 'provider' || !reached.has(slot.name));
  const { storeId } = core;
  await removeAll(core);
  core.wipe();
  await core.audit('key_store_erase', storeId, { generation: head.generation });
  return {
    storeId,
    generation: head.generation,
    head: toHex(hash),
    reach: 'crypto-erase',
    notReached: notReached.map(({ id }) => toHex(id)),
  };
}
