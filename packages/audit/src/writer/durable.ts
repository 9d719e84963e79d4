// Entries that are durable, and in no tree yet.

import type { Group } from './groups.js';
import type { TreeWriter } from './tree-writer.js';

export class Durable {
  #size: number;
  #groups: Group[];
  #bytes: number;

  /** @param groups those that were found behind a tree of so many entries */
  constructor(treeSize: number, groups: readonly Group[]) {
    this.#groups = [...groups];
    this.#bytes = groups.reduce((bytes, { packed }) => bytes + packed.length, 0);
    this.#size = groups.reduce((size, { count }) => size + count, treeSize);
  }

  /** How many entries there are, with those in the tree. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of those that are in no tree. */
  get bytes(): number {
    return this.#bytes;
  }

  add(group: Group): void {
    this.#size += group.count;
    this.#groups.push(group);
    this.#bytes += group.packed.length;
  }

  /** Puts all of them in the tree. */
  plant(tree: TreeWriter): void {
    for (const { packed, leaves } of this.#groups) tree.add(packed, leaves);
    this.#groups = [];
    this.#bytes = 0;
  }

  /** The root of a tree that has them. */
  rootWith(tree: TreeWriter): Uint8Array {
    const frontier = tree.frontier();
    for (const { leaves } of this.#groups) frontier.add(leaves);
    return frontier.root();
  }
}
