// Notes of what is damaged, for a report.

import { FedzkError } from '@fedzk/core';
import { SEE_VERIFY } from '../format/bytes.js';
import type { StoreProblem } from './options.js';

/**
 * Does something, and notes what is damaged. Other errors say nothing of what is stored, and pass.
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
