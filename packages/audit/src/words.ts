import { counted, FedzkError } from '@fedzk/core';

const ELSEWHERE = 'Give the folder or URL that has "checkpoint" and "tile/"';

/** Says that a place has no log, and what to do, for a report. */
export const NO_LOG: string = `there is no log here. ${ELSEWHERE}`;

/** The error for a place that has no log. */
export function noLog(): FedzkError {
  return new FedzkError('not-found', `There is no log here. ${ELSEWHERE}.`);
}

/** A number of entries in words: `1 entry`, `2 entries`. */
export function entries(count: number): string {
  return counted(count, 'entry', 'entries');
}

/** The first entries of a log: `the first entry`, `the first 2 entries`. */
export function firstEntries(count: number): string {
  return count === 1 ? 'the first entry' : `the first ${count} entries`;
}
