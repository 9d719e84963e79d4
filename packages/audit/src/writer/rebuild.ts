// Tiles are a function of the entries: those that are lost or damaged are made again.

import { FedzkError } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import { checkpointOf } from '../note/checkpoint.js';
import type { LogStorage, StoredFile } from '../storage/storage.js';
import { tilePath, widthAt } from '../tree/paths.js';
import { readTile } from '../tree/tiles.js';
import { bundleHashes, HASH_BYTES, TILE_WIDTH } from '../tree/tree.js';
import { decoded } from '../utf8.js';
import { CHECKPOINT, findSigned, rolledBack } from './state.js';
import { lengthOfPacked, TreeWriter } from './tree-writer.js';

/** Of tiles, for any number of entries: 256^7 is more than 2^53. */
const LEVELS = 7;

/** What was done. */
export interface Rebuilt {
  /** Entries of the tree that was signed. */
  readonly size: number;
  /** Paths of files that were missing, or other than their entries make them. */
  readonly written: readonly string[];
}

/**
 * Makes lost or damaged tiles again from the entries. Nothing is written before the entries have led to the root that was
 * signed. Tiles of entries that were not signed yet go; the next writer makes them from its journal.
 *
 * @throws {FedzkError} `damaged`: entries are lost or changed, or `.state/signed` is, and a backup is what is left;
 *   `rolled-back`: it is older than its checkpoint; `invalid-state`: a writer has the log; `storage`
 *
 * @example
 * ```ts
 * const { written } = await rebuildTiles(directoryStorage('/var/lib/fedzk/audit'));
 * ```
 */
export async function rebuildTiles(storage: LogStorage): Promise<Rebuilt> {
  const unlock = await storage.lock();
  try {
    const signed = await findSigned(storage);
    if (signed === undefined) {
      throw new FedzkError(
        'damaged',
        'Nothing says which tree was signed; restore the log, or begin a new one after it with AuditLog.newEpoch.',
      );
    }
    // What is behind a tree that is older than the checkpoint may be all that is left of what was signed.
    const published = checkpointOf(decoded((await storage.read(CHECKPOINT)) ?? new Uint8Array(0)));
    if (published !== undefined && published.size > signed.size) {
      throw rolledBack(`a tree of ${published.size} was signed`);
    }
    const tree = new TreeWriter();
    for await (const _ of build(storage, tree, signed.size)); // only for its root
    if (!sameBytes(tree.root(), signed.root)) {
      throw new FedzkError(
        'damaged',
        'The entries do not lead to the root that was signed; nothing was written. Restore the bundles.',
      );
    }
    const written: string[] = [];
    for await (const files of build(storage, new TreeWriter(), signed.size)) {
      for (const file of files) if (await mend(storage, file)) written.push(file.path);
    }
    await removeUnsigned(storage, signed.size);
    return { size: signed.size, written };
  } finally {
    await unlock();
  }
}

/** All files of a tree, by its bundles. */
async function* build(storage: LogStorage, tree: TreeWriter, size: number): AsyncGenerator<readonly StoredFile[]> {
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = widthAt(0, index, size);
    const bundle = await readTile(storage, 'entries', index, width);
    const leaves = bundle && bundleHashes(bundle)?.leaves;
    if (bundle === undefined || leaves === undefined || leaves.length < width * HASH_BYTES) {
      const why = bundle === undefined ? 'missing' : 'damaged';
      throw new FedzkError(
        'damaged',
        `${tilePath('entries', index, width)} is ${why}, and only a backup has its entries.`,
      );
    }
    tree.add(bundle.subarray(0, lengthOfPacked(bundle, width)), leaves.subarray(0, width * HASH_BYTES));
    yield tree.takeComplete();
  }
  yield tree.takeFiles().files;
}

/** @returns whether it was needed */
async function mend(storage: LogStorage, file: StoredFile): Promise<boolean> {
  const there = await storage.read(file.path);
  if (there !== undefined && sameBytes(there, file.bytes)) return false;
  await storage.replace(file);
  return true;
}

/** At the edge, whatever has more than the signed tree. */
async function removeUnsigned(storage: LogStorage, size: number): Promise<void> {
  for (let level = 0; level < LEVELS; level++) {
    const index = Math.floor(size / TILE_WIDTH ** (level + 1));
    const width = widthAt(level, index, size);
    for (const kind of level === 0 ? ([level, 'entries'] as const) : [level]) {
      const full = tilePath(kind, index);
      const parts = await storage.list(`${full}.p/`);
      await storage.remove([full, ...parts.filter((path) => Number(path.slice(full.length + 3)) > width)]);
    }
  }
}
