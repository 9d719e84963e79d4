// Whether a writer goes on. After a fault it writes nothing: what the disk has is seen when the log is opened again.

import { FedzkError, quoted } from '@fedzk/core';
import type { Ownership } from './ownership.js';

export class FailStop {
  readonly #origin: string;
  readonly #own: Ownership;
  readonly #onStop: (stopped: FedzkError) => void;
  #stopped: FedzkError | undefined;

  /**
   * @param origin the log's
   * @param onStop is told once, at a fault
   */
  constructor(origin: string, own: Ownership, onStop: (stopped: FedzkError) => void) {
    this.#origin = origin;
    this.#own = own;
    this.#onStop = onStop;
  }

  /** Why the writer writes no more. */
  get stopped(): FedzkError | undefined {
    return this.#stopped;
  }

  /** @throws {FedzkError} `fail-stop`; `disposed` */
  requireGoing(): void {
    if (this.#stopped !== undefined) throw this.#stopped;
  }

  /** Stops after a fault, for the reason that is behind it. */
  async fail(fault: unknown): Promise<FedzkError> {
    const cause = await this.#own.explain(fault);
    if (this.#stopped !== undefined) return this.#stopped;
    const why = cause instanceof Error ? cause.message.replace(/\.$/, '') : 'of an unknown kind';
    this.#stopped = new FedzkError(
      'fail-stop',
      `The log has stopped after a fault (${why}). Whether the last entries were kept is seen when it is opened again.`,
      { cause },
    );
    this.#onStop(this.#stopped);
    return this.#stopped;
  }

  /**
   * Writes something, and stops where that fails.
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

  /** Ends the writer, which was closed. */
  close(): void {
    this.#stopped ??= closed(this.#origin);
  }
}

/**
 * The error of a call that comes after `close`. It may surface far from the log, such as from a key store that tells it
 * what was handed out.
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
