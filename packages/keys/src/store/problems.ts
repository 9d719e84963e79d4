// Collects damage for a report of `verify`.

import { FedzkError } from '@fedzk/core';
import { SEE_VERIFY } from '../format/bytes.js';
import type { StoreProblem } from './options.js';

/**
 * Does work, and notes damage that it finds. Other errors do not concern stored data, and are rethrown.
 *
 * @param advice sentences that the note ends with
 */
export async function noting<T>(
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
