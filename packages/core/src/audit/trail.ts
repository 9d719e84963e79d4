import { FedzkError } from '../errors.js';
import type { AuditEvent } from './event.js';
import { type AuditSink, sinkOf } from './sink.js';

/**
 * Sends an object's events to a sink, one after the other. A change is durable first, then its event is sent, then its
 * call resolves.
 */
export class AuditTrail {
  readonly #sink: AuditSink | undefined;
  /** Settles when every event so far is stored or refused. */
  #last: Promise<unknown> = Promise.resolve();
  /** Functions that send the events that wait for others, in their order. */
  readonly #waiting = new Set<() => void>();

  /** @throws {FedzkError} `invalid-argument`: `audit` is no sink */
  constructor(audit: AuditSink | undefined) {
    this.#sink = sinkOf(audit);
  }

  /**
   * Sends events, and resolves when they and those before them are stored. Resolves at once if there is no sink.
   *
   * @throws {FedzkError} `not-logged`: the sink refused one of them; the others were tried. The operations stay done.
   *   `cause` is the sink's error
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

  /** Asks the sink when the events before are settled, or when {@link tellNow} can't wait for them. */
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
    this.#last = turn.catch(() => undefined); // its own call rejects; the next event is still tried
    return told;
  }

  /**
   * Sends one event for a synchronous method. Calls the sink at once: first with the events that wait for others, in their
   * order, then with this one. Only here the sink is called before it has answered.
   *
   * @returns a promise that settles as the sink's does; the caller handles its rejection
   * @throws what the sink throws synchronously. If that was for an earlier event, this one is not sent
   */
  tellNow(event: AuditEvent): Promise<unknown> {
    const sink = this.#sink;
    if (sink === undefined) return Promise.resolve();
    for (const ask of this.#waiting) ask();
    const told = Promise.resolve(sink.append(event));
    this.#last = Promise.allSettled([this.#last, told]);
    return told;
  }

  /** Resolves when every event so far is stored or refused. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
