// The messages between the calling thread and a worker: bytes, names and numbers only.

import type { Curve } from '../codec/curves.js';
import type { VerifyStatus } from '../status.js';

/** A proof and its signals. */
export type Statement = readonly [proof: Uint8Array, signals: Uint8Array];

/** The first message to a worker: a checked key. */
export interface KeyMessage {
  readonly key: Uint8Array;
  readonly curve: Curve;
}

/** A question about one statement, or about many together. */
export type Question = { readonly statement: Statement } | { readonly batch: readonly Statement[] };

/** A status for one statement; for many, the indices of the invalid ones. */
export type Answer = VerifyStatus | readonly number[];
