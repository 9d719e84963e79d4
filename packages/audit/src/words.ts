/** A number of entries in words: `1 entry`, `2 entries`. */
export function entries(count: number): string {
  return `${count} ${count === 1 ? 'entry' : 'entries'}`;
}

/** The first entries of a log: `the first entry`, `the first 2 entries`. */
export function firstEntries(count: number): string {
  return count === 1 ? 'the first entry' : `the first ${count} entries`;
}
