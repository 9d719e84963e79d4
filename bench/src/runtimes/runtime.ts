import type { Measurements } from '../measurements/all.js';

/** Names of the runtimes. `node` is the one that runs the bench. */
export const RUNTIME_NAMES = ['node', 'node-22', 'node-24', 'chromium'] as const;

export type RuntimeName = (typeof RUNTIME_NAMES)[number];

/** A runtime that was started. */
export interface Runtime extends AsyncDisposable {
  /** Name and version. */
  readonly title: string;
  /** Makes a measurement in the runtime. */
  measure<Name extends keyof Measurements>(
    name: Name,
    input: Parameters<Measurements[Name]>[0],
  ): Promise<Awaited<ReturnType<Measurements[Name]>>>;
}

/** Why something is missing. */
export interface Missing {
  readonly missing: string;
}
