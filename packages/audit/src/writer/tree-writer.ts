// The right edge of a growing tree: the hashes that further entries need, and the tiles that they complete.

import { concat, FedzkError } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import type { LogReader, StoredFile } from '../storage/storage.js';
import { countAt, tilePath } from '../tree/paths.js';
import { readTile } from '../tree/tiles.js';
import { bundleHashes, HASH_BYTES, rootOf, TILE_WIDTH } from '../tree/tree.js';
import { type Edge, Frontier } from './frontier.js';

interface GrowingEdge extends Edge {
  /** Whether it has grown since it was last written. */
  grown: boolean;
}

const newEdge = (): GrowingEdge => ({ hashes: new Uint8Array(TILE_WIDTH * HASH_BYTES), width: 0, grown: false });

/** A tree that grows. `takeFiles` returns the files to write. */
export class TreeWriter {
  #size = 0;
  readonly #edges: GrowingEdge[] = [newEdge()];
  /** The packed entries of the last bundle. */
  #bundle: Uint8Array[] = [];
  #complete: StoredFile[] = [];
  /** Paths of the incomplete tiles that were written in part. */
  readonly #partial = new Set<string>();
  #replaced: string[] = [];

  /**
   * Reads the tree of a size from its tiles.
   *
   * @throws {FedzkError} `damaged`: the tiles do not lead to the root
   */
  static async restore(reader: LogReader, size: number, root: Uint8Array): Promise<TreeWriter> {
    const tree = new TreeWriter();
    tree.#size = size;
    for (let level = 0; countAt(level, size) > 0; level++) {
      const edge = newEdge();
      tree.#edges[level] = edge;
      edge.width = countAt(level, size) % TILE_WIDTH;
      if (edge.width === 0) continue;
      const index = Math.floor(countAt(level, size) / TILE_WIDTH);
      const bytes = await readTile(reader, level, index, edge.width);
      edge.hashes.set((bytes ?? new Uint8Array(0)).subarray(0, edge.width * HASH_BYTES));
      if (level === 0) await tree.#restoreBundle(reader, index, edge);
      tree.#partial.add(tilePath(level, index));
    }
    if (sameBytes(tree.root(), root)) return tree;
    throw new FedzkError(
      'damaged',
      'The tiles do not lead to the root that was signed; rebuild them with rebuildTiles.',
    );
  }

  async #restoreBundle(reader: LogReader, index: number, { width, hashes }: Edge): Promise<void> {
    const path = tilePath('entries', index, width);
    const bytes = (await readTile(reader, 'entries', index, width)) ?? new Uint8Array(0);
    const leaves = bundleHashes(bytes)?.leaves ?? new Uint8Array(0);
    // A full bundle of a writer that stopped before it signed has more entries than wanted.
    const wanted = width * HASH_BYTES;
    if (leaves.length < wanted || !sameBytes(leaves.subarray(0, wanted), hashes.subarray(0, wanted))) {
      throw new FedzkError(
        'damaged',
        `${path} is not the bundle of its tile; rebuild the tiles with rebuildTiles, or restore the log.`,
      );
    }
    this.#bundle = [bytes.subarray(0, lengthOfPacked(bytes, width))];
    this.#partial.add(tilePath('entries', index));
  }

  get size(): number {
    return this.#size;
  }

  /** Adds entries, packed, with their leaf hashes. */
  add(packed: Uint8Array, leaves: Uint8Array): void {
    for (let at = 0, leaf = 0; leaf < leaves.length; ) {
      const edge = this.#edge(0);
      const count = Math.min(TILE_WIDTH - edge.width, (leaves.length - leaf) / HASH_BYTES);
      const end = at + lengthOfPacked(packed.subarray(at), count);
      this.#bundle.push(packed.subarray(at, end));
      edge.hashes.set(leaves.subarray(leaf, leaf + count * HASH_BYTES), edge.width * HASH_BYTES);
      edge.width += count;
      edge.grown = true;
      this.#size += count;
      [at, leaf] = [end, leaf + count * HASH_BYTES];
      if (edge.width === TILE_WIDTH) this.#completeBundle();
    }
  }

  /** Adds a full tile of leaf hashes without their entries. The last tile must be full. */
  addTile(leaves: Uint8Array): void {
    const edge = this.#edge(0);
    edge.hashes.set(leaves);
    edge.width = TILE_WIDTH;
    this.#size += TILE_WIDTH;
    this.#completeTiles();
  }

  #edge(level: number): GrowingEdge {
    const edge = this.#edges[level] ?? newEdge();
    this.#edges[level] = edge;
    return edge;
  }

  #completeBundle(): void {
    this.#finish({ path: tilePath('entries', countAt(1, this.#size) - 1), bytes: concat(...this.#bundle) });
    this.#bundle = [];
    this.#completeTiles();
  }

  #completeTiles(): void {
    for (let level = 0; this.#edge(level).width === TILE_WIDTH; level++) {
      const { hashes } = this.#edge(level);
      this.#finish({ path: tilePath(level, countAt(level + 1, this.#size) - 1), bytes: hashes.slice() });
      this.#edges[level] = newEdge();
      const above = this.#edge(level + 1);
      above.hashes.set(rootOf(hashes), above.width * HASH_BYTES);
      above.width++;
      above.grown = true;
    }
  }

  #finish(file: StoredFile): void {
    this.#complete.push(file);
    if (this.#partial.delete(file.path)) this.#replaced.push(`${file.path}.p/`);
  }

  /** Computes the root of all entries so far. */
  root(): Uint8Array {
    return this.frontier().root();
  }

  /** Copies its right edge as it is now. */
  frontier(): Frontier {
    return new Frontier(this.#size, this.#edges);
  }

  /** Returns full tiles and bundles that no earlier call returned. */
  takeComplete(): readonly StoredFile[] {
    const files = this.#complete;
    this.#complete = [];
    return files;
  }

  /** Returns the files that must be durable before a checkpoint of this size is signed, and folders to remove after. */
  takeFiles(): { readonly files: readonly StoredFile[]; readonly superseded: readonly string[] } {
    const files = [...this.takeComplete()];
    for (const [level, edge] of this.#edges.entries()) {
      if (!edge.grown || edge.width === 0) continue;
      edge.grown = false;
      const index = Math.floor(countAt(level, this.#size) / TILE_WIDTH);
      files.push(this.#inPart(level, index, edge.width, edge.hashes.slice(0, edge.width * HASH_BYTES)));
      if (level === 0) files.push(this.#inPart('entries', index, edge.width, concat(...this.#bundle)));
    }
    const superseded = this.#replaced;
    this.#replaced = [];
    return { files, superseded };
  }

  #inPart(level: number | 'entries', index: number, width: number, bytes: Uint8Array): StoredFile {
    this.#partial.add(tilePath(level, index));
    return { path: tilePath(level, index, width), bytes };
  }
}

/** Returns the length in bytes of the first `count` packed entries. */
export function lengthOfPacked(packed: Uint8Array, count: number): number {
  let at = 0;
  for (let i = 0; i < count; i++) at += 2 + 256 * (packed[at] ?? 0) + (packed[at + 1] ?? 0);
  return at;
}
