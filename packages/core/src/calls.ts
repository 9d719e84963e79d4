import { FedzkError } from './errors.js';

/**
 * Tracks the calls of an object that can be closed. Closing waits for those that have begun; later ones are refused.
 *
 * @example
 * ```ts
 * readonly #calls = new Calls('aggregator');
 * openRound(round: number): Promise<void> { return this.#calls.run(() => this.#openRound(round)); }
 * close(): Promise<void> { return this.#calls.close(() => this.#privateKey.fill(0)); }
 * ```
 */
export class Calls {
  readonly #what: string;
  readonly #instead: string;
  readonly #begun = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  /**
   * @param what the object's noun, for messages
   * @param instead what a caller should do once it is closed
   */
  constructor(what: string, instead = 'create another one') {
    this.#what = what;
    this.#instead = instead;
  }

  /**
   * Runs a call.
   *
   * @throws {FedzkError} `disposed`: the object is closed
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) {
      throw new FedzkError('disposed', `This ${this.#what} was closed; ${this.#instead}.`);
    }
    const begun = call();
    this.#begun.add(begun);
    try {
      return await begun;
    } finally {
      this.#begun.delete(begun);
    }
  }

  /**
   * Takes no more calls, waits for those that have begun, then calls `end`. Returns the same promise when called again.
   *
   * @param end frees what the object holds
   */
  close(end: () => unknown): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#begun).then(async () => {
      await end();
    });
    return this.#closing;
  }
}
