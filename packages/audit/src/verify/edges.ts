// The right edge of a tree that is read from its leaves up: of each level the tile that is not full yet.

import { HASH_BYTES, rootOf, TILE_WIDTH } from '../tree/tree.js';

/** The tile of a level that is being read. */
interface Edge {
  readonly hashes: Uint8Array;
  width: number;
  /** How many were before it. */
  tiles: number;
}

const newEdge = (): Edge => ({ hashes: new Uint8Array(TILE_WIDTH * HASH_BYTES), width: 0, tiles: 0 });

export class Edges {
  /** Of each level; level 0 has those of a bundle that isn't full, which is the last. */
  readonly #edges: Edge[] = [newEdge()];
  readonly #compare: (level: number, index: number, hashes: Uint8Array) => Promise<void>;

  /** @param compare takes each tile above the leaves, when it is full or the last of its level */
  constructor(compare: (level: number, index: number, hashes: Uint8Array) => Promise<void>) {
    this.#compare = compare;
  }

  /** Adds hashes to a level; a tile that is full goes up as one hash. */
  async push(level: number, hashes: Uint8Array): Promise<void> {
    const edge = this.#edges[level] ?? newEdge();
    this.#edges[level] = edge;
    edge.hashes.set(hashes, edge.width * HASH_BYTES);
    edge.width += hashes.length / HASH_BYTES;
    if (edge.width < TILE_WIDTH) return;
    await this.#compare(level, edge.tiles, edge.hashes);
    edge.tiles++;
    edge.width = 0;
    await this.push(level + 1, rootOf(edge.hashes));
  }

  /** Has the last tile of each level compared. */
  async finish(): Promise<void> {
    for (const [level, { hashes, width, tiles }] of this.#edges.entries()) {
      if (level > 0 && width > 0) await this.#compare(level, tiles, hashes.subarray(0, width * HASH_BYTES));
    }
  }

  /** The root of the tree up to a bundle that was not added yet, of which only so many leaves belong to it. */
  rootWith(leaves: Uint8Array): Uint8Array {
    return upTo(this.#edges.slice(1), rootOf(leaves));
  }

  /** The root of all that was added. */
  root(): Uint8Array {
    const root = upTo(this.#edges, new Uint8Array(0));
    return root.length > 0 ? root : rootOf(root);
  }
}

/** The root above some levels, whose last hash on the right is given; empty where there is none at all. */
function upTo(edges: readonly Edge[], right: Uint8Array): Uint8Array {
  let root = right;
  for (const { hashes, width } of edges) {
    const all = new Uint8Array(width * HASH_BYTES + root.length);
    all.set(hashes.subarray(0, width * HASH_BYTES));
    all.set(root, width * HASH_BYTES);
    if (all.length > 0) root = rootOf(all);
  }
  return root;
}
