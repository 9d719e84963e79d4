import { optionsOf, unexpected } from '@fedzk/core';
import { PROVER_OPTIONS, type ProverOptions } from '../prover.js';

/** The options of a prover on threads. */
export interface ThreadsOptions extends ProverOptions {
  /**
   * The largest number of threads, 1 to 64. Each takes memory for its part of the key. Default: the number that the machine
   * runs at once.
   */
  readonly threads?: number;
}

const MOST_THREADS = 64;

/**
 * Separates the number of threads from a prover's other options.
 *
 * @param most the default number of threads
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
