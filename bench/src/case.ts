import type { Runtime, RuntimeName } from './runtimes/runtime.js';

/** How a case is to be run. */
export interface RunOptions {
  readonly runtime: Runtime;
  /** Few rounds: whether it works, not what it says. */
  readonly quick: boolean;
}

/** What a case leaves besides what it printed. */
export interface Outcome {
  /** The figures, for the runtime's part of record/<name>.json. */
  readonly record: object;
  /** A limit that a change of the code alone can break was broken. Times never fail a run. */
  readonly failed?: boolean;
}

/** One comparison. It prints as it goes. */
export interface BenchCase {
  readonly name: string;
  readonly summary: string;
  /** Where it may run, beside the Node at hand. */
  readonly runtimes?: readonly RuntimeName[];
  run(options: RunOptions): Promise<Outcome>;
}
