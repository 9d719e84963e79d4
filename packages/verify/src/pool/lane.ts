import type { Job } from './call.js';
import type { KeyMessage, Question, Reply } from './messages.js';
import type { PoolWorker } from './types.js';

/**
 * How many statements a worker has before it has enough: one that it is at, and one that it goes on with while the answer
 * to the first is on its way. A large part of a batch is enough by itself.
 */
const ENOUGH = 2;

/** How many single statements a new lane takes. */
export const LANE_PLACES: number = ENOUGH;

/** What a lane tells the pool. */
export interface LaneEvents {
  /** The worker has started. */
  started(): void;
  /** A job was answered. */
  answered(): void;
  /** The worker is gone, and with it the jobs that it had. */
  ended(lane: Lane, reason: unknown): void;
}

/** What both kinds of workers have beside {@link PoolWorker}: events in Node's way or the web's. */
type Events = PoolWorker & {
  on?(name: string, listener: (value: unknown) => void): void;
  addEventListener?(name: string, listener: (event: Event) => void): void;
  /** Node's: whether the worker keeps the process alive. */
  ref?(): void;
  unref?(): void;
};

/** A worker, and the jobs that it has. */
export class Lane {
  /** In the order in which they were given. */
  readonly jobs: Map<number, Job> = new Map();
  readonly #worker: Events;
  readonly #events: LaneEvents;
  #ready = false;
  #nextId = 0;
  #alive = true;

  constructor(worker: PoolWorker, key: KeyMessage, events: LaneEvents) {
    this.#worker = worker;
    this.#events = events;
    listen(this.#worker, {
      message: (reply) => this.#take(reply as Reply),
      end: (reason) => this.#end(reason),
    });
    worker.postMessage(key);
  }

  /** Whether it has started. */
  get ready(): boolean {
    return this.#ready;
  }

  /** How many more single statements it takes. A job that a worker ended over has its next one to itself. */
  get places(): number {
    const jobs = [...this.jobs.values()];
    if (jobs.some(({ deaths }) => deaths > 0)) return 0;
    return Math.max(0, ENOUGH - jobs.reduce((sum, { question }) => sum + weight(question), 0));
  }

  /** A worker that has not started gets it when it has: no job is to blame where it never does. */
  give(job: Job): void {
    const id = this.#nextId++;
    this.jobs.set(id, job);
    this.#worker.ref?.();
    if (this.#ready) this.#post(id, job);
  }

  /** Ends the worker, and tells nobody. */
  async terminate(): Promise<void> {
    this.#alive = false;
    await this.#worker.terminate();
  }

  #take(reply: Reply): void {
    if (!this.#alive) return;
    if (reply === 'ready') {
      this.#ready = true;
      this.#events.started();
      for (const [id, job] of this.jobs) this.#post(id, job);
      return;
    }
    const job = this.jobs.get(reply.id);
    this.jobs.delete(reply.id);
    job?.call.answer(job, reply.answer);
    this.#events.answered();
    if (this.jobs.size === 0) this.#worker.unref?.();
  }

  #post(id: number, { question }: Job): void {
    this.#worker.postMessage({ id, question });
  }

  #end(reason: unknown): void {
    if (!this.#alive) return;
    void this.terminate();
    this.#events.ended(this, reason);
  }
}

function weight(question: Question): number {
  return 'statement' in question ? 1 : question.batch.length;
}

/** In Node a worker that fails ends; on the web it may go on, in a state that nobody knows, and is as good as ended. */
function listen(worker: Events, { message, end }: { message(data: unknown): void; end(reason: unknown): void }): void {
  if (worker.on !== undefined) {
    worker.on('message', message);
    for (const name of ['error', 'messageerror']) worker.on(name, end);
    worker.on('exit', (code) => end(new Error(`it exited with code ${code}`)));
    return;
  }
  worker.addEventListener?.('message', (event) => message((event as MessageEvent).data));
  for (const name of ['error', 'messageerror']) {
    worker.addEventListener?.(name, (event) => {
      // Else it counts as an error of the page as well.
      event.preventDefault();
      end(new Error((event as ErrorEvent).message || `its event was "${name}"`));
    });
  }
}
