// Verifies a store: reads everything that opens, and reports what is damaged.

import type { Row } from '../format/bucket.js';
import { damaged, sameBytes } from '../format/bytes.js';
import type { Head } from '../format/head.js';
import { generationOf, headName, type StoredObject } from '../storage/storage.js';
import { ORPHAN_AGE } from './commit.js';
import type { StoreCore } from './core.js';
import { openEntry } from './entries.js';
import type { LongCall } from './long-call.js';
import { problemsOfOlderHeads } from './older-heads.js';
import type { StoreProblem, StoreReport } from './options.js';
import { noting } from './problems.js';
import { bucketNames, tagOf } from './state.js';

/** Reads all heads, buckets and entries, and opens every entry. Changes nothing. The caller ends the call. */
export function verifyStore(core: StoreCore, call: LongCall): Promise<StoreReport> {
  return core.read(async (state) => {
    const { head } = state;
    const problems: StoreProblem[] = [];
    let entries = 0;
    core.buckets.clear();
    for (const number of head.buckets.keys()) {
      const where = `bucket ${number}`;
      const rows = await noting(problems, where, () => core.rowsToVerify(head, number));
      for (const [i, row] of (rows ?? []).entries()) {
        entries++;
        await noting(problems, `${where}, entry ${i}`, async () => verifyEntry(core, head, row), NAMELESS);
      }
      // Older heads count as one more step.
      call.reach((number + 1) / (head.buckets.length + 1));
    }
    if (problems.length === 0 && entries !== head.entries) {
      problems.push({ where: 'head', why: `it counts ${head.entries} entries, but there are ${entries}` });
    }
    problems.push(...core.sweep.removed, ...(await problemsOfOlderHeads(core, head, 'kept')));
    const orphans = orphansOf(await core.storage.list(), head).map(({ name }) => name);
    const { freshness } = core;
    return { ok: problems.length === 0, generation: head.generation, entries, problems, orphans, freshness };
  }, call.signal);
}

function verifyEntry(core: StoreCore, head: Head, row: Row): void {
  const { vault, keys } = core;
  const { secret, metadata } = openEntry({ vault, head, keys }, core.buckets.entryOf(row));
  vault.free(secret);
  if (!sameBytes(tagOf(vault, keys, metadata.name), row.tag)) {
    throw damaged('entry', 'it stands in the place of another key');
  }
}

/** Returns the objects that are neither heads nor named by the head. */
function orphansOf(objects: readonly StoredObject[], head: Head): StoredObject[] {
  const named = new Set(bucketNames(head));
  return objects.filter(({ name }) => !named.has(name) && generationOf(name) === undefined);
}

/**
 * Finds orphans that no writer is about to name: older than an hour and than the newest head. The
 * writer of such an orphan began at an earlier head, so it can't commit any more. The hour alone is
 * not enough, since clocks may be set.
 *
 * @returns none if another writer has made a newer head meanwhile
 */
export async function garbageOf(core: StoreCore): Promise<StoredObject[]> {
  const { head } = core.state;
  const objects = await core.storage.list();
  const newest = objects.find(({ name }) => name === headName(head.generation));
  const isNewest = objects.every(({ name }) => (generationOf(name) ?? 0) <= head.generation);
  if (newest === undefined || !isNewest) return [];
  return orphansOf(objects, head).filter(({ age }) => age > Math.max(ORPHAN_AGE, newest.age));
}

/** Advice for an entry that does not open, and so hides its name. */
const NAMELESS = " Its name can't be read; get(id) of each name tells which key it is, and delete(id) removes it.";
