import type { Answer, Question } from './messages.js';

/** A part of a call that one worker answers. */
export interface Job {
  readonly call: Call;
  readonly question: Question;
  /** Its place among the call's parts. */
  readonly part: number;
  /** How many workers ended while they had it. */
  deaths: number;
}

/** What a call tells whoever made it. */
export interface CallEvents {
  /** Takes the answers to the parts, in any order. What it throws fails the call. */
  answered(answer: Answer, part: number): void;
  /** Called once, as the call is answered or fails. */
  settled(): void;
}

/** A call: its promise, and the parts of it that no worker has yet. */
export class Call {
  /** Resolves when all parts are answered. */
  readonly done: Promise<void>;
  /** The parts that no worker has. */
  readonly jobs: Job[];
  readonly #events: CallEvents;
  #resolve: () => void = () => {};
  #reject: (reason: unknown) => void = () => {};
  #unanswered: number;
  #open = true;

  constructor(questions: readonly Question[], events: CallEvents) {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.jobs = questions.map((question, part) => ({ call: this, question, part, deaths: 0 }));
    this.#events = events;
    this.#unanswered = questions.length;
  }

  /** Whether its promise is pending. */
  get open(): boolean {
    return this.#open;
  }

  answer({ part }: Job, answer: Answer): void {
    if (!this.#open) return;
    try {
      this.#events.answered(answer, part);
    } catch (reason) {
      this.fail(reason);
      return;
    }
    this.#unanswered--;
    // Open still, unless it was aborted by who was told.
    if (this.#open && this.#unanswered === 0) this.#settle(this.#resolve);
  }

  fail(reason: unknown): void {
    if (this.#open) this.#settle(() => this.#reject(reason));
  }

  #settle(how: () => void): void {
    this.#open = false;
    this.jobs.length = 0;
    how();
    this.#events.settled();
  }
}
