// Hashes of a tree, from its tiles.

import { concat, FedzkError } from '@fedzk/core';
import type { LogReader } from '../storage/storage.js';
import { tilePath, widthAt } from './paths.js';
import {
  checkInclusion,
  HASH_BYTES,
  hashOfRange,
  inclusion,
  type Range,
  rootOf,
  type Subtree,
  TILE_WIDTH,
} from './tree.js';

const LEVELS = 8; // of a tile: 2^8 = 256

/** A tile, or a bundle, of a tree of that size; a partial one may have been replaced by its full one. */
export async function readTile(
  reader: LogReader,
  level: number | 'entries',
  index: number,
  width: number,
): Promise<Uint8Array | undefined> {
  const bytes = await reader.read(tilePath(level, index, width));
  return bytes === undefined && width < TILE_WIDTH ? reader.read(tilePath(level, index)) : bytes;
}

/** The hashes of trees, by tiles that nobody has checked: what comes of them is to be compared with a root. */
export class Tiles {
  readonly #reader: LogReader;
  readonly #size: number;

  constructor(reader: LogReader, size: number) {
    this.#reader = reader;
    this.#size = size;
  }

  /** @throws {FedzkError} `damaged`: a tile is missing, or too short */
  async hashOf({ level, index }: Subtree): Promise<Uint8Array> {
    const tileLevel = Math.floor(level / LEVELS);
    const leaves = 2 ** (level % LEVELS);
    const perTile = TILE_WIDTH / leaves;
    const tile = Math.floor(index / perTile);
    const width = widthAt(tileLevel, tile, this.#size);
    const bytes = await readTile(this.#reader, tileLevel, tile, width);
    const start = (index % perTile) * leaves * HASH_BYTES;
    const end = start + leaves * HASH_BYTES;
    if (bytes === undefined || bytes.length < Math.max(end, width * HASH_BYTES)) {
      throw new FedzkError(
        'damaged',
        `${tilePath(tileLevel, tile, width)} is ${bytes === undefined ? 'missing' : 'cut off'}.`,
      );
    }
    return rootOf(bytes.subarray(start, end));
  }

  /** The hash of each range: a proof's path. */
  async path(ranges: readonly Range[]): Promise<Uint8Array> {
    const hashes = [];
    for (const range of ranges) {
      const trees = await Promise.all(range.map((subtree) => this.hashOf(subtree)));
      hashes.push(hashOfRange(concat(...trees)));
    }
    return concat(...hashes);
  }

  /**
   * An inclusion proof, which has been checked.
   *
   * @throws {FedzkError} `damaged`
   */
  async prove(index: number, root: Uint8Array): Promise<Uint8Array> {
    const [path, leaf] = await Promise.all([this.path(inclusion(index, this.#size)), this.hashOf({ level: 0, index })]);
    if (checkInclusion(index, this.#size, leaf, path, root) === 'ok') return path;
    throw new FedzkError(
      'damaged',
      `The tiles around entry ${index} do not lead to the root that was signed; rebuild them with rebuildTiles.`,
    );
  }
}
