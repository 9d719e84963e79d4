import { onAbort } from '../abort.js';
import { FedzkError } from '../errors.js';
import { Call, type Job } from './call.js';
import { Lane, type LaneEvents, type LaneOptions } from './lane.js';
import type { Packed } from './messages.js';
import type { CrewWorker } from './worker.js';

/** The options of a call. If one of the functions throws, the call rejects with its error. */
export interface CrewCall {
  /** Cancels the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called when a question is answered, in any order. */
  readonly answered?: (place: number) => void;
  /** Gets the workers' progress with each question. */
  readonly progressed?: (progress: unknown, place: number) => void;
}

/** Answers questions. */
export interface Crew<Question, Answer> {
  /** The largest number of workers. */
  readonly size: number;
  /** The number of open calls. */
  readonly pending: number;
  /** Checks before anything is read whether a call is possible. @throws `disposed`, or the signal's reason */
  admit(signal?: AbortSignal): void;
  /** Answers the questions of one call, in their order. */
  ask(questions: readonly Question[], call?: CrewCall): Promise<Answer[]>;
  /** Resolves when there is a place for a call. */
  ready(): Promise<void>;
  /** Refuses calls from now on, answers those that are open, and resolves when all workers have ended. */
  close(): Promise<void>;
}

/** The options of a crew. */
export interface CrewOptions<Question> {
  /** The crew's noun in messages, such as "pool". */
  readonly name: string;
  /** Where to read about bundlers, for messages, such as "the README of @fedzk/verify". */
  readonly help: string;
  /** Starts a worker that runs {@link answering}. */
  readonly start: () => CrewWorker;
  /** The first message to each worker. */
  readonly first: unknown;
  /** The largest number of workers. */
  readonly size: number;
  /** The largest number of waiting calls. Default: no limit. */
  readonly maxQueue?: number;
  /** How many workers may end in turn, over the same job or before they were ready. Default: 2. */
  readonly tries?: number;
  /** The largest total {@link CrewOptions.weight} of a worker's jobs at a time. Default: 1. */
  readonly depth?: number;
  /** Weighs a job. Default: 1. */
  readonly weight?: (question: Question) => number;
  /**
   * Makes a question's message when a worker is ready for it, and again if that worker ends. If it takes time, it asks
   * `isWanted` before it copies secrets, and returns undefined if false. Default: the question is its own message.
   */
  readonly pack?: (question: Question, isWanted: () => boolean) => Packed | undefined | Promise<Packed | undefined>;
  /**
   * Ends a worker whose call fails, for long jobs. Default: the worker finishes the job, and its answer is dropped.
   */
  readonly interrupts?: boolean;
}

/**
 * Workers with a queue. A worker starts when a call finds all others busy. It keeps a Node process alive only while it has
 * jobs. If a worker ends, its jobs go to another one.
 *
 * All calls reject with a {@link FedzkError}:
 * - `queue-full`: `maxQueue` calls are waiting;
 * - `worker`: no worker can be started, `tries` workers ended in turn over the call, or a message can't be copied;
 * - `disposed`: the crew was closed before the call;
 *
 * They also reject with the signal's reason once it is aborted, and with errors of `pack`.
 */
export class WorkerCrew<Question, Answer> implements Crew<Question, Answer>, AsyncDisposable {
  readonly size: number;
  readonly #options: CrewOptions<Question>;
  readonly #laneOptions: LaneOptions<Question>;
  readonly #maxQueue: number;
  readonly #tries: number;
  readonly #lanes = new Set<Lane<Question, Answer>>();
  readonly #open = new Set<Call<Question, Answer>>();
  /** Calls with jobs that no worker has. The first is next. */
  #queue: Call<Question, Answer>[] = [];
  /** Calls of `ready()` that wait for a place. */
  readonly #waiters: { resolve(): void; reject(reason: unknown): void }[] = [];
  /** Workers that were told to end and have not yet. */
  readonly #ending = new Set<Promise<void>>();
  /** Workers in turn that ended before they were ready. */
  #failedStarts = 0;
  #closing: Promise<void> | undefined;
  #allSettled: () => void = () => {};

  constructor(options: CrewOptions<Question>) {
    const { size, first, depth = 1, weight = () => 1, pack = (question) => ({ question }) } = options;
    this.size = size;
    this.#options = options;
    this.#laneOptions = { first, depth, weight, pack };
    this.#maxQueue = options.maxQueue ?? Number.POSITIVE_INFINITY;
    this.#tries = options.tries ?? 2;
  }

  get pending(): number {
    return this.#open.size;
  }

  admit(signal?: AbortSignal): void {
    if (this.#closing !== undefined) throw closed(this.#options.name);
    if (signal?.aborted) throw signal.reason;
  }

  async ask(questions: readonly Question[], call: CrewCall = {}): Promise<Answer[]> {
    const { signal, answered, progressed } = call;
    this.admit(signal);
    if (this.#places() === 0) throw this.#queueFull();
    const answers: Answer[] = [];
    const own = new Call<Question, Answer>(questions, {
      answered: (answer, part) => {
        answers[part] = answer;
        answered?.(part);
      },
      progressed: (progress, part) => progressed?.(progress, part),
      settled: () => this.#forget(own),
    });
    const forget = onAbort(signal, () => own.fail(signal?.reason));
    this.#open.add(own);
    this.#queue.push(own);
    this.#handOut();
    try {
      await own.done;
    } finally {
      forget();
    }
    return answers;
  }

  async ready(): Promise<void> {
    this.admit();
    if (this.#waiters.length === 0 && this.#places() > 0) return;
    await new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    for (const { reject } of this.#waiters.splice(0)) reject(closed(this.#options.name));
    if (this.#open.size > 0) {
      await new Promise<void>((resolve) => {
        this.#allSettled = resolve;
      });
    }
    for (const lane of this.#lanes) this.#end(lane);
    await Promise.all(this.#ending);
  }

  #forget(call: Call<Question, Answer>): void {
    this.#open.delete(call);
    this.#queue = this.#queue.filter((each) => each !== call);
    if (this.#options.interrupts) this.#interrupt(call);
    if (this.#open.size === 0) this.#allSettled();
    this.#wake();
  }

  /** Ends the workers that have a part of a call: nothing else stops a job. Others start when there is work. */
  #interrupt(call: Call<Question, Answer>): void {
    const lanes = [...this.#lanes].filter((lane) => lane.has(call));
    if (lanes.length === 0) return;
    for (const lane of lanes) {
      this.#end(lane);
      for (const job of [...lane.jobs.values()].reverse()) this.#takeBack(job);
    }
    // Not at once: a worker would start for another call that the same signal is about to cancel.
    queueMicrotask(() => this.#handOut());
  }

  /** Gives jobs to workers with free places. The parts of a call take turns with other calls. */
  #handOut(): void {
    for (let [call] = this.#queue; call !== undefined; [call] = this.#queue) {
      const [job] = call.jobs;
      const lane = job && this.#laneFor(job);
      if (lane === undefined) break;
      this.#queue.shift();
      call.jobs.shift();
      if (call.jobs.length > 0) this.#queue.push(call);
      lane.give(job as Job<Question, Answer>);
    }
    this.#wake();
  }

  /** Resolves as many calls of `ready()` as there are free places. */
  #wake(): void {
    for (const { resolve } of this.#waiters.splice(0, this.#places())) resolve();
  }

  /** Counts the free places for calls. */
  #places(): number {
    const inQueue = Math.max(0, this.#maxQueue - this.#queue.length);
    if (this.#queue.length > 0) return inQueue;
    const started = [...this.#lanes].reduce((sum, { places }) => sum + places, 0);
    const startable = this.#mayStart() ? (this.size - this.#lanes.size) * this.#laneOptions.depth : 0;
    return inQueue + started + startable;
  }

  /** Tells whether to start another worker. If starting fails, the crew goes on with those it has. */
  #mayStart(): boolean {
    return this.#lanes.size < this.size && (this.#failedStarts < this.#tries || this.#lanes.size === 0);
  }

  /** Finds the lane with the most places. Prefers a new lane to a busy one. */
  #laneFor(job: Job<Question, Answer>): Lane<Question, Answer> | undefined {
    const [best] = [...this.#lanes].sort((a, b) => b.places - a.places);
    if (best?.jobs.size === 0) return best;
    if (this.#mayStart()) return this.#start();
    return job.deaths === 0 && best !== undefined && best.places > 0 ? best : undefined;
  }

  #start(): Lane<Question, Answer> | undefined {
    try {
      const lane = new Lane(this.#options.start(), this.#laneOptions, this.#events);
      this.#lanes.add(lane);
      return lane;
    } catch (reason) {
      // Another attempt would fail in the same way.
      this.#failedStarts = this.#tries;
      this.#failWithoutWorkers(reason);
      return undefined;
    }
  }

  readonly #events: LaneEvents<Question, Answer> = {
    started: () => {
      this.#failedStarts = 0;
    },
    done: () => this.#handOut(),
    ended: (lane, reason) => {
      this.#end(lane);
      if (!lane.ready) this.#failedStarts++;
      const { begun } = lane;
      for (const job of [...lane.jobs.values()].reverse()) {
        if (begun.has(job)) job.deaths++;
        if (job.deaths < this.#tries) this.#takeBack(job);
        else job.call.fail(this.#workersEnded(reason));
      }
      this.#failWithoutWorkers(reason);
      this.#handOut();
    },
  };

  #end(lane: Lane<Question, Answer>): void {
    this.#lanes.delete(lane);
    const over = (): void => void this.#ending.delete(ending);
    // If ending a worker fails, nothing else can be done, and close() must not fail.
    const ending: Promise<void> = lane.terminate().then(over, over);
    this.#ending.add(ending);
  }

  /** Puts a job of an ended worker before those that wait. */
  #takeBack(job: Job<Question, Answer>): void {
    const { call } = job;
    if (!call.open) return;
    if (call.jobs.length === 0) this.#queue.unshift(call);
    call.jobs.unshift(job);
  }

  #failWithoutWorkers(reason: unknown): void {
    if (this.#failedStarts < this.#tries || this.#lanes.size > 0) return;
    for (const call of [...this.#open]) call.fail(this.#cannotStart(reason));
  }

  #queueFull(): FedzkError {
    const { name } = this.#options;
    return new FedzkError(
      'queue-full',
      `${this.#maxQueue} calls are waiting for a worker; await ${name}.ready() before a call, or raise "maxQueue".`,
    );
  }

  #cannotStart(cause: unknown): FedzkError {
    const message = `No worker can be started. A page needs a Content-Security-Policy with worker-src 'self'; for bundlers see ${this.#options.help}.`;
    return new FedzkError('worker', message, { cause });
  }

  #workersEnded(cause: unknown): FedzkError {
    const message = `${this.#tries} workers ended, one after the other, before they answered this call; see this error's "cause".`;
    return new FedzkError('worker', message, { cause });
  }
}

/** Makes the error for a call after `close()`: `disposed`. */
export function closed(name: string): FedzkError {
  return new FedzkError('disposed', `This ${name} was closed; create a new one.`);
}
