// Reads the bundles and tiles of a tree while its writer goes on: each as that tree has it, without later entries.

import { FedzkError } from '@fedzk/core';
import type { LogReader, StoredFile } from '../storage/storage.js';
import { countAt, type TileLevel, tilePath, widthAt } from '../tree/paths.js';
import { readPart } from '../tree/tiles.js';
import { HASH_BYTES, TILE_WIDTH } from '../tree/tree.js';
import { lengthOfPacked } from '../writer/tree-writer.js';

/** A tile of a tree. */
interface Place {
  readonly level: TileLevel;
  readonly index: number;
  readonly width: number;
}

/** Counts the bundles and tiles of a tree, without the bundles before the minimum. */
export function countOf(size: number, minimum: number): number {
  let count = Math.ceil(size / TILE_WIDTH) - minimum / TILE_WIDTH;
  for (let level = 0; countAt(level, size) > 0; level++) count += Math.ceil(countAt(level, size) / TILE_WIDTH);
  return count;
}

function* placesOf(size: number, minimum: number): Generator<Place> {
  for (let level = 0; countAt(level, size) > 0; level++) {
    for (let index = 0; ; index++) {
      const width = widthAt(level, index, size);
      if (width === 0) break;
      yield { level, index, width };
      if (level === 0 && (index + 1) * TILE_WIDTH > minimum) yield { level: 'entries', index, width };
    }
  }
}

/** Lists the partial tiles and bundles at a tree's right edge. */
function* edgeOf(size: number): Generator<Place> {
  for (let level = 0; countAt(level, size) > 0; level++) {
    const index = countAt(level + 1, size);
    const width = widthAt(level, index, size);
    if (width === 0) continue;
    yield { level, index, width };
    if (level === 0) yield { level: 'entries', index, width };
  }
}

/**
 * Reads the bundles and tiles of a tree.
 *
 * @param minimumNow called if a bundle is missing: it may have been evicted meanwhile
 * @returns undefined for a bundle that was evicted
 * @throws {FedzkError} `damaged`: one is missing, or too short
 */
export async function* filesOf(
  reader: LogReader,
  size: number,
  minimum: number,
  minimumNow: () => Promise<number>,
): AsyncGenerator<StoredFile | undefined> {
  for (const place of placesOf(size, minimum)) yield await fileOf(reader, place, minimumNow);
}

/** Reads the partial tiles and bundles of a smaller tree, which a reader of its checkpoint asks for. */
export async function edgeFiles(reader: LogReader, size: number): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for (const place of edgeOf(size)) {
    const file = await fileOf(reader, place, async () => 0);
    if (file !== undefined) files.push(file);
  }
  return files;
}

async function fileOf(
  reader: LogReader,
  { level, index, width }: Place,
  minimumNow: () => Promise<number>,
): Promise<StoredFile | undefined> {
  const path = tilePath(level, index, width);
  // If a partial one was removed, its full one has more than this tree.
  const { bytes, path: found } = await readPart(reader, level, index, width);
  if (bytes === undefined && level === 'entries' && (index + 1) * TILE_WIDTH <= (await minimumNow())) return undefined;
  if (bytes === undefined) throw new FedzkError('damaged', `${path} is missing; restore it, or run rebuildTiles.`);
  if (found === path) return { path, bytes };
  const length = level === 'entries' ? lengthOfPacked(bytes, width) : width * HASH_BYTES;
  if (length <= bytes.length) return { path, bytes: bytes.subarray(0, length) };
  throw new FedzkError('damaged', `${found} is cut off; restore it, or run rebuildTiles.`);
}
