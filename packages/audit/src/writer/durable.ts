// Entries that are durable in the journal but not in the tree yet.

import type { Group } from './groups.js';
import type { TreeWriter } from './tree-writer.js';

export class Durable {
  #size: number;
  #groups: Group[];
  #bytes: number;

  /** @param groups the groups found after a tree of `treeSize` entries */
  constructor(treeSize: number, groups: readonly Group[]) {
    this.#groups = [...groups];
    this.#bytes = groups.reduce((bytes, { packed }) => bytes + packed.length, 0);
    this.#size = groups.reduce((size, { count }) => size + count, treeSize);
  }

  /** The number of entries, including those in the tree. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of the entries outside the tree. */
  get bytes(): number {
    return this.#bytes;
  }

  add(group: Group): void {
    this.#size += group.count;
    this.#groups.push(group);
    this.#bytes += group.packed.length;
  }

  /** Adds all of them to the tree. */
  plant(tree: TreeWriter): void {
    for (const { packed, leaves } of this.#groups) tree.add(packed, leaves);
    this.#groups = [];
    this.#bytes = 0;
  }

  /** Computes the root of the tree with them. */
  rootWith(tree: TreeWriter): Uint8Array {
    const frontier = tree.frontier();
    for (const { leaves } of this.#groups) frontier.add(leaves);
    return frontier.root();
  }
}
