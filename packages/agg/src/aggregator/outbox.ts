// Events on their way to the audit log: they are stored in the transaction that does what they tell of, told in order, and
// deleted once the log has them. So each is told at least once, under one id. agg-service.md, §2.

import { type AuditEvent, type AuditSink, FedzkError, sinkOf } from '@fedzk/core';
import type { StoredEvent } from '../storage/rows.js';
import type { TaskStore } from '../storage/storage.js';

const PAGE = 100;

/** Takes stored events to an audit log. */
export class Outbox {
  readonly #sink: AuditSink | undefined;
  readonly #store: () => Promise<TaskStore>;
  /** Settles when the drain that began last is over. */
  #last: Promise<unknown> = Promise.resolve();
  /** The drain that has not begun: all who come meanwhile share it. */
  #next: Promise<number> | undefined;

  /** @throws {FedzkError} `invalid-argument`: no sink */
  constructor(audit: AuditSink | undefined, store: () => Promise<TaskStore>) {
    this.#sink = sinkOf(audit);
    this.#store = store;
  }

  /** What to store: nothing where nobody would ever take it. */
  kept(...events: readonly StoredEvent[]): readonly StoredEvent[] {
    return this.#sink === undefined ? [] : events;
  }

  /**
   * Tells the log of all that was stored before, in that order, one at a time.
   *
   * @returns how many events
   * @throws {FedzkError} `not-logged`: the log did not take one. It and those after it stay, for the next drain
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

  /** Tells events until one is not taken, and deletes those that were. */
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
