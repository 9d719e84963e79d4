// After some failures each further try must wait, longer and longer: whoever knows the password waits too, and is never locked out.

const WINDOW_MS = 15 * 60_000;
const LONGEST_MS = 120_000;
/** How many failures are free: of an account from an address, and of an address. */
const FREE = { account: 5, address: 50 } as const;
/** Names that are remembered: more than fail within a quarter of an hour. */
const MOST_NAMES = 10_000;

interface Failures {
  /** When each try was that failed, or is under way. */
  times: number[];
  /** No try before. */
  until: number;
}

/** A try that may be made. */
export interface Try {
  /** Takes it off the failures: it was right. */
  succeeded(): void;
}

/** Counts failures by account and address together, and by address. */
export class SlowDown {
  readonly #now: () => number;
  readonly #failures = new Map<string, Failures>();

  /** @param now milliseconds of a clock that is never set back */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Begins a try, which counts as failed until it says otherwise: so do those that come at the same time.
   *
   * @param account what is tried, known or not
   * @returns the try, or for how many seconds there must be none
   */
  begin(account: string, address: string): Try | number {
    const now = this.#now();
    const names = [
      [`address ${address}`, FREE.address],
      [`account ${account} ${address}`, FREE.account],
    ] as const;
    const wait = Math.max(...names.map(([name]) => (this.#failures.get(name)?.until ?? 0) - now));
    if (wait > 0) return Math.ceil(wait / 1000);
    for (const [name, free] of names) this.#count(name, free, now);
    return {
      succeeded: () => {
        const own = this.#failures.get(names[0][0]);
        own?.times.splice(own.times.indexOf(now), 1);
        this.#failures.delete(names[1][0]);
      },
    };
  }

  #count(name: string, free: number, now: number): void {
    const found = this.#failures.get(name) ?? { times: [], until: 0 };
    found.times = [...found.times.filter((time) => time > now - WINDOW_MS), now];
    const beyond = found.times.length - free;
    if (beyond >= 0) found.until = now + Math.min(1000 * 2 ** beyond, LONGEST_MS);
    // Anew, so that the first ones are those of long ago.
    this.#failures.delete(name);
    this.#failures.set(name, found);
    for (const [oldest] of this.#failures) {
      if (this.#failures.size <= MOST_NAMES) break;
      this.#failures.delete(oldest);
    }
  }
}
