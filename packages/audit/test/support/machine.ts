import type { Processes } from '../../src/storage/lock.js';

/** Processes that a test starts and ends. */
export class Machine {
  static #count = 0;
  readonly #running = new Set<string>();

  /** One more, until `end`. */
  start(): Processes & { end(): void } {
    const name = `${++Machine.#count}.0.machine`;
    this.#running.add(name);
    return {
      own: async () => name,
      stateOf: async (other) => (this.#running.has(other) ? 'runs' : 'gone'),
      end: () => {
        this.#running.delete(name);
      },
    };
  }
}
