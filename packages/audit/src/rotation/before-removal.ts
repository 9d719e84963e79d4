// Makes a record durable before bundles are removed: an archive of them, or an entry that announces the removal.

import { concat, FedzkError, toHex } from '@fedzk/core';
import { cached, readBundle } from '../reader.js';
import type { LogStorage, StoredFile } from '../storage/storage.js';
import { tilePath } from '../tree/paths.js';
import { readTile, Tiles } from '../tree/tiles.js';
import { rootOf, TILE_WIDTH } from '../tree/tree.js';
import { utf8 } from '../utf8.js';
import { writeManifest } from './manifest.js';
import type { RotatedLog } from './rotation.js';
import { tar } from './tar.js';

/** Bundles from `first` up to `end`, not included. */
export interface Bundles {
  readonly first: number;
  readonly end: number;
}

/**
 * Writes an archive of bundles, and then its signed manifest, which makes it a finished one.
 *
 * @param each called after each bundle that was read; nothing is written before the last of these calls
 * @throws {FedzkError} `damaged`: a bundle is not what was signed, or there is another archive of these entries; `storage`;
 *   what `each` throws
 */
export async function archiveBundles(
  storage: LogStorage,
  log: RotatedLog,
  { first, end }: Bundles,
  each: () => void,
): Promise<void> {
  const checkpoint = await log.checkpoint();
  const files: StoredFile[] = [];
  const tiles = cached(storage);
  for (let bundle = first; bundle < end; bundle++) {
    const { bytes } = await readBundle(storage, tiles, bundle, checkpoint);
    files.push({ path: tilePath('entries', bundle), bytes });
    each();
  }
  const archive = { first: first * TILE_WIDTH, last: end * TILE_WIDTH - 1, bytes: tar(files), files };
  const path = `archive/${archive.first}-${archive.last}`;
  await log.requireOwn();
  await writeArchive(storage, path, archive.bytes);
  const manifest = await writeManifest(archive, checkpoint, log.signer);
  await storage.replace({ path: `${path}.manifest`, bytes: utf8(manifest) });
}

/** Writes an archive. An existing one without a manifest was never finished, or is not the log's, and is replaced. */
async function writeArchive(storage: LogStorage, path: string, bytes: Uint8Array): Promise<void> {
  const file = { path: `${path}.tar`, bytes };
  if ((await storage.read(`${path}.manifest`)) === undefined) return storage.replace(file);
  try {
    await storage.create([file]);
  } catch (error) {
    if (!(error instanceof FedzkError) || error.code !== 'damaged') throw error;
    throw new FedzkError(
      'damaged',
      `${file.path} exists with other bytes than the log's entries make, and nothing was removed from the log. Move it ` +
        'and its manifest elsewhere; the log then archives these entries again.',
      { cause: error },
    );
  }
}

/**
 * Appends an entry that announces which entries will be removed. After an interruption there may be two.
 *
 * @param each called after each bundle's tile that was read; the entry is written after the last of these calls
 * @throws {FedzkError} `damaged`: a tile is not what was signed; what the log's writing throws; what `each` throws
 */
export async function announcePruning(
  storage: LogStorage,
  log: RotatedLog,
  { first, end }: Bundles,
  retention: string,
  each: () => void,
): Promise<void> {
  const checkpoint = await log.checkpoint();
  const tiles = cached(storage);
  const roots: Uint8Array[] = [];
  for (let bundle = first; bundle < end; bundle++) {
    // The proof of one leaf covers all hashes of its tile.
    await new Tiles(tiles, checkpoint.size).prove(bundle * TILE_WIDTH, checkpoint.root);
    roots.push(rootOf((await readTile(tiles, 0, bundle, TILE_WIDTH)) ?? new Uint8Array(0)));
    each();
  }
  const [from, to] = [first * TILE_WIDTH, end * TILE_WIDTH];
  await log.append({
    user_id: 'system',
    operation: 'log.prune',
    resource: 'log',
    result: 'success',
    details: { from, to, root: toHex(rootOf(concat(...roots))), retention },
  });
  await log.checkpoint();
}
