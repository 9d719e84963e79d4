// One after the other: what the same client sends at once is checked one at a time, so that it is banned before it can have many
// wrong proofs checked.

/** Gives each name its queue. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does some work after all earlier work of the same name. Without a name it is done at once. */
  async take<T>(name: string | undefined, work: () => Promise<T>): Promise<T> {
    if (name === undefined) return work();
    const before = this.#last.get(name);
    const own = before === undefined ? work() : before.then(work, work);
    this.#last.set(name, own);
    try {
      return await own;
    } finally {
      if (this.#last.get(name) === own) this.#last.delete(name);
    }
  }
}
