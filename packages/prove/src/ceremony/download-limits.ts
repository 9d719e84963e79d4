/** What ends a download, in Node and in the page. */

/** The largest file in bytes, 16 GiB: more than any circuit's key. */
export const MOST_BYTES: number = 2 ** 34;

/** How long a server may send nothing. */
export const LONGEST_SILENCE_SECONDS = 30;

/** Calls `fire` after the longest silence, unless the returned function is called first. */
export type AfterSilence = (fire: () => void) => () => void;

export const afterSilence: AfterSilence = (fire) => {
  const timer = setTimeout(fire, 1000 * LONGEST_SILENCE_SECONDS);
  return () => clearTimeout(timer);
};
