// An aggregator on a machine that crashes: over the same disk it is started anew.

import type { AggregatorStorage } from '../../src/storage/storage.js';
import { crashing, Disk, type Process } from './storage.js';

/** In which operation a process ends, and whether that takes effect. */
export interface End {
  readonly at: number;
  readonly when: 'before' | 'after';
}

const NEVER: End = { at: Number.POSITIVE_INFINITY, when: 'before' };

export class Machine<Aggregator> {
  readonly disk: Disk = new Disk();
  /** The process that runs now. */
  now: Aggregator;
  starts = 0;
  readonly #start: (storage: AggregatorStorage) => Aggregator;
  readonly #ends: Iterator<End, undefined>;
  #process: Process;

  /** @param ends of its first processes; those after them don't end */
  constructor(start: (storage: AggregatorStorage) => Aggregator, ends: Iterable<End> = []) {
    this.#start = start;
    this.#ends = ends[Symbol.iterator]();
    [this.#process, this.now] = this.#boot();
  }

  /** Another process, which has nothing but the disk. */
  restart(): void {
    [this.#process, this.now] = this.#boot();
  }

  get crashed(): boolean {
    return this.#process.crashed();
  }

  /** Operations that the process has begun. */
  get begun(): number {
    return this.#process.begun();
  }

  #boot(): [Process, Aggregator] {
    this.starts += 1;
    const { at, when } = this.#ends.next().value ?? NEVER;
    const process = crashing(this.disk, at, when);
    return [process, this.#start(process.storage)];
  }
}
