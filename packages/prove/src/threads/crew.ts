// Threads that work for one prover. They start when there is work, and stay until it is closed.

import { FedzkError } from '@fedzk/core';
import type { ProvingKey } from '../key/key.js';
import type { Executor, Watch } from '../work/executor.js';
import type { Part, Task } from '../work/tasks.js';
import type { Answer, Message, Start } from './messages.js';

/** A worker of the web or of Node, which is told of by its own events. */
export interface Thread {
  post(message: Message, transfer: ArrayBuffer[]): void;
  /** Called with each answer, and once with why it ended. */
  listen(answered: (answer: Answer) => void, ended: (reason: unknown) => void): void;
  /** Whether the program waits for it. */
  keepAlive(isBusy: boolean): void;
  end(): unknown;
}

/** A task that waits, or is being done. */
interface Job {
  readonly task: Task;
  readonly watch: Watch;
  resolve(result: Uint8Array): void;
  reject(reason: unknown): void;
}

/** A thread and what it is at. */
interface Lane {
  readonly thread: Thread;
  job: Job | undefined;
}

/** As many threads that each do one task at a time. */
export class Crew implements Executor {
  readonly threads: number;
  readonly #start: () => Thread;
  readonly #first: Start;
  readonly #lanes = new Set<Lane>();
  readonly #waiting: Job[] = [];
  readonly #signals = new WeakSet<AbortSignal>();
  /** Threads that were told to end and have not yet. */
  readonly #ending = new Set<Promise<unknown>>();
  #closed = false;

  constructor(threads: number, { curve, engine, headerBytes }: ProvingKey, start: () => Thread) {
    this.threads = threads;
    this.#first = { curve, module: engine.module, header: headerBytes };
    this.#start = start;
  }

  run(task: Task, watch: Watch): Promise<Uint8Array> {
    const { signal } = watch;
    return new Promise<Uint8Array>((resolve, reject) => {
      if (signal.aborted || this.#closed) {
        reject(this.#closed ? closed() : signal.reason);
        return;
      }
      this.#watched(signal);
      this.#waiting.push({ task, watch, resolve, reject });
      this.#handOut();
    });
  }

  /** Listens to a signal once for all tasks of its proof: Node warns of more than ten listeners. */
  #watched(signal: AbortSignal): void {
    if (this.#signals.has(signal)) return;
    this.#signals.add(signal);
    const abort = (): void => {
      const begun = [...this.#lanes].flatMap(({ job }) => job ?? []);
      for (const job of [...this.#waiting, ...begun]) {
        if (job.watch.signal === signal) this.#cancel(job, signal.reason);
      }
    };
    signal.addEventListener('abort', abort, { once: true });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(closed());
    const lanes = [...this.#lanes];
    this.#lanes.clear();
    for (const { job } of lanes) job?.reject(closed());
    for (const { thread } of lanes) this.#end(thread);
    await Promise.all(this.#ending);
  }

  #handOut(): void {
    while (this.#waiting.length > 0) {
      const lane = this.#freeLane();
      if (lane === undefined) return;
      const job = this.#waiting.shift() as Job;
      lane.job = job;
      lane.thread.keepAlive(true);
      // It may be cancelled while its part of the key is read, and the lane given up.
      send(lane.thread, job.task, () => lane.job === job).catch((reason: unknown) =>
        this.#settle(lane, job, () => job.reject(reason)),
      );
    }
  }

  #freeLane(): Lane | undefined {
    const free = [...this.#lanes].find(({ job }) => job === undefined);
    if (free !== undefined || this.#lanes.size >= this.threads) return free;
    const lane: Lane = { thread: this.#start(), job: undefined };
    lane.thread.listen(
      (answer) => this.#answered(lane, answer),
      (reason) => this.#ended(lane, reason),
    );
    lane.thread.post(this.#first, []);
    this.#lanes.add(lane);
    return lane;
  }

  #answered(lane: Lane, answer: Answer): void {
    const { job } = lane;
    if (job === undefined) return;
    if ('done' in answer) this.#tell(job, answer.done);
    else if ('result' in answer) this.#settle(lane, job, () => job.resolve(answer.result));
    else this.#settle(lane, job, () => job.reject(new FedzkError(answer.error.code, answer.error.message)));
  }

  /** What a listener throws ends its proof, as it does without threads. */
  #tell(job: Job, done: number): void {
    try {
      job.watch.onProgress(done);
    } catch (error) {
      this.#cancel(job, error);
    }
  }

  #settle(lane: Lane, job: Job, how: () => void): void {
    if (lane.job !== job) return;
    lane.job = undefined;
    lane.thread.keepAlive(false);
    how();
    this.#handOut();
  }

  #ended(lane: Lane, cause: unknown): void {
    if (!this.#lanes.delete(lane)) return;
    lane.job?.reject(
      new FedzkError('worker', 'A thread of the prover ended before its work did; see "cause".', { cause }),
    );
    this.#handOut();
  }

  /** Only by its end does a thread stop in the middle of a task; another one starts when there is work. */
  #cancel(job: Job, reason: unknown): void {
    const place = this.#waiting.indexOf(job);
    if (place >= 0) this.#waiting.splice(place, 1);
    for (const lane of this.#lanes) {
      if (lane.job !== job) continue;
      lane.job = undefined;
      this.#lanes.delete(lane);
      this.#end(lane.thread);
    }
    job.reject(reason);
    // Not at once: what else the same signal cancels would be handed to a new thread first.
    queueMicrotask(() => this.#handOut());
  }

  #end(thread: Thread): void {
    const ending = Promise.resolve(thread.end()).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

/** Passes a task on: copies, unless the memory is shared by threads anyway. */
async function send(thread: Thread, task: Task, isWanted: () => boolean): Promise<void> {
  const transfer: ArrayBuffer[] = [];
  const copy = (bytes: Uint8Array): Uint8Array => {
    const own = new Uint8Array(bytes); // the slice of a Buffer is no copy
    transfer.push(own.buffer);
    return own;
  };
  const all = async (part: Part): Promise<Uint8Array> => {
    const bytes = part instanceof Uint8Array ? part : await part.read(0, part.length);
    return typeof SharedArrayBuffer === 'function' && bytes.buffer instanceof SharedArrayBuffer ? bytes : copy(bytes);
  };
  // What is secret is copied in any case: the thread overwrites it.
  if (task.kind === 'sum') {
    const points = await all(task.points);
    if (isWanted()) thread.post({ ...task, points, scalars: copy(task.scalars) }, transfer);
  } else {
    const coefficients = await all(task.coefficients);
    if (isWanted()) thread.post({ ...task, coefficients, witness: copy(task.witness) }, transfer);
  }
}

function closed(): FedzkError {
  return new FedzkError('disposed', 'This prover was closed; create a new one.');
}
