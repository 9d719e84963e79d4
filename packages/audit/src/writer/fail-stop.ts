// Stops a writer after a fault. It then writes nothing more; opening the log again shows what was stored.

import { FedzkError, quoted } from '@fedzk/core';
import type { Ownership } from './ownership.js';

export class FailStop {
  readonly #origin: string;
  readonly #own: Ownership;
  readonly #onStop: (stopped: FedzkError) => void;
  #stopped: FedzkError | undefined;

  /**
   * @param origin the log's
   * @param onStop called once, at the first fault
   */
  constructor(origin: string, own: Ownership, onStop: (stopped: FedzkError) => void) {
    this.#origin = origin;
    this.#own = own;
    this.#onStop = onStop;
  }

  /** Why the writer has stopped; undefined if it has not. */
  get stopped(): FedzkError | undefined {
    return this.#stopped;
  }

  /** @throws {FedzkError} `fail-stop`; `disposed` */
  requireGoing(): void {
    if (this.#stopped !== undefined) throw this.#stopped;
  }

  /** Stops after a fault, and returns the error with the cause. */
  async fail(fault: unknown): Promise<FedzkError> {
    const cause = await this.#own.explain(fault);
    if (this.#stopped !== undefined) return this.#stopped;
    const why = cause instanceof Error ? cause.message.replace(/\.$/, '') : 'of an unknown kind';
    this.#stopped = new FedzkError(
      'fail-stop',
      `The log has stopped after a fault (${why}). Open it again to see whether the last entries were kept.`,
      { cause },
    );
    this.#onStop(this.#stopped);
    return this.#stopped;
  }

  /**
   * Runs a write, and stops the writer if it fails.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  async orStop<T>(write: () => Promise<T>): Promise<T> {
    this.requireGoing();
    try {
      return await write();
    } catch (error) {
      throw await this.fail(error);
    }
  }

  /** Ends the writer after `close`. */
  close(): void {
    this.#stopped ??= closed(this.#origin);
  }
}

/**
 * Makes the error for a call after `close`. It may surface far from the log, such as in a key store that
 * logs to it.
 *
 * @param origin the log's
 */
export function closed(origin: string): FedzkError {
  return new FedzkError(
    'disposed',
    `The log ${quoted(origin)} is closed; open it again with AuditLog.open, and give the new one to what has this one as ` +
      '"audit".',
  );
}
