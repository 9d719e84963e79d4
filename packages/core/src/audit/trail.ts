import { FedzkError } from '../errors.js';
import type { AuditEvent } from './event.js';
import { type AuditSink, sinkOf } from './sink.js';

/**
 * Tells a sink what an object did, one event after the other. The object's change is durable first, then its event is
 * told, then its call resolves.
 */
export class AuditTrail {
  readonly #sink: AuditSink | undefined;
  /** Settles when the event that was told last is kept, or was not taken. */
  #last: Promise<unknown> = Promise.resolve();

  /** @throws {FedzkError} `invalid-argument`: no sink */
  constructor(audit: AuditSink | undefined) {
    this.#sink = sinkOf(audit);
  }

  /**
   * Resolves when the events and those before them are kept; at once where there is no sink.
   *
   * @throws {FedzkError} `not-logged`: the sink did not take one of them, and the others were tried. What they tell of
   *   stands. `cause` is the sink's error
   */
  async tell(...events: readonly AuditEvent[]): Promise<void> {
    const told = events.map((event) => this.#append(event));
    for (const outcome of await Promise.allSettled(told)) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
  }

  async #append(event: AuditEvent): Promise<void> {
    const sink = this.#sink;
    if (sink === undefined) return;
    const told = this.#last.then(() => sink.append(event));
    // Each call is told of its own event; a later one is tried anew.
    this.#last = told.catch(() => {});
    try {
      await told;
    } catch (cause) {
      const message = `"${event.operation}" is done, but the audit log did not take its event; the error's cause says why.`;
      throw new FedzkError('not-logged', message, { cause });
    }
  }

  /** Resolves when every event that was told is kept, or was not taken. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
