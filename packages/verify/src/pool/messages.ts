// What the calling thread and a worker say to each other: bytes, names and numbers only.

import type { Curve } from '../codec/curves.js';
import type { VerifyStatus } from '../status.js';

/** A proof and its signals. */
export type Statement = readonly [proof: Uint8Array, signals: Uint8Array];

/** The first message to a worker: a checked key. */
export interface KeyMessage {
  readonly key: Uint8Array;
  readonly curve: Curve;
}

/** What is asked: about one statement, or about many together. */
export type Question = { readonly statement: Statement } | { readonly batch: readonly Statement[] };

/** A status for one statement; for many, the places of those that are not valid. */
export type Answer = VerifyStatus | readonly number[];
