import type { Runtime, RuntimeName } from './runtimes/runtime.js';

/** How to run a case. */
export interface RunOptions {
  readonly runtime: Runtime;
  /** Whether to run few rounds, which show that the case works. Their figures mean nothing. */
  readonly quick: boolean;
}

/** What a case returns besides what it prints. */
export interface Outcome {
  /** The figures for the runtime's part of record/<name>.json. */
  readonly record: object;
  /** Whether a limit that depends on the code alone was exceeded. Times never fail a run. */
  readonly failed?: boolean;
}

/** One comparison, which prints as it runs. */
export interface BenchCase {
  readonly name: string;
  readonly summary: string;
  /** Runtimes of the case besides the Node at hand. */
  readonly runtimes?: readonly RuntimeName[];
  run(options: RunOptions): Promise<Outcome>;
}
