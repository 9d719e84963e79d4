// Threads that check the bundles of a log, each a range at a time.

import { FedzkError } from '@fedzk/core';
import { bundlesOf, type CheckedBundle, type Plan } from '../verify/bundles.js';
import { ending } from '../verify/plain.js';
import type { Answer, Range, Start } from './messages.js';

/** Bundles of a range: enough that messages count for little, and few enough that threads end together. */
export const RANGE = 64;
/** Ranges on their way, for each thread: the one that it is at, the next, and what a slower one is waited for with. */
const AHEAD = 4;

/** A worker of the web or of Node, which is told of by its own events. */
export interface Thread {
  post(message: Start | Range): void;
  /** Called with each answer, and once with why it ended. */
  listen(answered: (answer: Answer) => void, ended: (reason: unknown) => void): void;
  end(): void;
}

/** How the promise of an answer is settled. */
interface Asked {
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
}

/** A thread, and the ranges that it has, in their order. */
class Lane {
  readonly #thread: Thread;
  readonly #asked: Asked[] = [];
  #ended: unknown;

  constructor(thread: Thread, start: Start) {
    this.#thread = thread;
    thread.listen(
      (answer) => this.#asked.shift()?.resolve(answer),
      (reason) => {
        this.#ended ??= threadEnded(reason);
        for (const { reject } of this.#asked.splice(0)) reject(this.#ended);
      },
    );
    thread.post(start);
  }

  get asked(): number {
    return this.#asked.length;
  }

  async ask(range: Range): Promise<Answer> {
    if (this.#ended !== undefined) throw this.#ended;
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#thread.post(range);
    });
  }

  end(): void {
    this.#thread.end();
  }
}

/** Checks a log's bundles on threads, and gives what came of them in their order. */
export async function* checkedOnThreads(
  plan: Plan,
  { count, open, start, signal }: { count: number; open: () => Thread; start: Start; signal?: AbortSignal | undefined },
): AsyncGenerator<CheckedBundle> {
  const bundles = bundlesOf(plan);
  const lanes: Lane[] = [];
  try {
    const ranges = Math.ceil(bundles / RANGE);
    while (lanes.length < Math.min(count, ranges)) lanes.push(new Lane(opened(open), start));
    const ask = (first: number): Promise<Answer> => {
      const lane = lanes.reduce((least, each) => (each.asked < least.asked ? each : least));
      return lane.ask({ first, end: Math.min(first + RANGE, bundles) });
    };
    const coming: Promise<Answer>[] = [];
    for (let first = 0, next = 0; first < bundles; first += RANGE) {
      for (; next < bundles && coming.length < lanes.length * AHEAD; next += RANGE) {
        const answer = ask(next);
        answer.catch(() => undefined); // it is awaited in its turn
        coming.push(answer);
      }
      const { checked, error } = await ending(coming.shift() ?? ask(first), signal);
      yield* checked;
      if (error !== undefined) throw new FedzkError(error.code, error.message);
    }
  } finally {
    for (const lane of lanes) lane.end();
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
