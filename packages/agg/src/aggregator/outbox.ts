// Sends events to the audit log. Events are stored in the transaction of the step that they describe, sent in
// order, and deleted once the log has them. So each is sent at least once, always with the same id.
// agg-service.md, §2.

import { type AuditEvent, type AuditSink, FedzkError, sinkOf } from '@fedzk/core';
import type { StoredEvent } from '../storage/rows.js';
import type { TaskStore } from '../storage/storage.js';

const PAGE = 100;

/** Takes stored events to an audit log. */
export class Outbox {
  readonly #sink: AuditSink | undefined;
  readonly #store: () => Promise<TaskStore>;
  /** Settles when the last drain that began has ended. */
  #last: Promise<unknown> = Promise.resolve();
  /** The drain that has not begun yet, which new callers share. */
  #next: Promise<number> | undefined;

  /** @throws {FedzkError} `invalid-argument`: no sink */
  constructor(audit: AuditSink | undefined, store: () => Promise<TaskStore>) {
    this.#sink = sinkOf(audit);
    this.#store = store;
  }

  /** Returns the events to store: none if there is no audit log. */
  kept(...events: readonly StoredEvent[]): readonly StoredEvent[] {
    return this.#sink === undefined ? [] : events;
  }

  /**
   * Sends the log all stored events in order, one at a time.
   *
   * @returns the number of events sent
   * @throws {FedzkError} `not-logged`: the log refused one; it and later ones stay for the next drain
   */
  drain(): Promise<number> {
    if (this.#sink === undefined) return Promise.resolve(0);
    if (this.#next !== undefined) return this.#next;
    const begin = (): Promise<number> => {
      this.#next = undefined;
      return this.#drain();
    };
    this.#next = this.#last.then(begin, begin);
    this.#last = this.#next;
    return this.#next;
  }

  async #drain(): Promise<number> {
    const store = await this.#store();
    for (let told = 0; ; ) {
      const events = await store.events(PAGE);
      told += await this.#tell(store, events);
      if (events.length < PAGE) return told;
    }
  }

  /** Sends events until one is refused, and deletes those that were taken. */
  async #tell(store: TaskStore, events: readonly StoredEvent[]): Promise<number> {
    const taken: string[] = [];
    let refused: FedzkError | undefined;
    for (const { id, body } of events) {
      const event = eventOf(id, body);
      try {
        await this.#sink?.append(event);
      } catch (cause) {
        const message = `"${event.operation}" is done, and the audit log did not take its event, which is kept for the next drain(); the error's cause says why.`;
        refused = new FedzkError('not-logged', message, { cause });
        break;
      }
      taken.push(id);
    }
    if (taken.length > 0) await store.delivered(taken);
    if (refused !== undefined) throw refused;
    return taken.length;
  }
}

/** @throws {FedzkError} `damaged` */
function eventOf(id: string, body: string): AuditEvent {
  try {
    return { ...(JSON.parse(body) as AuditEvent), id };
  } catch (cause) {
    throw new FedzkError('damaged', `The storage gave an event (${id}) that no aggregator wrote; restore it.`, {
      cause,
    });
  }
}
