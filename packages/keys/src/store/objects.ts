// Removing objects of a store, and nothing of one that came into its place.

import { FedzkError } from '@fedzk/core';
import { type Head, readHead } from '../format/head.js';
import { type KnownHead, OtherHead } from '../storage/storage.js';
import type { StoreCore } from './core.js';
import { isGone } from './gone.js';
import { bucketNames, type NewBucket, type State } from './state.js';

/** So often others may write while old objects are removed. */
export const MOST_MISSES = 100;

/** A state's head, as a storage is told of it. */
export function knownOf({ head: { storeId, generation }, hash }: State): KnownHead {
  return { storeId, generation, hash };
}

/**
 * Removes objects of the store.
 *
 * @param namesOf those that can go where a head is the newest
 * @throws {FedzkError} `not-found`: the store is no longer there
 */
export async function removeObjects(
  { storage, newest }: StoreCore,
  from: State,
  namesOf: (head: Head) => readonly string[],
): Promise<void> {
  let state = from;
  for (let misses = 0; misses < MOST_MISSES; misses++) {
    try {
      return await storage.delete(namesOf(state.head), knownOf(state));
    } catch (error) {
      if (!(error instanceof OtherHead)) throw error;
    }
    state = await newest.refresh();
  }
  throw new FedzkError('storage', 'Others wrote so often that old objects of the key store are not removed yet.');
}

/** Removes those of some buckets that a state's head doesn't name. */
export async function removeBuckets(core: StoreCore, names: readonly string[], state: State): Promise<void> {
  if (names.length === 0) return;
  const unnamedBy = (head: Head): string[] => {
    const kept = new Set(bucketNames(head));
    return names.filter((name) => !kept.has(name));
  };
  for (const name of unnamedBy(state.head)) core.buckets.forget(name);
  await removeObjects(core, state, unnamedBy);
}

/** Removes buckets of a store that is gone, only while the head that is there now, or none, stays: a restore may put them again. */
async function removeOfGone({ storage, vault }: StoreCore, names: readonly string[]): Promise<void> {
  const stored = await storage.readHead();
  const there = stored && knownOf({ head: readHead(stored.bytes), hash: vault.sha256(stored.bytes) });
  try {
    await storage.delete(names, there ?? 'none');
  } catch (error) {
    if (!(error instanceof OtherHead)) throw error; // another head came meanwhile: they stay, as orphans
  }
}

/** Removes buckets that were written for a head that doesn't stand, as far as no other names them. */
export async function takeBack(
  core: StoreCore,
  buckets: readonly NewBucket[],
  outcome: 'conflict' | 'unknown',
): Promise<void> {
  const names = buckets.map(({ name }) => name);
  let newest: State;
  try {
    // The head may have been made, and built upon, before that was seen: then others name these buckets.
    newest = await core.newest.refresh();
  } catch (error) {
    // If the head may have been made, a store that was restored from a backup of it may name these buckets too.
    if (outcome === 'conflict' && isGone(error)) await removeOfGone(core, names);
    throw error;
  }
  await removeBuckets(core, names, newest);
}
