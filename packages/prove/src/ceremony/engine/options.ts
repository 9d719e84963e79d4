import { optionsOf, unexpected } from '@fedzk/core';

/** The options of an engine. */
export interface EngineOptions {
  /** The largest number of threads, 1 to 64. Default: the number that the machine runs at once. */
  readonly threads?: number | undefined;
}

const MOST_THREADS = 64;

/**
 * Reads the number of threads.
 *
 * @param most the default
 * @throws {FedzkError} `invalid-argument`
 */
export function threadsOf(options: EngineOptions, most: number): number {
  const { threads = Math.min(most, MOST_THREADS) } = optionsOf(options, ['threads']);
  if (Number.isSafeInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return threads;
  throw unexpected('threads', `an integer from 1 to ${MOST_THREADS}`, threads);
}
