/** How much of a proof is done, put together from its parts. */
export class Progress {
  readonly #tell: (done: number) => void;
  readonly #parts: { readonly cost: number; done: number }[] = [];
  #told = 0;

  /** @param tell gets numbers from 0 to 1 that don't go down */
  constructor(tell: (done: number) => void) {
    this.#tell = tell;
  }

  /** A part that costs so much, by any measure; what it gives is told how much of the part is done, 0 to 1. */
  part(cost: number): (done: number) => void {
    const part = { cost, done: 0 };
    this.#parts.push(part);
    return (done) => {
      part.done = Math.max(part.done, done);
      const total = this.#parts.reduce((sum, each) => sum + each.cost, 0);
      const now = this.#parts.reduce((sum, each) => sum + each.cost * each.done, 0) / total;
      // 1 is told by `proofOf`, when it has put the proof together.
      if (now > this.#told && now < 1) {
        this.#told = now;
        this.#tell(now);
      }
    };
  }
}
