// Workers that a test has in its hands.

import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import { program } from '@fedzk/testkit/processes';
import type { PoolWorker } from '@fedzk/verify/pool';

const ownWorker = await program('@fedzk/verify/pool/worker');
const mortalWorker = await program(new URL('mortal-worker.mjs', import.meta.url));

/** Over which jobs a worker ends; see mortal-guard.mjs. */
export interface Fate {
  readonly nth?: number;
  readonly signals?: string;
  readonly throwing?: boolean;
}

/** Threads, and a list of all that were started. */
export class Threads {
  readonly started: Worker[] = [];
  readonly #fates: readonly (Fate | undefined)[];
  readonly #later: Fate | undefined;

  /** The first threads have these fates, those after them the other; with none a thread is the package's own. */
  constructor(fates: readonly (Fate | undefined)[] = [], later?: Fate) {
    this.#fates = fates;
    this.#later = later;
  }

  readonly start = (): Worker => {
    const place = this.started.length;
    const fate = place < this.#fates.length ? this.#fates[place] : this.#later;
    const worker =
      fate === undefined
        ? new Worker(ownWorker, { execArgv: [] })
        : new Worker(mortalWorker, { execArgv: [], workerData: fate, stderr: true });
    this.started.push(worker);
    return worker;
  };
}

interface Message {
  readonly id?: number;
  readonly question?: { readonly statement?: unknown; readonly batch?: readonly unknown[] };
}

/** A worker that does what a test says: no thread, and no verdict but the test's. */
export class Puppet extends EventEmitter implements PoolWorker {
  /** Jobs that it has, oldest first. */
  readonly jobs: Message[] = [];
  terminated = false;
  /** Whether it would keep a process alive. */
  held = true;

  postMessage(message: unknown): void {
    const { id } = message as Message;
    if (id === undefined) this.emit('message', 'ready');
    else this.jobs.push(message as Message);
  }

  /** Answers its oldest job: `ok`, or that none of a batch is wrong. */
  answer(): void {
    const job = this.jobs.shift();
    if (job === undefined) throw new Error('there is nothing to answer');
    this.emit('message', { id: job.id, answer: job.question?.batch ? [] : 'ok' });
  }

  terminate(): void {
    this.terminated = true;
  }

  ref(): void {
    this.held = true;
  }

  unref(): void {
    this.held = false;
  }
}

/** Puppets, in the order in which a pool started them. */
export class Puppets {
  readonly started: Puppet[] = [];

  readonly start = (): Puppet => {
    const puppet = new Puppet();
    this.started.push(puppet);
    return puppet;
  };

  /** How many jobs each has. */
  get loads(): number[] {
    return this.started.map(({ jobs }) => jobs.length);
  }

  at(place: number): Puppet {
    const puppet = this.started[place];
    if (puppet === undefined) throw new Error(`no worker ${place} was started`);
    return puppet;
  }
}
