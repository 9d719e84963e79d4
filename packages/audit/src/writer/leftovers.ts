// Removes the leftovers of a killed writer: parts of tiles and bundles whose full ones are there, and
// evicted bundles.
//
// A part is superseded when its tile is full in the signed tree: it is no longer read. It is removed when
// the log is opened, unless its full bundle is missing or wrong: then it may have the only copy of its
// entries.

import { FedzkError } from '@fedzk/core';
import type { Checkpoint } from '../note/checkpoint.js';
import { cached, readBundle } from '../reader.js';
import { codeOf } from '../storage/files.js';
import type { LogReader, LogStorage } from '../storage/storage.js';
import { countAt, isWidth, type TileLevel, tilePath } from '../tree/paths.js';
import { HASH_BYTES, TILE_WIDTH } from '../tree/tree.js';

/** A tile's level, its index, and the width where it is a part; a folder of parts has an empty one. */
const TILE = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p(?:\/([^/]*))?)?$/;
/** A folder of a level, or of a thousand tiles. */
const FOLDER = /^tile\/(?:entries|\d{1,2})(?:\/x\d{3})*$/;

interface Named {
  readonly level: TileLevel;
  readonly index: number;
  /** Its canonical path. */
  readonly full: string;
  readonly isPart: boolean;
}

/** The tile that a path is of; undefined for a name that no log has. */
function tileAt(path: string): Named | undefined {
  const [, kind = '', name = ''] = TILE.exec(path) ?? [];
  if (name === '') return undefined;
  const level = kind === 'entries' ? kind : Number(kind);
  const index = Number(name.replace(/\D/g, ''));
  const full = tilePath(level, index);
  return path === full || path.startsWith(`${full}.p`) ? { level, index, full, isPart: path !== full } : undefined;
}

/**
 * Removes parts whose full tiles are in the signed tree, and bundles and parts of bundles before the minimum, durably.
 *
 * @param signed whose tiles are there
 * @param minimum by the log's signature
 */
export async function removeLeftovers(storage: LogStorage, signed: Checkpoint, minimum: number): Promise<void> {
  const tiles = cached(storage);
  const gone: string[] = [];
  for await (const tile of named(storage)) {
    const { level, index, full, isPart } = tile;
    if (level === 'entries' && (index + 1) * TILE_WIDTH <= minimum) {
      gone.push(...(isPart ? await partsOf(storage, full) : [full]));
    } else if (isPart && (await isSuperseded(storage, tiles, tile, signed))) {
      gone.push(...(await partsOf(storage, full)));
    }
  }
  if (gone.length > 0) await storage.remove(gone, true);
}

/** The bundles and folders of parts, and some tiles. A part may be named by its folder, by itself or by both. */
async function* named(storage: LogStorage, folder = 'tile/'): AsyncGenerator<Named> {
  const seen = new Set<string>();
  for (const path of await entriesOf(storage, folder)) {
    const tile = tileAt(path);
    if (tile === undefined) {
      if (FOLDER.test(path)) yield* named(storage, `${path}/`);
    } else if (!tile.isPart || !seen.has(tile.full)) {
      if (tile.isPart) seen.add(tile.full);
      yield tile;
    }
  }
}

/** The paths of parts of a tile. */
export async function partsOf(storage: LogStorage, full: string): Promise<string[]> {
  const paths = await entriesOf(storage, `${full}.p/`);
  return paths.filter((path) => isWidth(path.slice(full.length + 3)));
}

/** What a folder has: nothing where somebody put something else in its place, such as a link. */
async function entriesOf(storage: LogStorage, folder: string): Promise<string[]> {
  try {
    return await storage.list(folder);
  } catch (error) {
    if (error instanceof FedzkError && codeOf(error.cause) === 'ENOTDIR') return [];
    throw error;
  }
}

async function isSuperseded(
  storage: LogStorage,
  tiles: LogReader,
  { level, index, full }: Named,
  signed: Checkpoint,
): Promise<boolean> {
  const above = level === 'entries' ? 1 : level + 1;
  if (index >= countAt(above, signed.size)) return false;
  if (level !== 'entries') return (await storage.read(full))?.length === TILE_WIDTH * HASH_BYTES;
  try {
    await readBundle(storage, tiles, index, signed);
    return true;
  } catch (error) {
    if (error instanceof FedzkError && error.code === 'damaged') return false;
    throw error;
  }
}
