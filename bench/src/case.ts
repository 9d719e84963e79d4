/** How a case is to be run. */
export interface RunOptions {
  /** Few rounds: whether it works, not what it says. */
  readonly quick: boolean;
}

/** What a case leaves besides what it printed. */
export interface Outcome {
  /** The figures, for record/<name>.json. */
  readonly record: object;
  /** A limit that a change of the code alone can break was broken. Times never fail a run. */
  readonly failed?: boolean;
}

/** One comparison. It prints as it goes. */
export interface BenchCase {
  readonly name: string;
  readonly summary: string;
  run(options: RunOptions): Promise<Outcome>;
}
