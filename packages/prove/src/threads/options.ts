import { optionsOf, unexpected } from '@fedzk/core';
import { PROVER_OPTIONS, type ProverOptions } from '../prover.js';

/** What a prover on threads is made of. */
export interface ThreadsOptions extends ProverOptions {
  /**
   * The most threads, 1 to 64; as many as the machine runs at once unless said. Of large keys each takes memory for its
   * own part.
   */
  readonly threads?: number;
}

const MOST_THREADS = 64;

/**
 * Reads the number of threads, apart from a prover's other options.
 *
 * @param most how many threads there are unless it is said
 * @throws {FedzkError} `invalid-argument`
 */
export function threadsOf(
  options: ThreadsOptions,
  most: number,
): { readonly threads: number; readonly others: ProverOptions } {
  const { threads = Math.min(most, MOST_THREADS), ...others } = optionsOf(options, [...PROVER_OPTIONS, 'threads']);
  if (Number.isSafeInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return { threads, others };
  throw unexpected('threads', `an integer from 1 to ${MOST_THREADS}`, threads);
}
