// What the calling thread and a worker say to each other. The first message to a worker is the crew's own.

import type { FedzkErrorCode } from '../errors.js';

/** Every other message to a worker. */
export interface Task<Question> {
  readonly id: number;
  readonly question: Question;
}

/** A question as it is posted, and the buffers that are handed over with it. */
export interface Packed {
  readonly question: unknown;
  readonly transfer?: ArrayBuffer[];
}

/** From a worker. */
export type Reply =
  /** It has read the first message. */
  | 'ready'
  | { readonly id: number; readonly answer: unknown }
  /** How far it is. */
  | { readonly id: number; readonly progress: unknown }
  /** Why there is no answer: an error loses its class on the way. */
  | { readonly id: number; readonly error: { readonly code: FedzkErrorCode; readonly message: string } }
  /** What it didn't expect. The state that it is in now is unknown. */
  | { readonly id: number; readonly fault: string };
