// What the calling thread and those that work for it say to each other.

import type { FedzkErrorCode } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import type { Task } from '../work/tasks.js';

/** The first message to a thread. */
export interface Start {
  readonly curve: Curve;
  /** Compiled: threads share the code. */
  readonly module: WebAssembly.Module;
  /** Section 2 of the key. */
  readonly header: Uint8Array;
}

/** What a thread answers: how much of its task is done, then what came of it. */
export type Answer =
  | { readonly done: number }
  | { readonly result: Uint8Array }
  | { readonly error: { readonly code: FedzkErrorCode; readonly message: string } };

export type Message = Start | Task;
