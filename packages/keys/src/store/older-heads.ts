// Older heads, which open where the newer ones are taken away.

import { NotAuthentic, sameBytes } from '../format/bytes.js';
import type { Head } from '../format/head.js';
import { generationOf, headName } from '../storage/storage.js';
import type { StoreCore } from './core.js';
import type { StoreProblem } from './options.js';
import { noting } from './problems.js';
import { isAuthentic, shapeOf } from './state.js';

const REMOVED = ' It was removed when the store was opened. The newest head is authentic.';

/**
 * Reads the heads before one. Each is authentic if the one after it names its hash, or by its own MAC, which a head has
 * that a writer left where an older one had been.
 *
 * @param about `removed` where opening the store is about to remove them. A head of another root key that the one after
 *   it does not name is then no problem: power that was lost while the root key changed leaves one, and this root key
 *   can't tell whether it is authentic
 * @returns what is damaged
 */
export async function problemsOfOlderHeads(
  { storage, vault, keys }: Pick<StoreCore, 'storage' | 'vault' | 'keys'>,
  head: Head,
  about: 'kept' | 'removed',
): Promise<StoreProblem[]> {
  const problems: StoreProblem[] = [];
  const generations = (await storage.list())
    .map(({ name }) => generationOf(name))
    .filter((generation) => generation !== undefined && generation < head.generation) as number[];
  let follower: Head | undefined = head;
  for (const generation of generations.sort((a, b) => b - a)) {
    const name = headName(generation);
    const bytes = await storage.get(name);
    // Removed meanwhile by a writer.
    if (bytes === undefined) continue;
    const after: Head | undefined = follower;
    const look = async (): Promise<Head> => {
      const older = shapeOf({ generation, bytes });
      const named = after?.generation === generation + 1 && sameBytes(after.previous, vault.sha256(bytes));
      if (named || isAuthentic(vault, keys.mac, bytes)) return older;
      if (about === 'removed' && !sameBytes(older.rootCommitment, head.rootCommitment)) return older;
      throw new NotAuthentic('older head', 'its MAC is wrong, and the head after it does not follow from it');
    };
    follower = await noting(problems, name, look, about === 'removed' ? REMOVED : '');
  }
  return problems;
}
