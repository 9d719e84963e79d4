import { counted } from '@fedzk/core';

/** A number of entries in words: `1 entry`, `2 entries`. */
export function entries(count: number): string {
  return counted(count, 'entry', 'entries');
}

/** The first entries of a log: `the first entry`, `the first 2 entries`. */
export function firstEntries(count: number): string {
  return count === 1 ? 'the first entry' : `the first ${count} entries`;
}
