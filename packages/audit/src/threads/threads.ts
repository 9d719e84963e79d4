// The calling thread and others check the bundles of a log, each a range at a time. The calling one begins while the others
// start, and each goes on with the next range that nobody has.

import { FedzkError } from '@fedzk/core';
import type { LogReader } from '../storage/storage.js';
import { bundlesOf, type CheckedBundle, checkedBundles, type Plan } from '../verify/bundles.js';
import { ending } from '../verify/plain.js';
import type { Answer, Range, Start } from './messages.js';

/** Bundles of a range: enough that messages count for little, and few enough that threads end together. */
export const RANGE = 64;
/** Ranges that a thread has: the one that it is at, and the next. */
const AHEAD = 2;
/** Ranges that were begun before one that is not there yet, for each thread. */
const WAITING = 8;

/** A worker of the web or of Node, which is told of by its own events. */
export interface Thread {
  post(message: Start | Range): void;
  /** Called with each answer, and once with why it ended. */
  listen(answered: (answer: Answer) => void, ended: (reason: unknown) => void): void;
  end(): void;
}

/** What came of a range: its bundles, or those before the one that could not be checked, and why. */
interface Part {
  readonly checked: readonly CheckedBundle[];
  readonly error?: unknown;
}

/** Who checks ranges. */
interface Hand {
  /** Ranges that it has. */
  readonly asked: number;
  /** Whether it takes another one. */
  readonly hasRoom: boolean;
  ask(range: Range): Promise<Part>;
  end(): void;
}

/** How the promise of an answer is settled. */
interface Asked {
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
}

/** Another thread, and the ranges that it has, in their order. */
class Lane implements Hand {
  readonly #thread: Thread;
  readonly #asked: Asked[] = [];
  #started = false;
  #ended = false;

  /**
   * @param started is called when it can take ranges
   * @param lost is called with an error when it will take no more
   */
  constructor(thread: Thread, start: Start, started: () => void, lost: (error: FedzkError) => void) {
    this.#thread = thread;
    thread.listen(
      (answer) => {
        if (this.#started) {
          this.#asked.shift()?.resolve(answer);
          return;
        }
        this.#started = true;
        started();
      },
      (reason) => {
        if (this.#ended) return;
        this.#ended = true;
        const error = threadEnded(reason);
        for (const { reject } of this.#asked.splice(0)) reject(error);
        lost(error);
      },
    );
    thread.post(start);
  }

  get asked(): number {
    return this.#asked.length;
  }

  get hasRoom(): boolean {
    return this.#started && !this.#ended && this.#asked.length < AHEAD;
  }

  async ask(range: Range): Promise<Part> {
    const { checked, error } = await new Promise<Answer>((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#thread.post(range);
    });
    return { checked, ...(error && { error: new FedzkError(error.code, error.message) }) };
  }

  end(): void {
    this.#thread.end();
  }
}

/** The calling thread. */
class Own implements Hand {
  readonly #check: (range: Range) => AsyncIterable<CheckedBundle>;
  #ended = false;
  asked = 0;

  constructor(check: (range: Range) => AsyncIterable<CheckedBundle>) {
    this.#check = check;
  }

  get hasRoom(): boolean {
    return this.asked === 0;
  }

  async ask(range: Range): Promise<Part> {
    const checked: CheckedBundle[] = [];
    this.asked++;
    try {
      for await (const bundle of this.#check(range)) {
        if (this.#ended) break;
        checked.push(bundle);
      }
      return { checked };
    } catch (error) {
      return { checked, error };
    } finally {
      this.asked--;
    }
  }

  end(): void {
    this.#ended = true;
  }
}

/** What {@link checkedOnThreads} takes beside the plan. */
export interface Threads {
  /** How many threads there are beside the calling one, at most. */
  readonly others: number;
  open(): Thread;
  readonly start: Start;
  /** The calling one's. */
  readonly reader: LogReader;
  readonly signal?: AbortSignal | undefined;
}

/** Checks a log's bundles, and gives what came of them in their order. */
export async function* checkedOnThreads(
  plan: Plan,
  { others, open, start, reader, signal }: Threads,
): AsyncGenerator<CheckedBundle> {
  const bundles = bundlesOf(plan);
  const hands: Hand[] = [new Own((range) => checkedBundles(reader, plan, { ...start, ...range }))];
  const coming: Promise<Part>[] = [];
  let next = 0;
  /** What is given out is awaited in its turn. */
  const enqueue = (part: Promise<Part>): void => {
    part.then(give, () => undefined);
    coming.push(part);
  };
  const give = (): void => {
    while (next < bundles && coming.length < hands.length * WAITING) {
      const [hand] = hands.filter(({ hasRoom }) => hasRoom).sort((a, b) => a.asked - b.asked);
      if (hand === undefined) return;
      enqueue(hand.ask({ first: next, end: Math.min(next + RANGE, bundles) }));
      next += RANGE;
    }
  };
  try {
    while (hands.length <= Math.min(others, Math.ceil(bundles / RANGE) - 1)) {
      hands.push(new Lane(opened(open), start, give, (error) => enqueue(Promise.reject(error))));
    }
    give();
    for (let first = coming.shift(); first !== undefined; first = coming.shift()) {
      const { checked, error } = await ending(first, signal);
      yield* checked;
      if (error !== undefined) throw error;
      give();
    }
  } finally {
    for (const hand of hands) hand.end();
  }
}

/** Where there may be no thread at all, a runtime says so at once or afterwards. */
function opened(open: () => Thread): Thread {
  try {
    return open();
  } catch (error) {
    throw threadEnded(error);
  }
}

function threadEnded(cause: unknown): FedzkError {
  const message =
    "A thread ended before it had checked its part of the log. A page needs a Content-Security-Policy with worker-src 'self'; see this error's \"cause\".";
  return new FedzkError('worker', message, { cause });
}
