import type { Curve } from '@fedzk/verify';

/** The first message to a thread. All others are tasks. */
export interface Start {
  readonly curve: Curve;
  /** The compiled module, which threads share. */
  readonly module: WebAssembly.Module;
}
