// The messages between the calling thread and the threads that check bundles.

import type { FedzkErrorCode } from '@fedzk/core';
import type { CheckedBundle, Plan } from '../verify/bundles.js';

/** Where a log is, for threads that each read it. */
export type LogPlace =
  /** A folder, in Node. */
  | { readonly directory: string }
  /** The URL of the folder with `checkpoint` and `tile/` on a web server. */
  | { readonly url: string | URL };

/** The first message to a thread. */
export interface Start {
  readonly place: { readonly directory: string } | { readonly url: string };
  readonly plan: Plan;
  readonly concurrency?: number;
}

/** Each further message: bundles to check, from `first` up to `end`, exclusive. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** A thread's answer to a range: its checked bundles, or those before the first failure, and the error. */
export interface Answer {
  readonly checked: readonly CheckedBundle[];
  readonly error?: { readonly code: FedzkErrorCode; readonly message: string };
}
