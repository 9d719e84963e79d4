import { onAbort } from '../abort.js';
import { FedzkError } from '../errors.js';
import { Call, type Job } from './call.js';
import { Lane, type LaneEvents, type LaneOptions } from './lane.js';
import type { Packed } from './messages.js';
import type { CrewWorker } from './worker.js';

/** What a call may bring. What its functions throw rejects it. */
export interface CrewCall {
  /** Ends the call: it is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each question that is answered, in any order. */
  readonly answered?: (place: number) => void;
  /** Told what workers say of their progress with each question. */
  readonly progressed?: (progress: unknown, place: number) => void;
}

/** Answers questions. */
export interface Crew<Question, Answer> {
  /** The most workers. */
  readonly size: number;
  /** How many calls are open. */
  readonly pending: number;
  /** @throws what a call is refused with before anything is read: `disposed`, or the signal's reason */
  admit(signal?: AbortSignal): void;
  /** Gives the answers to the questions of one call, in their order. */
  ask(questions: readonly Question[], call?: CrewCall): Promise<Answer[]>;
  /** Resolves when a call would find a place. */
  ready(): Promise<void>;
  /** Refuses calls from now on, answers those that are open, and resolves when all workers have ended. */
  close(): Promise<void>;
}

/** How a crew starts its workers, and what it gives them. */
export interface CrewOptions<Question> {
  /** What errors call it, such as "pool". */
  readonly name: string;
  /** Where errors send the user to read what bundlers need, such as "the README of @fedzk/verify". */
  readonly help: string;
  /** Starts a worker that runs {@link answering}. */
  readonly start: () => CrewWorker;
  /** The first message to each worker. */
  readonly first: unknown;
  /** The most workers. */
  readonly size: number;
  /** The most calls that wait for a worker; any number unless said. */
  readonly maxQueue?: number;
  /** How many workers may end in turn, each with the same job or before it was ready for any; 2 unless said. */
  readonly tries?: number;
  /** How much a worker has at a time, of jobs that {@link CrewOptions.weight} weighs; 1 unless said. */
  readonly depth?: number;
  /** How much a job counts for; 1 unless said. */
  readonly weight?: (question: Question) => number;
  /**
   * Makes a question's message when a worker is ready for it, and again if that one ends. What takes time asks `isWanted`
   * before it copies secrets, and gives nothing if not. A question is its own message unless said.
   */
  readonly pack?: (question: Question, isWanted: () => boolean) => Packed | undefined | Promise<Packed | undefined>;
  /**
   * Whether a worker that is at a part of a call that fails is ended, for long jobs. Else, what it has begun is finished
   * and dropped.
   */
  readonly interrupts?: boolean;
}

/**
 * Workers, and the queue before them. A worker starts when a call finds all others busy, and keeps a Node process alive only
 * while it has something to do. What a worker had that ended is given to another one.
 *
 * All calls reject with a {@link FedzkError}:
 * - `queue-full`: `maxQueue` calls wait already;
 * - `worker`: no worker can be started, or `tries` ended in turn while they had the call, or a message can't be copied;
 * - `disposed`: the crew was closed before the call;
 *
 * with the signal's reason once that is aborted, and with what `pack` throws.
 */
export class WorkerCrew<Question, Answer> implements Crew<Question, Answer>, AsyncDisposable {
  readonly size: number;
  readonly #options: CrewOptions<Question>;
  readonly #laneOptions: LaneOptions<Question>;
  readonly #maxQueue: number;
  readonly #tries: number;
  readonly #lanes = new Set<Lane<Question, Answer>>();
  readonly #open = new Set<Call<Question, Answer>>();
  /** Calls with jobs that no worker has; the first is next. */
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

  /** Only by its end does a worker stop in the middle of a job; another one starts when there is work. */
  #interrupt(call: Call<Question, Answer>): void {
    const lanes = [...this.#lanes].filter((lane) => lane.has(call));
    if (lanes.length === 0) return;
    for (const lane of lanes) {
      this.#end(lane);
      for (const job of [...lane.jobs.values()].reverse()) this.#takeBack(job);
    }
    // Not at once: a worker would start for what the same signal is about to cancel.
    queueMicrotask(() => this.#handOut());
  }

  /** Gives workers what they have places for. The parts of a call take turns with other calls. */
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

  /** Resolves as many calls of `ready()` as there are places. */
  #wake(): void {
    for (const { resolve } of this.#waiters.splice(0, this.#places())) resolve();
  }

  /** How many calls would be taken now. */
  #places(): number {
    const inQueue = Math.max(0, this.#maxQueue - this.#queue.length);
    if (this.#queue.length > 0) return inQueue;
    const started = [...this.#lanes].reduce((sum, { places }) => sum + places, 0);
    const startable = this.#mayStart() ? (this.size - this.#lanes.size) * this.#laneOptions.depth : 0;
    return inQueue + started + startable;
  }

  /** Where workers can't be started, a crew makes do with those it has. */
  #mayStart(): boolean {
    return this.#lanes.size < this.size && (this.#failedStarts < this.#tries || this.#lanes.size === 0);
  }

  /** The lane with the most places, a new one rather than one that has something. */
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
      // Another try would end as this one.
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
    // If ending it fails, there is nothing else to do: close() must not fail for it.
    const ending: Promise<void> = lane.terminate().then(over, over);
    this.#ending.add(ending);
  }

  /** A job's next worker is told of it before those that wait. */
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
      `${this.#maxQueue} calls wait for a worker already; await ${name}.ready() before a call, or raise "maxQueue".`,
    );
  }

  #cannotStart(cause: unknown): FedzkError {
    const message = `No worker can be started. A page needs a Content-Security-Policy with worker-src 'self'; what bundlers need is in ${this.#options.help}.`;
    return new FedzkError('worker', message, { cause });
  }

  #workersEnded(cause: unknown): FedzkError {
    const message = `${this.#tries} workers ended, one after the other, before they answered this call; see this error's "cause".`;
    return new FedzkError('worker', message, { cause });
  }
}

/** What a call after `close()` is refused with. */
export function closed(name: string): FedzkError {
  return new FedzkError('disposed', `This ${name} was closed; create a new one.`);
}
