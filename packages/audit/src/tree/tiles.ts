// Computes hashes and proofs of a tree from its tiles.

import { concat, FedzkError } from '@fedzk/core';
import type { LogReader } from '../storage/storage.js';
import { firstEntries } from '../words.js';
import { type TileLevel, tilePath, widthAt } from './paths.js';
import {
  checkConsistency,
  checkInclusion,
  consistency,
  HASH_BYTES,
  hashOfRange,
  inclusion,
  type Range,
  rootOf,
  rootRange,
  type Subtree,
  TILE_WIDTH,
} from './tree.js';

const LEVELS = 8; // of a tile: 2^8 = 256

/** A tile or bundle that was read. */
export interface Part {
  /** The path at which it was found, or should have been. */
  readonly path: string;
  readonly bytes: Uint8Array | undefined;
  /** The number of hashes or entries that it must have. */
  readonly width: number;
}

/** Reads a tile or bundle. If a partial one is missing, reads the full one, which may have more than asked for. */
export async function readPart(reader: LogReader, level: TileLevel, index: number, width: number): Promise<Part> {
  const path = tilePath(level, index, width);
  const bytes = await reader.read(path);
  if (bytes !== undefined || width === TILE_WIDTH) return { path, bytes, width };
  const full = tilePath(level, index);
  const all = await reader.read(full);
  return all === undefined ? { path, bytes, width } : { path: full, bytes: all, width: TILE_WIDTH };
}

/** A buffer for a tile or bundle, which grows as needed. */
export interface Room {
  bytes: Uint8Array;
  /** The most bytes: longer files are cut off, since they are wrong anyway. */
  readonly most: number;
}

/** As {@link readPart}, synchronously. The bytes are valid until the room is used again. */
export function readPartNow(
  readInto: NonNullable<LogReader['readInto']>,
  room: Room,
  level: TileLevel,
  index: number,
  width: number,
): Part {
  const path = tilePath(level, index, width);
  const bytes = readNow(readInto, room, path);
  if (bytes !== undefined || width === TILE_WIDTH) return { path, bytes, width };
  const full = tilePath(level, index);
  const all = readNow(readInto, room, full);
  return all === undefined ? { path, bytes, width } : { path: full, bytes: all, width: TILE_WIDTH };
}

function readNow(readInto: NonNullable<LogReader['readInto']>, room: Room, path: string): Uint8Array | undefined {
  let length = readInto(path, room.bytes);
  if (length !== undefined && length > room.bytes.length) {
    room.bytes = new Uint8Array(Math.min(length, room.most) + 1);
    length = readInto(path, room.bytes);
  }
  return length === undefined ? undefined : room.bytes.subarray(0, length);
}

/** As {@link readPart}, and returns only the bytes. */
export async function readTile(
  reader: LogReader,
  level: TileLevel,
  index: number,
  width: number,
): Promise<Uint8Array | undefined> {
  return (await readPart(reader, level, index, width)).bytes;
}

/** Computes hashes from unchecked tiles. The results must be compared with a root. */
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

  /** Computes the hash of each range: a proof's path. */
  async path(ranges: readonly Range[]): Promise<Uint8Array> {
    const hashes = [];
    for (const range of ranges) {
      const trees = await Promise.all(range.map((subtree) => this.hashOf(subtree)));
      hashes.push(hashOfRange(concat(...trees)));
    }
    return concat(...hashes);
  }

  /**
   * Makes an inclusion proof, and checks it.
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

  /**
   * Makes a consistency proof from a smaller tree, and checks it. It is empty from size 0 and from the same
   * size.
   *
   * @throws {FedzkError} `damaged`
   */
  async proveGrowth(old: number, root: Uint8Array): Promise<Uint8Array> {
    return (await this.#grown(old, root)).path;
  }

  /**
   * Computes the root of the first entries, and checks that the tiles lead from it to the root of all.
   *
   * @throws {FedzkError} `damaged`
   */
  async rootOfFirst(old: number, root: Uint8Array): Promise<Uint8Array> {
    return (await this.#grown(old, root)).oldRoot;
  }

  async #grown(old: number, root: Uint8Array): Promise<{ readonly path: Uint8Array; readonly oldRoot: Uint8Array }> {
    const none = new Uint8Array(0);
    if (old === 0 || old === this.#size) return { path: none, oldRoot: old === 0 ? rootOf(none) : root };
    const ranges = consistency(old, this.#size);
    const [path, oldRoot] = await Promise.all([this.path(ranges), this.path([rootRange(old)])]);
    const verdict = checkConsistency({ size: old, root: oldRoot }, { size: this.#size, root }, path);
    if (verdict === 'ok') return { path, oldRoot };
    throw new FedzkError(
      'damaged',
      `The tiles of ${firstEntries(old)} do not lead to the root that was signed; rebuild them with rebuildTiles.`,
    );
  }
}
