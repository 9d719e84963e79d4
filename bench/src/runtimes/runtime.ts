import type { Measurements } from '../measurements/all.js';

/** Where a case may run. `node` is the one that runs the bench. */
export const RUNTIME_NAMES = ['node', 'node-22', 'node-24', 'chromium'] as const;

export type RuntimeName = (typeof RUNTIME_NAMES)[number];

/** One that was started. */
export interface Runtime extends AsyncDisposable {
  /** With its version. */
  readonly title: string;
  /** Makes a measurement there. */
  measure<Name extends keyof Measurements>(
    name: Name,
    input: Parameters<Measurements[Name]>[0],
  ): Promise<Awaited<ReturnType<Measurements[Name]>>>;
}

/** One that is not there, and why. */
export interface Missing {
  readonly missing: string;
}
