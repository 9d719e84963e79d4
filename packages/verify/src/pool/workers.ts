import { type Crew, WorkerCrew } from '@fedzk/core/crew';
import type { Answer, KeyMessage, Question } from './messages.js';
import type { CrewOptions } from './pool.js';
import type { PoolWorker } from './types.js';

/** How many workers may end in turn, each with the same job or before it was ready for any. */
const TRIES = 3;

/**
 * How many statements a worker has before it has enough: one that it is at, and one that it goes on with while the answer
 * to the first is on its way. A large part of a batch is enough by itself.
 */
const ENOUGH = 2;

/**
 * Workers that answer for a checked key.
 *
 * @param most how many there are unless the options say
 * @param start starts one unless the options do
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
