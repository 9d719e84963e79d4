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
  /** How many events are neither kept nor refused yet. */
  #underWay = 0;

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
    try {
      await this.#follow(this.#last.then(() => sink.append(event)));
    } catch (cause) {
      const message = `"${event.operation}" is done, but the audit log did not take its event; the error's cause says why.`;
      throw new FedzkError('not-logged', message, { cause });
    }
  }

  /**
   * Tells of one event for a method that is synchronous: at once where no other is under way, else after those.
   *
   * @returns what settles as the sink's own promise does; the caller handles its rejection
   * @throws what the sink throws at once, where it was told at once
   */
  tellNow(event: AuditEvent): Promise<unknown> {
    const sink = this.#sink;
    if (sink === undefined) return Promise.resolve();
    if (this.#underWay > 0) return this.#follow(this.#last.then(() => sink.append(event)));
    return this.#follow(Promise.resolve(sink.append(event)));
  }

  /** Has the next event wait for this one. Whoever told it hears of its failure, and the next one is tried anew. */
  #follow(told: Promise<unknown>): Promise<unknown> {
    this.#underWay++;
    const over = (): void => void this.#underWay--;
    this.#last = told.then(over, over);
    return told;
  }

  /** Resolves when every event that was told is kept, or was not taken. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
