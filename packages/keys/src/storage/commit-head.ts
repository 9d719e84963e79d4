// Commits a head in a folder: writes it under a name that nobody reads, links it to its own name, and
// checks afterwards that it stands.

import { codeOf, NO_LINKS, noLinks, storageError } from './files.js';
import type { Folder, Unfinished } from './folder.js';
import { type Heads, knownHead, sha256 } from './heads.js';
import { removeOurs } from './removal.js';
import { type CommitOutcome, headName, KEPT_HEADS } from './storage.js';

/** A head to commit. */
export interface NewHead {
  readonly generation: number;
  readonly bytes: Uint8Array;
  /** Whether there must be no head before it. */
  readonly first: boolean;
  /** Names of the buckets that were written for it. */
  readonly needs: readonly string[];
}

/** Makes a head the newest, durably, and removes heads that are no longer needed. */
export async function commitHead(folder: Folder, heads: Heads, head: NewHead): Promise<CommitOutcome> {
  const hash = sha256(head.bytes);
  const older: number[] = [];
  // The file stays until the outcome is known: its number of names tells whether the head is linked.
  const unfinished = await folder.writeUnfinished('h', head.bytes);
  try {
    // If the buckets are there, the folder is still this store's, and the link lands in no other store.
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
  // Another store may have taken the place since; it must lose nothing.
  const own = knownHead(head.generation, head.bytes, hash);
  const old = older.filter((generation) => generation <= head.generation - KEPT_HEADS).map(headName);
  return (await removeOurs(folder, old, async () => (await heads.standing(own)) !== 'no')) ? 'ok' : 'unknown';
}

/** Whether all buckets are there. Lists their folder once, however many they are. */
async function areThere(folder: Folder, buckets: readonly string[]): Promise<boolean> {
  if (buckets.length === 0) return true;
  const names = new Set((await folder.names('b')).map((name) => `b/${name}`));
  return buckets.every((bucket) => names.has(bucket));
}

/** Whether a head may be linked. If its generation was taken and freed again, the previous head is gone too. */
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
    // NFS repeats a request whose answer was lost, and then reports that the name exists.
    if (code === 'EEXIST') return isLinked(folder, unfinished);
    // Another process removed the file: a commit that removes older heads, or an erasure of the store.
    if (code === 'ENOENT') return false;
    if (NO_LINKS.has(code)) throw noLinks(folder.path, error);
    throw storageError('write', name, error, 'unsure');
  }
}

/**
 * Finds out what became of a linked head. While its writer was suspended, several things may have
 * happened. Others may have built on the head and removed it. Others may have been first and removed
 * their head, so that this one took its place. The store may have been erased. A failed restore that
 * saw no head may have removed the buckets of a first head, which have the same names.
 *
 * @param seen is told the generations in the folder
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
      // Only later commits remove the previous head.
      if ((await heads.newest()) !== generation) continue;
    } else if (newest !== undefined && newest > generation && (await heads.isFollowed(generation, hash))) {
      return 'ok';
    }
    // Heads are removed by ascending generation. If the next head was removed and this one is still there,
    // the next one was built on another head.
    const removed = await removeOurs(folder, [headName(generation)], () => isLinked(folder, unfinished));
    return removed ? 'conflict' : 'unknown';
  }
}

/** Whether the unfinished file also has its head's name. */
async function isLinked(folder: Folder, { name }: Unfinished): Promise<boolean> {
  return ((await folder.statOf(name))?.nlink ?? 0) > 1;
}
