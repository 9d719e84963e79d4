// How long each file of a log can be. A reader looks at the length first: whoever writes the folder, or answers for it,
// must not be able to fill the reader's memory.

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

/** The first one that a path begins with counts; all other files are notes, or as short as these. */
const LENGTHS: readonly (readonly [start: string, most: number])[] = [
  ['tile/entries/', MOST_BUNDLE_BYTES],
  ['tile/', TILE_WIDTH * HASH_BYTES],
  ['.state/wal/', MOST_JOURNAL_BYTES],
  ['.state/segments', 2 ** 24],
  ['archive/', 2 ** 31],
];

/** The most bytes that a file of a log has. */
export function mostBytesAt(path: string): number {
  return LENGTHS.find(([start]) => path.startsWith(start))?.[1] ?? MOST_NOTE_BYTES;
}
