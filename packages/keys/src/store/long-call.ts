// Progress and cancellation of a long call.

import { type CallOptions, callbackOf, signalOf } from '@fedzk/core';

export class LongCall {
  readonly signal: AbortSignal | undefined;
  readonly #onProgress: CallOptions['onProgress'];
  #told = 0;

  /**
   * Begins a call.
   *
   * @throws {FedzkError} `invalid-argument`
   * @throws the signal's reason, if it is aborted
   */
  constructor({ signal, onProgress }: CallOptions) {
    this.signal = signalOf(signal);
    this.#onProgress = callbackOf(onProgress, 'onProgress');
    this.signal?.throwIfAborted();
  }

  /**
   * Reports progress, if it is more than was reported before. For steps after which the call can still
   * be cancelled.
   *
   * @param done 0 to less than 1
   * @throws the signal's reason; what `onProgress` throws
   */
  reach(done: number): void {
    this.#tell(done);
    this.signal?.throwIfAborted();
  }

  /** Reports that all is done. The call can no longer be cancelled. */
  finish(): void {
    this.tell(1);
  }

  /** Returns a call whose progress from 0 to 1 counts as `from` to `to` of this one. */
  part(from: number, to: number): LongCall {
    return new LongCall({ signal: this.signal, onProgress: (done) => this.#tell(from + done * (to - from)) });
  }

  /** As {@link reach}, for steps after which the call can't be cancelled: errors of `onProgress` are dropped. */
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
