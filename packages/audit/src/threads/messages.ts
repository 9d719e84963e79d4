// What the calling thread and those that check bundles say to each other.

import type { FedzkErrorCode } from '@fedzk/core';
import type { CheckedBundle, Plan } from '../verify/bundles.js';

/** Where a log is, for threads that each read it. */
export type LogPlace =
  /** A folder, in Node. */
  | { readonly directory: string }
  /** Of the folder on a web server that has `checkpoint` and `tile/`. */
  | { readonly url: string | URL };

/** The first message to a thread. */
export interface Start {
  readonly place: { readonly directory: string } | { readonly url: string };
  readonly plan: Plan;
  readonly concurrency?: number;
}

/** Every other one: bundles to check, from `first` up to `end`, which is not one of them. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** What a thread answers to a range: its bundles, or those before the one that it could not check, and why. */
export interface Answer {
  readonly checked: readonly CheckedBundle[];
  readonly error?: { readonly code: FedzkErrorCode; readonly message: string };
}
