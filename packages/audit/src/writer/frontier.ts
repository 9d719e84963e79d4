// The right edge of a tree, enough to compute its root: the last, partial tile of each level.

import { concat, FedzkError } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import type { Checkpoint } from '../note/checkpoint.js';
import type { LogReader } from '../storage/storage.js';
import { countAt, widthAt } from '../tree/paths.js';
import { readTile, Tiles } from '../tree/tiles.js';
import { HASH_BYTES, rootOf, TILE_WIDTH } from '../tree/tree.js';
import { firstEntries } from '../words.js';

/** The last tile of a level: room for 256 hashes, and their number, below 256. */
export interface Edge {
  readonly hashes: Uint8Array;
  width: number;
}

const newEdge = (): Edge => ({ hashes: new Uint8Array(TILE_WIDTH * HASH_BYTES), width: 0 });

export class Frontier {
  readonly #edges: Edge[];
  #size: number;

  /** @param edges the tiles of a tree of that size, from the leaves up; they are copied */
  constructor(size = 0, edges: readonly Edge[] = []) {
    this.#size = size;
    this.#edges = edges.map(({ hashes, width }) => ({ hashes: hashes.slice(), width }));
  }

  /**
   * Reads the edge of the first entries of a signed tree from its tiles.
   *
   * @throws {FedzkError} `damaged`: the tiles do not lead to the signed root
   */
  static async at(reader: LogReader, size: number, signed: Checkpoint): Promise<Frontier> {
    const root = await new Tiles(reader, signed.size).rootOfFirst(size, signed.root);
    const edges: Edge[] = [];
    for (let level = 0; countAt(level, size) > 0; level++) {
      const edge = newEdge();
      edges.push(edge);
      edge.width = countAt(level, size) % TILE_WIDTH;
      if (edge.width === 0) continue;
      const index = Math.floor(countAt(level, size) / TILE_WIDTH);
      const tile = await readTile(reader, level, index, widthAt(level, index, signed.size));
      edge.hashes.set((tile ?? new Uint8Array(0)).subarray(0, edge.width * HASH_BYTES));
    }
    const frontier = new Frontier(size, edges);
    if (sameBytes(frontier.root(), root)) return frontier;
    throw new FedzkError(
      'damaged',
      `The tiles of ${firstEntries(size)} do not lead to the root that was signed; rebuild them with rebuildTiles.`,
    );
  }

  get size(): number {
    return this.#size;
  }

  /** Adds leaf hashes. @param each called after each leaf */
  add(leaves: Uint8Array, each?: () => void): void {
    for (let at = 0; at < leaves.length; at += HASH_BYTES) {
      this.#push(0, leaves.subarray(at, at + HASH_BYTES));
      this.#size++;
      each?.();
    }
  }

  #push(level: number, hash: Uint8Array): void {
    this.#edges[level] ??= newEdge();
    const edge = this.#edges[level];
    edge.hashes.set(hash, edge.width * HASH_BYTES);
    edge.width++;
    if (edge.width < TILE_WIDTH) return;
    edge.width = 0;
    this.#push(level + 1, rootOf(edge.hashes));
  }

  root(): Uint8Array {
    let right: Uint8Array = new Uint8Array(0);
    for (const { hashes, width } of this.#edges) {
      const all = concat(hashes.subarray(0, width * HASH_BYTES), right);
      if (all.length > 0) right = rootOf(all);
    }
    return right.length > 0 ? right : rootOf(right);
  }
}
