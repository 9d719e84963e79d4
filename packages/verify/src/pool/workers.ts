import { type Crew, WorkerCrew } from '@fedzk/core/crew';
import type { Answer, KeyMessage, Question } from './messages.js';
import type { CrewOptions } from './pool.js';
import type { PoolWorker } from './types.js';

/** How many workers may end in turn, over the same job or before they were ready. */
const TRIES = 3;

/**
 * The number of statements that a worker has at a time: one in work, and one to continue with while the first answer is
 * posted. A large part of a batch counts as this number.
 */
const ENOUGH = 2;

/**
 * Makes the crew for a checked key.
 *
 * @param most the default number of workers
 * @param start starts a worker by default
 */
export function workersOf(
  key: KeyMessage,
  { workers, worker, maxQueue }: CrewOptions,
  most: number,
  start: () => PoolWorker,
): Crew<Question, Answer> {
  return new WorkerCrew<Question, Answer>({
    name: 'pool',
    help: 'the README of @fedzk/verify, under "Pool"',
    start: worker ?? start,
    first: key,
    size: workers ?? most,
    maxQueue,
    tries: TRIES,
    depth: ENOUGH,
    weight: (question) => ('statement' in question ? 1 : question.batch.length),
  });
}
