// Whether calls of the system are made in place, where they keep the thread waiting, or by other threads. To hand one over
// and to hear of its end takes as long as a quick disk takes for a sync.

/** Milliseconds under which a call is quick. */
const QUICK = 1;
/** After so many syncs in a row that were quick, calls are made in place. */
const IN_A_ROW = 8;
/** Milliseconds from which on a call in place is a long one. */
const LONG = 5;
/** Milliseconds that long ones may take altogether, and the part of the time that they may take beyond that. */
const [LONG_AT_ONCE, LONG_SHARE] = [50, 0.01];

/**
 * Remembers how long calls took. How long a call in place will take can't be known before. Calls of 5 ms or more may block
 * the thread for 50 ms at once, and beyond that for 1 % of the time. The last of these calls blocks until the disk answers.
 */
export class Pace {
  readonly #now: () => number;
  #quick = 0;
  /** What is left to make up for of the milliseconds that long calls took, at a time. */
  #long = { ms: 0, at: 0 };

  /** @param now a clock in milliseconds that doesn't step */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether the next call is made in place. */
  get inPlace(): boolean {
    return this.#quick >= IN_A_ROW && this.#longAt(this.#now()) <= LONG_AT_ONCE;
  }

  #longAt(now: number): number {
    return Math.max(0, this.#long.ms - LONG_SHARE * (now - this.#long.at));
  }

  /** A call that is made in place. */
  timeInPlace<T>(call: () => T): T {
    const began = this.#now();
    try {
      return call();
    } finally {
      const ended = this.#now();
      const ms = ended - began;
      if (ms >= QUICK) this.#quick = 0;
      if (ms >= LONG) this.#long = { ms: this.#longAt(ended) + ms, at: ended };
    }
  }

  /** A sync that another thread makes. */
  async timeSync(sync: () => Promise<void>): Promise<void> {
    const began = this.#now();
    await sync();
    this.#quick = this.#now() - began < QUICK ? this.#quick + 1 : 0;
  }
}
