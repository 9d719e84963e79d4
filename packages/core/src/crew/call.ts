/** A part of a call. One worker answers it. */
export interface Job<Question, Answer> {
  readonly call: Call<Question, Answer>;
  readonly question: Question;
  /** Its index among the call's parts. */
  readonly part: number;
  /** The number of workers that ended while they had it. */
  deaths: number;
}

/** The events of a call. If one throws, the call fails with its error. */
export interface CallEvents<Answer> {
  /** Takes the answers to the parts, in any order. */
  answered(answer: Answer, part: number): void;
  /** Takes a worker's progress with a part. */
  progressed(progress: unknown, part: number): void;
  /** Called once, when the call is answered or fails. */
  settled(): void;
}

/** A call: its promise, and its parts that no worker has yet. */
export class Call<Question, Answer> {
  /** Resolves when all parts are answered. */
  readonly done: Promise<void>;
  /** The parts that no worker has. */
  readonly jobs: Job<Question, Answer>[];
  readonly #events: CallEvents<Answer>;
  #resolve: () => void = () => {};
  #reject: (reason: unknown) => void = () => {};
  #unanswered: number;
  #open = true;

  constructor(questions: readonly Question[], events: CallEvents<Answer>) {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.jobs = questions.map((question, part) => ({ call: this, question, part, deaths: 0 }));
    this.#events = events;
    this.#unanswered = questions.length;
  }

  /** Tells whether its promise is pending. */
  get open(): boolean {
    return this.#open;
  }

  answer({ part }: Job<Question, Answer>, answer: Answer): void {
    if (!this.#tell(() => this.#events.answered(answer, part))) return;
    this.#unanswered--;
    // The event may have aborted the call.
    if (this.#open && this.#unanswered === 0) this.#settle(this.#resolve);
  }

  progress({ part }: Job<Question, Answer>, progress: unknown): void {
    this.#tell(() => this.#events.progressed(progress, part));
  }

  fail(reason: unknown): void {
    if (this.#open) this.#settle(() => this.#reject(reason));
  }

  #tell(event: () => void): boolean {
    if (!this.#open) return false;
    try {
      event();
      return true;
    } catch (reason) {
      this.fail(reason);
      return false;
    }
  }

  #settle(how: () => void): void {
    this.#open = false;
    this.jobs.length = 0;
    how();
    this.#events.settled();
  }
}
