// The most bytes of each file of a log. A reader checks the length first, so that nobody who writes or serves
// the files can fill the reader's memory.

import { MOST_NOTE_BYTES } from '../note/checkpoint.js';
import { HASH_BYTES, MOST_BUNDLE_BYTES, TILE_WIDTH } from '../tree/tree.js';

/**
 * Of a journal. A log's options keep below: a journal that is full has `journalBytes` (256 MiB at most), a group and room,
 * and one that is made anew has what waits for a checkpoint, which `queueBytes` (64 MiB at most) bounds.
 */
export const MOST_JOURNAL_BYTES: number = 2 ** 29;
/** The most that `journalBytes` and `queueBytes` of a log can be. */
export const MOST_JOURNAL_OPTION: number = 2 ** 28;
export const MOST_QUEUE_OPTION: number = 2 ** 26;

/** The first matching start of a path counts; all other files are notes, or as short. */
const LENGTHS: readonly (readonly [start: string, most: number])[] = [
  ['tile/entries/', MOST_BUNDLE_BYTES],
  ['tile/', TILE_WIDTH * HASH_BYTES],
  ['.state/wal/', MOST_JOURNAL_BYTES],
  ['.state/segments', 2 ** 24],
  ['archive/', 2 ** 31],
];

/** Returns the most bytes that a file of a log can have. */
export function mostBytesAt(path: string): number {
  return LENGTHS.find(([start]) => path.startsWith(start))?.[1] ?? MOST_NOTE_BYTES;
}
