/** Combines the progress of a proof's parts. */
export class Progress {
  readonly #tell: (done: number) => void;
  readonly #parts: { readonly cost: number; done: number }[] = [];
  #told = 0;

  /** @param tell gets numbers from 0 to 1, never decreasing */
  constructor(tell: (done: number) => void) {
    this.#tell = tell;
  }

  /** Adds a part with its cost, in any unit. Returns a function that takes the part's progress, from 0 to 1. */
  part(cost: number): (done: number) => void {
    const part = { cost, done: 0 };
    this.#parts.push(part);
    return (done) => {
      part.done = Math.max(part.done, done);
      const total = this.#parts.reduce((sum, each) => sum + each.cost, 0);
      const now = this.#parts.reduce((sum, each) => sum + each.cost * each.done, 0) / total;
      // `proofOf` reports 1 when the proof is complete.
      if (now > this.#told && now < 1) {
        this.#told = now;
        this.#tell(now);
      }
    };
  }
}
