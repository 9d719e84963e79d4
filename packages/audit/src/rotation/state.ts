// What rotation remembers: before which entry bundles may be gone, and where segments begin.

import { FedzkError } from '@fedzk/core';
import type { LogReader, LogStorage } from '../storage/storage.js';
import { TILE_WIDTH } from '../tree/tree.js';
import { decoded, utf8 } from '../utf8.js';

const MINIMUM = '.state/minimum';
const SEGMENTS = '.state/segments';

/** Segments, counted in bundles. */
export interface Segments {
  /** The first bundle of each, oldest first; at least one. */
  readonly starts: number[];
  /** The first bundle that has not been counted. */
  next: number;
  /** Bytes of the bundles that the newest one has so far. */
  bytes: number;
}

/**
 * The index before which a log's bundles may be gone, by its own account: 0, or a multiple of 256. Whether that is right is
 * for who verifies to say: `verifyLog` takes a `minimum`.
 *
 * @throws {FedzkError} `damaged`; what the reader throws
 */
export async function readMinimum(reader: LogReader): Promise<number> {
  const bytes = await reader.read(MINIMUM);
  if (bytes === undefined) return 0;
  const text = decoded(bytes);
  const minimum = Number(text);
  if (/^\d+\n$/.test(text) && Number.isSafeInteger(minimum) && minimum % TILE_WIDTH === 0) return minimum;
  throw new FedzkError('damaged', `${MINIMUM} is damaged; it is the index of the first entry whose bundle is kept.`);
}

export function writeMinimum(storage: LogStorage, minimum: number): Promise<void> {
  return storage.replace({ path: MINIMUM, bytes: utf8(`${minimum}\n`) });
}

/** Segments as they were written down; where that is lost, all is counted anew from the first bundle that is kept. */
export async function readSegments(reader: LogReader, first: number): Promise<Segments> {
  const bytes = await reader.read(SEGMENTS);
  const found = bytes && segmentsOf(decoded(bytes));
  return found ?? { starts: [first], next: first, bytes: 0 };
}

export function writeSegments(storage: LogStorage, segments: Segments): Promise<void> {
  return storage.replace({ path: SEGMENTS, bytes: utf8(`${JSON.stringify(segments)}\n`) });
}

function segmentsOf(text: string): Segments | undefined {
  try {
    const { starts, next, bytes } = JSON.parse(text) as Partial<Segments>;
    const rising = Array.isArray(starts) && starts.every((start, i) => whole(start) && start > (starts[i - 1] ?? -1));
    if (!rising || starts.length === 0 || !whole(next) || !whole(bytes)) return undefined;
    return next >= (starts.at(-1) ?? 0) ? { starts: [...starts], next, bytes } : undefined;
  } catch {
    return undefined;
  }
}

function whole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
