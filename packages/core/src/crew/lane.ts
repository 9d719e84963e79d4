import { FedzkError } from '../errors.js';
import type { Call, Job } from './call.js';
import type { Packed, Reply } from './messages.js';
import { type CrewWorker, listen, type WorkerEvents } from './worker.js';

/** The events of a lane. */
export interface LaneEvents<Question, Answer> {
  /** The worker has started. */
  started(): void;
  /** A job is answered or has failed. */
  done(): void;
  /** The worker has ended; `lane.jobs` are its unfinished jobs. */
  ended(lane: Lane<Question, Answer>, reason: unknown): void;
}

/** The options of a lane. */
export interface LaneOptions<Question> {
  /** The first message. */
  readonly first: unknown;
  /** The largest total weight of its jobs at a time. */
  readonly depth: number;
  weight(question: Question): number;
  pack(question: Question, isWanted: () => boolean): Packed | undefined | Promise<Packed | undefined>;
}

/** A worker with its jobs. */
export class Lane<Question, Answer> {
  /** Its jobs by id, in the order in which they were given. */
  readonly jobs: Map<number, Job<Question, Answer>> = new Map();
  readonly #options: LaneOptions<Question>;
  readonly #worker: WorkerEvents;
  readonly #events: LaneEvents<Question, Answer>;
  /** Jobs whose message was posted. */
  readonly #posted = new Set<number>();
  #ready = false;
  #nextId = 0;
  #alive = true;

  /** @throws the error of posting the first message, after ending the worker */
  constructor(worker: CrewWorker, options: LaneOptions<Question>, events: LaneEvents<Question, Answer>) {
    this.#worker = worker;
    this.#options = options;
    this.#events = events;
    listen(this.#worker, {
      message: (message) => this.#take(message),
      end: (reason) => this.#end(reason),
    });
    try {
      worker.postMessage(options.first);
    } catch (reason) {
      this.#alive = false;
      worker.terminate();
      throw reason;
    }
  }

  /** Tells whether the worker has started. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Counts the jobs of weight 1 that it can still take: none while it retries a job whose worker ended. */
  get places(): number {
    const jobs = [...this.jobs.values()];
    if (jobs.some(({ deaths }) => deaths > 0)) return 0;
    const { depth, weight } = this.#options;
    return Math.max(0, depth - jobs.reduce((sum, { question }) => sum + weight(question), 0));
  }

  /** Gives the worker a job. It is posted once the worker has started, so a failed start is not blamed on the job. */
  give(job: Job<Question, Answer>): void {
    const id = this.#nextId++;
    this.jobs.set(id, job);
    this.#worker.ref?.();
    if (this.#ready) this.#pack(id, job);
  }

  /** Tells whether it has a part of a call. */
  has(call: Call<Question, Answer>): boolean {
    return [...this.jobs.values()].some((job) => job.call === call);
  }

  /** Returns the jobs that were posted to the worker. */
  get begun(): Set<Job<Question, Answer>> {
    return new Set([...this.jobs].flatMap(([id, job]) => (this.#posted.has(id) ? job : [])));
  }

  /** Ends the worker, without the event `ended`. */
  async terminate(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #take(message: unknown): void {
    if (!this.#alive) return;
    if (message === 'ready') {
      this.#ready = true;
      this.#events.started();
      for (const [id, job] of [...this.jobs]) this.#pack(id, job);
      return;
    }
    const reply = replyIn(message);
    if (reply === undefined) {
      this.#end(new Error('it sent a message that is no reply'));
      return;
    }
    const job = this.jobs.get(reply.id);
    if (job === undefined) return;
    if ('progress' in reply) job.call.progress(job, reply.progress);
    else if ('fault' in reply) this.#end(new Error(reply.fault));
    else if ('error' in reply) this.#finish(reply.id, () => job.call.fail(errorOf(reply.error)));
    else this.#finish(reply.id, () => job.call.answer(job, reply.answer as Answer));
  }

  /** Makes a job's message and posts it: at once, unless `pack` returns a promise. */
  #pack(id: number, job: Job<Question, Answer>): void {
    const refuse = (reason: unknown): void => this.#finish(id, () => job.call.fail(reason));
    const isWanted = (): boolean => this.#alive && this.jobs.has(id) && job.call.open;
    if (!isWanted()) {
      this.#finish(id, () => {});
      return;
    }
    try {
      const packed = this.#options.pack(job.question, isWanted);
      if (packed instanceof Promise) packed.then((each) => this.#post(id, each, isWanted)).catch(refuse);
      else this.#post(id, packed, isWanted);
    } catch (reason) {
      refuse(reason);
    }
  }

  #post(id: number, packed: Packed | undefined, isWanted: () => boolean): void {
    // The worker or the call may have ended meanwhile.
    if (packed === undefined || !isWanted()) {
      this.#finish(id, () => {});
      return;
    }
    const { question, transfer } = packed;
    try {
      if (transfer === undefined) this.#worker.postMessage({ id, question });
      else this.#worker.postMessage({ id, question }, transfer);
    } catch (cause) {
      throw new FedzkError('worker', 'A message to a worker could not be copied; see this error\'s "cause".', {
        cause,
      });
    }
    this.#posted.add(id);
  }

  #finish(id: number, how: () => void): void {
    if (!this.#alive || !this.jobs.delete(id)) return;
    this.#posted.delete(id);
    how();
    if (!this.#alive) return;
    this.#events.done();
    if (this.jobs.size === 0) this.#worker.unref?.();
  }

  #end(reason: unknown): void {
    if (!this.#alive) return;
    this.#events.ended(this, reason);
  }
}

/** Copies a reply without a prototype, so that `in` sees its own properties only; undefined for another message. */
function replyIn(message: unknown): Exclude<Reply, 'ready'> | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const reply = Object.assign(Object.create(null), message);
  const isError = typeof reply.error === 'object' && reply.error !== null;
  const isKnown = isError || ['progress', 'fault', 'answer'].some((name) => name in reply);
  return typeof reply.id === 'number' && isKnown ? reply : undefined;
}

function errorOf({ code, message }: Extract<Reply, { readonly error: unknown }>['error']): FedzkError {
  return new FedzkError(code, message);
}
