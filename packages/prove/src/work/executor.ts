/**
 * Executes the tasks of a proof, in the calling thread or in others.
 */
import type { Task } from './tasks.js';

/** The progress and the signal of a task. */
interface Watch {
  readonly signal: AbortSignal;
  /** Gets the share that is done, 0 to 1. */
  onProgress(done: number): void;
}

export interface Executor {
  /** The number of tasks at a time, and of the parts of a large sum. */
  readonly threads: number;
  /** Does a task when it is its turn. The task's data must not change until the promise is settled. */
  run(task: Task, watch: Watch): Promise<Uint8Array>;
  /** Ends it. Open tasks reject. */
  close(): Promise<void>;
}
