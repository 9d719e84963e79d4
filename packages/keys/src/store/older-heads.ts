// Checks older heads, which whoever removes the newer ones could bring back into use.

import { NotAuthentic, sameBytes } from '../format/bytes.js';
import type { Head } from '../format/head.js';
import { generationOf, headName } from '../storage/storage.js';
import type { StoreCore } from './core.js';
import type { StoreProblem } from './options.js';
import { noting } from './problems.js';
import { isAuthentic, shapeOf } from './state.js';

const REMOVED = ' It was removed when the store was opened. The newest head is authentic.';

/**
 * Reads the heads before one. A head is authentic if the next one names its hash or if its own MAC is
 * right. The latter holds for a head that a suspended writer left in the place of an older one.
 *
 * @param about `removed` if opening the store is about to remove them. Then a head of another root key
 *   whose hash the next one does not name is no problem: a power failure during a root rotation leaves
 *   one, and this root key can't authenticate it
 * @returns the damaged heads
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
    // A writer has removed it meanwhile.
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
