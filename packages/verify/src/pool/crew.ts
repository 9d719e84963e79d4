import { FedzkError } from '@fedzk/core';
import { Call, type Job } from './call.js';
import { LANE_PLACES, Lane, type LaneEvents } from './lane.js';
import type { Answer, KeyMessage, Question } from './messages.js';
import type { PoolWorker } from './types.js';

/** How many workers may end in turn, each with the same job or before it was ready for any. */
const MOST_DEATHS = 3;

/** Who answers a pool's questions. */
export interface Crew {
  /** The most workers. */
  readonly size: number;
  /** How many calls are open. */
  readonly pending: number;
  /** @throws what a call is refused with before anything is read */
  admit(signal?: AbortSignal): void;
  /**
   * The answers to the questions of one call, in their order.
   *
   * @param answered is told of each, in any order
   */
  ask(
    questions: readonly Question[],
    signal: AbortSignal | undefined,
    answered: (place: number) => void,
  ): Promise<Answer[]>;
  ready(): Promise<void>;
  close(): Promise<void>;
}

export interface WorkerCrewOptions {
  readonly key: KeyMessage;
  readonly size: number;
  readonly maxQueue: number;
  start(): PoolWorker;
}

/** Workers, and the queue before them. */
export class WorkerCrew implements Crew {
  readonly #options: WorkerCrewOptions;
  readonly #lanes = new Set<Lane>();
  readonly #open = new Set<Call>();
  /** Calls with jobs that no worker has; the first is next. */
  #queue: Call[] = [];
  /** Who waits for a place in the queue. */
  readonly #waiters: { resolve(): void; reject(reason: unknown): void }[] = [];
  /** Workers in turn that ended before they were ready. */
  #failedStarts = 0;
  #closing: Promise<void> | undefined;
  #allSettled: () => void = () => {};

  constructor(options: WorkerCrewOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#options.size;
  }

  get pending(): number {
    return this.#open.size;
  }

  admit(signal?: AbortSignal): void {
    if (this.#closing !== undefined) throw closed();
    if (signal?.aborted) throw signal.reason;
  }

  async ask(
    questions: readonly Question[],
    signal: AbortSignal | undefined,
    answered: (place: number) => void,
  ): Promise<Answer[]> {
    if (this.#places() === 0) throw queueFull(this.#options.maxQueue);
    const answers: Answer[] = [];
    const call = new Call(questions, {
      answered: (answer, part) => {
        answers[part] = answer;
        answered(part);
      },
      settled: () => this.#forget(call),
    });
    const abort = (): void => call.fail(signal?.reason);
    signal?.addEventListener('abort', abort);
    this.#open.add(call);
    this.#queue.push(call);
    this.#handOut();
    try {
      await call.done;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    return answers;
  }

  async ready(): Promise<void> {
    this.admit();
    if (this.#waiters.length === 0 && this.#places() > 0) return;
    await new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    for (const { reject } of this.#waiters.splice(0)) reject(closed());
    if (this.#open.size > 0) {
      await new Promise<void>((resolve) => {
        this.#allSettled = resolve;
      });
    }
    await Promise.all([...this.#lanes].map((lane) => lane.terminate()));
    this.#lanes.clear();
  }

  #forget(call: Call): void {
    this.#open.delete(call);
    this.#queue = this.#queue.filter((each) => each !== call);
    if (this.#open.size === 0) this.#allSettled();
    this.#wake();
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
      lane.give(job as Job);
    }
    this.#wake();
  }

  /** Lets in as many of those who wait as there are places. */
  #wake(): void {
    for (const { resolve } of this.#waiters.splice(0, this.#places())) resolve();
  }

  /** How many calls would be taken now. */
  #places(): number {
    const inQueue = Math.max(0, this.#options.maxQueue - this.#queue.length);
    if (this.#queue.length > 0) return inQueue;
    const started = [...this.#lanes].reduce((sum, { places }) => sum + places, 0);
    const startable = this.#mayStart() ? (this.#options.size - this.#lanes.size) * LANE_PLACES : 0;
    return inQueue + started + startable;
  }

  /** Where workers can't be started, a pool makes do with those it has. */
  #mayStart(): boolean {
    return this.#lanes.size < this.#options.size && (this.#failedStarts < MOST_DEATHS || this.#lanes.size === 0);
  }

  /** The lane with the most places, a new one rather than one that has something. */
  #laneFor(job: Job): Lane | undefined {
    const [best] = [...this.#lanes].sort((a, b) => b.places - a.places);
    if (best?.jobs.size === 0) return best;
    if (this.#mayStart()) return this.#start();
    return job.deaths === 0 && best !== undefined && best.places > 0 ? best : undefined;
  }

  #start(): Lane | undefined {
    try {
      const lane = new Lane(this.#options.start(), this.#options.key, this.#events);
      this.#lanes.add(lane);
      return lane;
    } catch (reason) {
      // Another try would end as this one.
      this.#failedStarts = MOST_DEATHS;
      this.#failWithoutWorkers(reason);
      return undefined;
    }
  }

  readonly #events: LaneEvents = {
    started: () => {
      this.#failedStarts = 0;
    },
    answered: () => this.#handOut(),
    ended: (lane, reason) => {
      this.#lanes.delete(lane);
      if (!lane.ready) this.#failedStarts++;
      for (const job of [...lane.jobs.values()].reverse()) this.#takeBack(job, lane, reason);
      this.#failWithoutWorkers(reason);
      this.#handOut();
    },
  };

  /** A job's next worker is told of it before those that wait. */
  #takeBack(job: Job, { ready }: Lane, reason: unknown): void {
    const { call } = job;
    if (!call.open) return;
    if (ready) job.deaths++;
    if (job.deaths >= MOST_DEATHS) {
      call.fail(workersEnded(reason));
      return;
    }
    if (call.jobs.length === 0) this.#queue.unshift(call);
    call.jobs.unshift(job);
  }

  #failWithoutWorkers(reason: unknown): void {
    if (this.#failedStarts < MOST_DEATHS || this.#lanes.size > 0) return;
    for (const call of [...this.#open]) call.fail(cannotStart(reason));
  }
}

/** What a call after `close()` is refused with. */
export function closed(): FedzkError {
  return new FedzkError('disposed', 'This pool was closed; create a new one.');
}

function queueFull(maxQueue: number): FedzkError {
  return new FedzkError(
    'queue-full',
    `${maxQueue} calls wait for a worker already; await pool.ready() before a call, or raise "maxQueue".`,
  );
}

function cannotStart(cause: unknown): FedzkError {
  const message =
    'No worker can be started. A page needs a Content-Security-Policy with worker-src \'self\'; what bundlers need is in the README of @fedzk/verify, under "Pool".';
  return new FedzkError('worker', message, { cause });
}

function workersEnded(cause: unknown): FedzkError {
  const message = `${MOST_DEATHS} workers ended, one after the other, before they answered this call; see this error's "cause".`;
  return new FedzkError('worker', message, { cause });
}
