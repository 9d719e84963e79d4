import { fieldsOf, unexpected } from '@fedzk/core';
import type { ProverOptions } from '../prover.js';

/** What a prover on threads is made of. */
export interface ThreadsOptions extends ProverOptions {
  /**
   * The most threads, 1 to 64; as many as the machine runs at once unless said. Of large keys each takes memory for its
   * own part.
   */
  readonly threads?: number;
}

const MOST_THREADS = 64;

/** The number of threads. */
export function threadsOf(options: ThreadsOptions, most: number): number {
  const { threads = Math.min(most, MOST_THREADS) } = fieldsOf(options, ['threads'], 'options');
  if (Number.isSafeInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return threads;
  throw unexpected('threads', `an integer from 1 to ${MOST_THREADS}`, threads);
}
