// Decides whether system calls are made in place, which blocks the thread, or by other threads. Handing a call
// over takes as long as a sync on a fast disk.

/** Milliseconds under which a call is quick. */
const QUICK = 1;
/** The number of quick syncs in a row after which calls are made in place. */
const IN_A_ROW = 8;
/** Milliseconds from which on a call in place counts as long. */
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
  /** The milliseconds of long calls that are not compensated yet, at a time. */
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

  /** Makes a call in place, and measures it. */
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

  /** Measures a sync that another thread makes. */
  async timeSync(sync: () => Promise<void>): Promise<void> {
    const began = this.#now();
    await sync();
    this.#quick = this.#now() - began < QUICK ? this.#quick + 1 : 0;
  }
}
