// Group commit: steps that wait during a commit go into the next one together. agg-service.md, §2.

import type { SlotOutcome, SlotStep } from './rows.js';
import type { TaskStore } from './storage.js';

/** The most steps of one transaction. */
export const MOST_STEPS = 256;

interface Waiting {
  readonly step: SlotStep;
  readonly resolve: (outcome: SlotOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

/** Makes steps durable, in one transaction per round at a time; steps that wait meanwhile share the next one. */
export class CommitQueue {
  readonly #store: () => Promise<TaskStore>;
  /** Waiting steps by round; a round has an entry while one of its commits is under way. */
  readonly #waiting = new Map<bigint, Waiting[]>();

  /** @param store opens the task's store, or returns the open one */
  constructor(store: () => Promise<TaskStore>) {
    this.#store = store;
  }

  /**
   * Makes a step durable.
   *
   * @returns the step's outcome
   * @throws the store's error; then it is unknown whether any step of the same transaction was made
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
      // In a microtask, so that steps of the same turn are included. It never rejects: each caller gets its
      // own error.
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
