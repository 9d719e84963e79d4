// A call that takes long: it tells its caller how much is done, and stops where the caller says so.

import { type CallOptions, callbackOf, signalOf } from '@fedzk/core';

export class LongCall {
  readonly signal: AbortSignal | undefined;
  readonly #onProgress: CallOptions['onProgress'];
  #told = 0;

  /**
   * Begins a call.
   *
   * @throws {FedzkError} `invalid-argument`; the signal's reason, where it is aborted
   */
  constructor({ signal, onProgress }: CallOptions) {
    this.signal = signalOf(signal);
    this.#onProgress = callbackOf(onProgress, 'onProgress');
    this.signal?.throwIfAborted();
  }

  /**
   * Tells how much is done, if that is more than was told before. For a step after which the call can still be cancelled.
   *
   * @param done 0 to less than 1
   * @throws the signal's reason; what `onProgress` throws
   */
  reach(done: number): void {
    this.#tell(done);
    this.signal?.throwIfAborted();
  }

  /** Tells that all is done, and can't be cancelled any more. */
  finish(): void {
    this.tell(1);
  }

  /** A part of this call, from so much done to so much. */
  part(from: number, to: number): LongCall {
    return new LongCall({ signal: this.signal, onProgress: (done) => this.#tell(from + done * (to - from)) });
  }

  /** As {@link reach}, for a step after which the call goes on in any case: there is nothing that a throw could end. */
  tell(done: number): void {
    try {
      this.#tell(done);
    } catch {
      return; // the call's outcome counts
    }
  }

  #tell(done: number): void {
    if (done <= this.#told) return;
    this.#told = done;
    this.#onProgress?.(done);
  }
}
