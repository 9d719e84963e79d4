// Reading everything that opens, to tell what of it is not what was written.

import { FedzkError } from '@fedzk/core';
import { generationOf, headName, type StoredObject } from '../backends/backend.js';
import type { Row } from '../format/bucket.js';
import { damaged, NotAuthentic, SEE_VERIFY, sameBytes } from '../format/bytes.js';
import type { Head } from '../format/head.js';
import { ORPHAN_AGE, type StoreCore } from './core.js';
import { openEntry } from './entries.js';
import type { StoreProblem, StoreReport } from './options.js';
import { bucketNames, isAuthentic, type State, shapeOf, tagOf } from './state.js';

/** Reads all heads, buckets and entries, and opens every entry. Changes nothing. */
export function verifyStore(core: StoreCore): Promise<StoreReport> {
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
    }
    if (problems.length === 0 && entries !== head.entries) {
      problems.push({ where: 'head', why: `it counts ${head.entries} entries, and there are ${entries}` });
    }
    await verifyOlderHeads(core, state, problems);
    const orphans = orphansOf(await core.backend.list(), head).map(({ name }) => name);
    const { freshness } = core;
    return { ok: problems.length === 0, generation: head.generation, entries, problems, orphans, freshness };
  });
}

function verifyEntry(core: StoreCore, head: Head, row: Row): void {
  const { vault, keys } = core;
  const { secret, metadata } = openEntry({ vault, head, keys }, core.buckets.entryOf(row));
  vault.free(secret);
  if (!sameBytes(tagOf(vault, keys, metadata.name), row.tag)) {
    throw damaged('entry', 'it stands in the place of another key');
  }
}

/**
 * Older heads, which open where the newer ones are taken away. Each is authentic if the one after it names its hash, or
 * by its own MAC, which a head has that a writer left where an older one had been.
 */
async function verifyOlderHeads(core: StoreCore, { head }: State, problems: StoreProblem[]): Promise<void> {
  const generations = (await core.backend.list())
    .map(({ name }) => generationOf(name))
    .filter((generation) => generation !== undefined && generation < head.generation) as number[];
  let follower: Head | undefined = head;
  for (const generation of generations.sort((a, b) => b - a)) {
    const name = headName(generation);
    const bytes = await core.backend.get(name);
    // Removed meanwhile by a writer.
    if (bytes === undefined) continue;
    const after: Head | undefined = follower;
    follower = await noting(problems, name, async () => {
      const older = shapeOf({ generation, bytes });
      const named = after?.generation === generation + 1 && sameBytes(after.previous, core.vault.sha256(bytes));
      if (named || isAuthentic(core.vault, core.keys.mac, bytes)) return older;
      throw new NotAuthentic('older head', 'its MAC is wrong, and the head after it does not follow from it');
    });
  }
}

/** Of some objects those that are neither heads nor named by a head. */
function orphansOf(objects: readonly StoredObject[], head: Head): StoredObject[] {
  const named = new Set(bucketNames(head));
  return objects.filter(({ name }) => !named.has(name) && generationOf(name) === undefined);
}

/**
 * Orphans that no writer is about to name: they are older than an hour, and than the newest head. Whoever wrote one of
 * those began at a head before that one, and can't make his own any more. An hour alone says nothing where a clock is set.
 *
 * @returns none where others have made a newer head meanwhile
 */
export async function garbageOf(core: StoreCore): Promise<StoredObject[]> {
  const { head } = core.state;
  const objects = await core.backend.list();
  const newest = objects.find(({ name }) => name === headName(head.generation));
  const isNewest = objects.every(({ name }) => (generationOf(name) ?? 0) <= head.generation);
  if (newest === undefined || !isNewest) return [];
  return orphansOf(objects, head).filter(({ age }) => age > Math.max(ORPHAN_AGE, newest.age));
}

/** Of an entry that does not open: its name is in it. */
const NAMELESS = " Its name can't be read; get(id) of each name tells which key it is, and delete(id) removes it.";

/** Notes what is damaged. Other errors say nothing of what is stored, and pass. */
async function noting<T>(
  problems: StoreProblem[],
  where: string,
  look: () => Promise<T>,
  advice = '',
): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof FedzkError && error.code === 'damaged')) throw error;
    problems.push({ where, why: `${error.message.replace(SEE_VERIFY, '')}${advice}` });
    return undefined;
  }
}
