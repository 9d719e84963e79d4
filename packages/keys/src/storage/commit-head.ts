// One head's way into a folder: written under a name that nobody reads, linked to its own, and looked at again.

import { codeOf, NO_LINKS, noLinks, storageError } from './files.js';
import type { Folder, Unfinished } from './folder.js';
import { type Heads, knownHead, sha256 } from './heads.js';
import { removeOurs } from './removal.js';
import { type CommitOutcome, headName, KEPT_HEADS } from './storage.js';

/** A head that is to be the newest. */
export interface NewHead {
  readonly generation: number;
  readonly bytes: Uint8Array;
  /** Whether none is before it. */
  readonly first: boolean;
  /** Names of buckets that were put for it. */
  readonly needs: readonly string[];
}

/** Makes a head the newest, durably, and removes heads that nobody needs any more. */
export async function commitHead(folder: Folder, heads: Heads, head: NewHead): Promise<CommitOutcome> {
  const hash = sha256(head.bytes);
  const older: number[] = [];
  // It stays until the outcome is known, which its number of names tells.
  const unfinished = await folder.writeUnfinished('h', head.bytes);
  try {
    // The file's folder has what the head is of: a link never lands in a store that came into its place.
    if (!(await areThere(folder, head.needs))) return 'conflict';
    if (!(await mayCome(heads, head))) return 'conflict';
    if (!(await link(folder, unfinished, headName(head.generation)))) return 'conflict';
    const outcome = await outcomeOf(folder, heads, { ...head, hash }, unfinished, older);
    if (outcome !== 'ok') return outcome;
    heads.written(head.generation, hash, unfinished.stat);
  } finally {
    await folder.remove([unfinished.name]);
  }
  await folder.sync('h', 'unsure');
  // Others may have put another store there since, which hears nothing of this.
  const own = knownHead(head.generation, head.bytes, hash);
  const old = older.filter((generation) => generation <= head.generation - KEPT_HEADS).map(headName);
  return (await removeOurs(folder, old, async () => (await heads.standing(own)) !== 'no')) ? 'ok' : 'unknown';
}

/** Whether buckets are there: one look at their folder, however many they are. */
async function areThere(folder: Folder, buckets: readonly string[]): Promise<boolean> {
  if (buckets.length === 0) return true;
  const names = new Set((await folder.names('b')).map((name) => `b/${name}`));
  return buckets.every((bucket) => names.has(bucket));
}

/** Whether a head's place is free. Where later heads took it, and it is free again, the head before is gone too. */
async function mayCome(heads: Heads, { generation, bytes, first }: NewHead): Promise<boolean> {
  return first ? ((await heads.newest()) ?? -1) < generation : heads.follows(generation, bytes);
}

/** Gives a file the name of a head. @returns whether it has it now */
async function link(folder: Folder, unfinished: Unfinished, name: string): Promise<boolean> {
  try {
    await folder.files.link(folder.pathOf(unfinished.name), folder.pathOf(name));
    return true;
  } catch (error) {
    const code = codeOf(error);
    // NFS asks again where an answer was lost, and is told that the name is there.
    if (code === 'EEXIST') return isLinked(folder, unfinished);
    // Others removed it: a commit that leaves no older head, or the end of the store.
    if (code === 'ENOENT') return false;
    if (NO_LINKS.has(code)) throw noLinks(folder.path, error);
    throw storageError('write', name, error, 'unsure');
  }
}

/**
 * What became of a head that was linked. While its writer slept, others may have built upon it and removed it; or they
 * were first, removed theirs, and it took the place of one that was there before; or the store was erased; or a restore
 * that failed, and saw no head, took away the buckets of a first one, which have the same names.
 *
 * @param seen gets the generations that are there with it
 */
async function outcomeOf(
  folder: Folder,
  heads: Heads,
  { generation, bytes, first, needs, hash }: NewHead & { readonly hash: Uint8Array },
  unfinished: Unfinished,
  seen: number[],
): Promise<CommitOutcome> {
  for (;;) {
    const there = await heads.generations();
    const newest = there.at(-1);
    if (newest === generation) {
      seen.push(...there);
      const stands = first
        ? there.length === 1 && (await areThere(folder, needs))
        : await heads.follows(generation, bytes);
      if (stands) return 'ok';
      // The head before is removed by later commits alone.
      if ((await heads.newest()) !== generation) continue;
    } else if (newest !== undefined && newest > generation && (await heads.isFollowed(generation, hash))) {
      return 'ok';
    }
    // Heads are removed by ascending generation: where the next one was, and this one stays, that one was another's.
    const removed = await removeOurs(folder, [headName(generation)], () => isLinked(folder, unfinished));
    return removed ? 'conflict' : 'unknown';
  }
}

/** Whether a file has its head's name, too. */
async function isLinked(folder: Folder, { name }: Unfinished): Promise<boolean> {
  return ((await folder.statOf(name))?.nlink ?? 0) > 1;
}
