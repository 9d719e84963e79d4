// A commit writes buckets, then the head that names them, then removes buckets that only the previous
// head names.

import { FedzkError } from '@fedzk/core';
import type { StoreCore } from './core.js';
import type { NextHead } from './draft.js';
import { Group } from './group.js';
import { removeBuckets, takeBack } from './objects.js';
import { replacedBuckets, type State, sealHead } from './state.js';
import type { Commit, Turns } from './turns.js';

/** The most conflicts of one commit. Each conflict is another writer's commit, so work always advances. */
const MOST_CONFLICTS = 1000;
/** Milliseconds after which a bucket that no head names no longer belongs to a writer at work. */
export const ORPHAN_AGE = 3_600_000;

/**
 * Makes one commit of several callers' changes, and tells each its outcome. If another writer was
 * first, each caller decides again. It never rejects.
 */
export async function commitTogether(core: StoreCore, first: Commit, turns: Turns): Promise<void> {
  const group = new Group(first, turns, core.buckets, (state) => core.newest.isNewest(state));
  try {
    await core.sweep.finish();
    const made = await untilFirst('nothing was changed', async () => {
      const { before, next } = await core.look((state) => group.decide(state, core.vault));
      return next === undefined ? 'nothing' : commitOnce(core, before, next);
    });
    if (typeof made === 'object') group.settle(made);
    else if (made === 'unknown') await core.look((state) => group.look(state));
  } catch (error) {
    group.fail(error);
  }
}

/** Repeats an attempt until no other writer was first. */
export async function untilFirst<T>(failed: string, attempt: () => Promise<T | 'conflict'>): Promise<T> {
  for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
    const outcome = await attempt();
    if (outcome !== 'conflict') return outcome;
    await pause(conflicts);
  }
  throw new FedzkError('storage', `Other writers were first ${MOST_CONFLICTS} times; ${failed}. Try again.`);
}

/** @returns the new state, or the outcome if none was made */
export async function commitOnce(
  core: StoreCore,
  before: State,
  { head, buckets, keys = core.keys }: NextHead,
): Promise<State | 'conflict' | 'unknown'> {
  const { storage, vault, newest, anchoring, sweep } = core;
  const bytes = sealHead(vault, keys.mac, head);
  if (keys !== core.keys) await anchoring.save(before, head.rootCommitment);

  const since = Date.now();
  const names = buckets.map(({ name }) => name);
  // No head and no backup has ever named these buckets, so removing them harms no store.
  await orUndo(storage.put(buckets), () => storage.delete(names));
  const commit = storage.commitHead(head.generation, bytes, false, names);
  const outcome = await orUndo(commit, () => takeBack(core, buckets, 'unknown'));
  if (outcome !== 'ok') {
    await takeBack(core, buckets, outcome);
    return outcome;
  }
  // If this process was suspended between the two, another may have collected its buckets as garbage: write them again.
  if (Date.now() - since > ORPHAN_AGE / 2) await storage.put(buckets);

  const state = { head, hash: vault.sha256(bytes) };
  newest.adopt(state, keys);
  for (const { name, rows } of buckets) core.buckets.keep(name, rows);
  sweep.after(before.head, head);
  await removeBuckets(core, replacedBuckets(before.head, head), state);
  await sweep.finish();

  // If the store was removed meanwhile, do not tell the anchor: a restored store has the same id.
  if (anchoring.isThere) await newest.requireThere(state);
  await anchoring.save(state);
  return state;
}

/** Returns a promise's result. If it rejects, tries to undo the work first. */
async function orUndo<T>(promise: Promise<T>, undo: () => Promise<void>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    await undo().catch(() => undefined); // the first failure counts; leftovers are collected later as garbage
    throw error;
  }
}

/** Waits a short random time, so that competing writers do not retry in step. */
function pause(conflicts: number): Promise<void> {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  return new Promise((resolve) => setTimeout(resolve, (random / 255) * Math.min(conflicts, 20)));
}
