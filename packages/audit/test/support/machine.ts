import type { Processes } from '../../src/storage/lock.js';

/** Processes that a test starts and ends. */
export class Machine {
  #running = new Set<string>();
  #count = 0;

  /** One more, until `end`. */
  start(): Processes & { end(): void } {
    const name = `${++this.#count}.0.machine`;
    this.#running.add(name);
    return {
      own: async () => name,
      runs: async (other) => this.#running.has(other),
      end: () => {
        this.#running.delete(name);
      },
    };
  }
}
