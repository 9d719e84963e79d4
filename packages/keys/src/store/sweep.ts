// Older heads in which something opens that the newest one dropped: a commit that drops something leaves none of them.

import { FedzkError } from '@fedzk/core';
import { drops, type Head, readHead } from '../format/head.js';
import { generationOf, type StoredObject } from '../storage/storage.js';
import type { StoreCore } from './core.js';
import { removeObjects } from './objects.js';
import { problemsOfOlderHeads } from './older-heads.js';
import type { StoreProblem } from './options.js';

/** A head is written in less, in milliseconds. */
const UNFINISHED_AGE = 60_000;

export class Sweep {
  readonly #core: StoreCore;
  /** Heads before this one are to be removed. */
  #below: number | undefined;
  #removed: readonly StoreProblem[] = [];

  constructor(core: StoreCore) {
    this.#core = core;
  }

  /** Older heads that were not authentic, and that opening the store removed. */
  get removed(): readonly StoreProblem[] {
    return this.#removed;
  }

  /** Remembers whether a commit that was made has older heads removed. */
  after(before: Head, made: Head): void {
    if (this.#core.newest.dropsSeen || drops(before, made)) this.#below = made.generation;
  }

  /**
   * Removes all heads before the one from which on something no longer opens. What failed is done before the next commit.
   */
  async finish(): Promise<void> {
    const below = this.#below;
    if (below === undefined) return;
    const { storage, newest } = this.#core;
    const heads = (await storage.list()).filter((object) => isHeadBelow(object, below));
    await removeObjects(this.#core, newest.state, () => heads.map(({ name }) => name).sort());
    this.#below = undefined;
    newest.dropsSeen = false;
  }

  /** Leaves no older head, where an interrupted commit did. */
  async ofOpening(): Promise<void> {
    const { storage, newest } = this.#core;
    const { head } = newest.state;
    for (const object of await storage.list()) {
      if (!isHeadBelow(object, head.generation)) continue;
      const bytes = await storage.get(object.name);
      if (bytes === undefined || !dropsFrom(bytes, head)) continue;
      newest.dropsSeen = true;
      // One that was changed is removed too: nobody can tell what it still opens with. `verify` tells of it.
      this.#removed = await problemsOfOlderHeads(this.#core, head, 'removed');
      // By a commit, since whoever made the newest head may still look for the one before it.
      await this.#core.commit(async () => ({ head: {}, result: undefined }));
      return;
    }
  }
}

/**
 * Whether an object is a head of an earlier generation, or what is left of one that was being written: one that is young is
 * a live writer's.
 */
function isHeadBelow({ name, age }: StoredObject, below: number): boolean {
  const generation = generationOf(name);
  return generation === undefined ? name.startsWith('h/') && age > UNFINISHED_AGE : generation < below;
}

function dropsFrom(bytes: Uint8Array, newest: Head): boolean {
  try {
    return drops(readHead(bytes), newest);
  } catch (error) {
    if (error instanceof FedzkError) return false; // nothing opens it
    throw error;
  }
}
