// Group commit: what waits during a commit goes into the next one together. agg-service.md, §2.

import type { SlotOutcome, SlotStep } from './rows.js';
import type { TaskStore } from './storage.js';

/** The most steps of one transaction. */
export const MOST_STEPS = 256;

interface Waiting {
  readonly step: SlotStep;
  readonly resolve: (outcome: SlotOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

/** Makes steps durable: one transaction of a round at a time, and all that waits for it in the next. */
export class CommitQueue {
  readonly #store: () => Promise<TaskStore>;
  /** By round; a round is in it as long as a commit of its is under way. */
  readonly #waiting = new Map<bigint, Waiting[]>();

  /** @param store opens the task's store, or gives the one that is open */
  constructor(store: () => Promise<TaskStore>) {
    this.#store = store;
  }

  /**
   * Makes a step.
   *
   * @returns its outcome, durable
   * @throws what the store rejects with: then none of the steps of the same transaction is known to have been made
   */
  commit(round: bigint, step: SlotStep): Promise<SlotOutcome> {
    return new Promise((resolve, reject) => {
      const entry = { step, resolve, reject };
      const waiting = this.#waiting.get(round);
      if (waiting !== undefined) {
        waiting.push(entry);
        return;
      }
      this.#waiting.set(round, [entry]);
      // From a microtask, so that steps of the same turn are in it. It never rejects: each caller hears of its own commit.
      void Promise.resolve().then(() => this.#work(round));
    });
  }

  async #work(round: bigint): Promise<void> {
    const waiting = this.#waiting.get(round) ?? [];
    while (waiting.length > 0) await this.#commit(round, waiting.splice(0, MOST_STEPS));
    this.#waiting.delete(round);
  }

  async #commit(round: bigint, group: readonly Waiting[]): Promise<void> {
    try {
      const store = await this.#store();
      const outcomes = await store.apply(
        round,
        group.map(({ step }) => step),
      );
      for (const [i, { resolve }] of group.entries()) resolve(outcomes[i] as SlotOutcome);
    } catch (reason) {
      for (const { reject } of group) reject(reason);
    }
  }
}
