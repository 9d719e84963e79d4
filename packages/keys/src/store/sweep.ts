// Removes older heads that a dropped slot, root key or master key still opens, after the commit that
// dropped it.

import { FedzkError } from '@fedzk/core';
import { drops, type Head, readHead } from '../format/head.js';
import { generationOf, type StoredObject } from '../storage/storage.js';
import type { StoreCore } from './core.js';
import { removeObjects } from './objects.js';
import { problemsOfOlderHeads } from './older-heads.js';
import type { StoreProblem } from './options.js';

/** Milliseconds within which a head is written. */
const UNFINISHED_AGE = 60_000;

export class Sweep {
  readonly #core: StoreCore;
  /** Heads before this generation are to be removed. */
  #below: number | undefined;
  #removed: readonly StoreProblem[] = [];

  constructor(core: StoreCore) {
    this.#core = core;
  }

  /** Older heads that were not authentic and were removed when the store was opened. */
  get removed(): readonly StoreProblem[] {
    return this.#removed;
  }

  /** Notes after a commit whether older heads have to be removed. */
  after(before: Head, made: Head): void {
    if (this.#core.newest.dropsSeen || drops(before, made)) this.#below = made.generation;
  }

  /**
   * Removes all heads before the one that dropped something. If that fails, it is repeated before the
   * next commit.
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

  /** Removes older heads that an interrupted commit left. */
  async ofOpening(): Promise<void> {
    const { storage, newest } = this.#core;
    const { head } = newest.state;
    for (const object of await storage.list()) {
      if (!isHeadBelow(object, head.generation)) continue;
      const bytes = await storage.get(object.name);
      if (bytes === undefined || !dropsFrom(bytes, head)) continue;
      newest.dropsSeen = true;
      // A changed head is removed too, since what opens it is unknown. `verify` reports it.
      this.#removed = await problemsOfOlderHeads(this.#core, head, 'removed');
      // Removed by a commit, since the writer of the newest head may still look for the one before it.
      await this.#core.commit(async () => ({ head: {}, result: undefined }));
      return;
    }
  }
}

/**
 * Whether an object is a head of an earlier generation, or an unfinished head whose writer was
 * interrupted. A young unfinished head belongs to a live writer.
 */
function isHeadBelow({ name, age }: StoredObject, below: number): boolean {
  const generation = generationOf(name);
  return generation === undefined ? name.startsWith('h/') && age > UNFINISHED_AGE : generation < below;
}

function dropsFrom(bytes: Uint8Array, newest: Head): boolean {
  try {
    return drops(readHead(bytes), newest);
  } catch (error) {
    if (error instanceof FedzkError) return false; // no key opens it
    throw error;
  }
}
