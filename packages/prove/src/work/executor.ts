/**
 * Who does the work of a proof: the calling thread, or others.
 */
import type { Task } from './tasks.js';

/** How a task is watched. */
interface Watch {
  readonly signal: AbortSignal;
  /** Told how much of it is done, 0 to 1. */
  onProgress(done: number): void;
}

export interface Executor {
  /** How many tasks are done at a time, and into how many a large sum is split. */
  readonly threads: number;
  /** Does a task when its turn has come. What is in it is read until the promise is settled, and not written to. */
  run(task: Task, watch: Watch): Promise<Uint8Array>;
  /** Ends it. Tasks that are being done are rejected. */
  close(): Promise<void>;
}
