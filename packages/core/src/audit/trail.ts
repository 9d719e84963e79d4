import { FedzkError } from '../errors.js';
import type { AuditEvent } from './event.js';
import { type AuditSink, sinkOf } from './sink.js';

/**
 * Tells a sink what an object did, one event after the other. The object's change is durable first, then its event is
 * told, then its call resolves.
 */
export class AuditTrail {
  readonly #sink: AuditSink | undefined;
  /** Settles when all events that were told are kept, or were not taken. */
  #last: Promise<unknown> = Promise.resolve();
  /** What asks the sink to take the events that wait for others, in their order. */
  readonly #waiting = new Set<() => void>();

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
      await this.#inTurn(() => sink.append(event));
    } catch (cause) {
      const message = `"${event.operation}" is done, but the audit log did not take its event; the error's cause says why.`;
      throw new FedzkError('not-logged', message, { cause });
    }
  }

  /** Asks the sink when the events before are over, or when {@link tellNow} can't wait for that. */
  #inTurn(append: () => Promise<unknown>): Promise<unknown> {
    let ask = (): void => {};
    const told = new Promise<unknown>((resolve, reject) => {
      ask = () => {
        this.#waiting.delete(ask);
        try {
          resolve(append());
        } catch (error) {
          reject(error);
          throw error;
        }
      };
    });
    this.#waiting.add(ask);
    const turn = this.#last.then(() => {
      if (this.#waiting.has(ask)) ask();
      return told;
    });
    this.#last = turn.catch(() => undefined); // whoever told it hears of its failure, and the next one is tried anew
    return told;
  }

  /**
   * Tells of one event for a method that is synchronous. The sink is asked at once: first to take the events that wait
   * for others, in their order, then this one. Only then it is asked before it has answered.
   *
   * @returns what settles as the sink's own promise does; the caller handles its rejection
   * @throws what the sink throws at once, of this event or of one before it, after which it is not asked for this one
   */
  tellNow(event: AuditEvent): Promise<unknown> {
    const sink = this.#sink;
    if (sink === undefined) return Promise.resolve();
    for (const ask of this.#waiting) ask();
    const told = Promise.resolve(sink.append(event));
    this.#last = Promise.allSettled([this.#last, told]);
    return told;
  }

  /** Resolves when every event that was told is kept, or was not taken. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
