import type { Curve } from '@fedzk/verify';

/** The first message to a thread; every other one is a task. */
export interface Start {
  readonly curve: Curve;
  /** Compiled: threads share the code. */
  readonly module: WebAssembly.Module;
  /** Section 2 of the key. */
  readonly header: Uint8Array;
}
