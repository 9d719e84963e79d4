// The messages between the calling thread and a worker. The first message to a worker is the crew's own.

import type { FedzkErrorCode } from '../errors.js';

/** A message to a worker, after the first one. */
export interface Task<Question> {
  readonly id: number;
  readonly question: Question;
}

/** A question as it is posted, and the buffers to transfer with it. */
export interface Packed {
  readonly question: unknown;
  readonly transfer?: ArrayBuffer[];
}

/** A message from a worker. */
export type Reply =
  /** The worker has read the first message. */
  | 'ready'
  | { readonly id: number; readonly answer: unknown }
  /** Its progress. */
  | { readonly id: number; readonly progress: unknown }
  /** A {@link FedzkError} as data, since an error loses its class when it is copied. */
  | { readonly id: number; readonly error: { readonly code: FedzkErrorCode; readonly message: string } }
  /** An unexpected error. The worker's state is unknown. */
  | { readonly id: number; readonly fault: string };
