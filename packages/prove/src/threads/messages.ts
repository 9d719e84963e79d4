// What the calling thread and those that work for it say to each other.

import type { FedzkErrorCode } from '@fedzk/core';
import type { Task } from '../work/tasks.js';

/** The first message to a thread: section 2 of the key. */
export interface Start {
  readonly header: Uint8Array;
}

/** What a thread answers: how much of its task is done, then what came of it. */
export type Answer =
  | { readonly done: number }
  | { readonly result: Uint8Array }
  | { readonly error: { readonly code: FedzkErrorCode; readonly message: string } };

export type Message = Start | Task;
