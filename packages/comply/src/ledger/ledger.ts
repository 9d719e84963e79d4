// The control log and what it says, kept together: each act is decided on the state of all entries before it, and is an entry.

import { type AuditEvent, FedzkError, methodsOf } from '@fedzk/core';
import type { ControlEntry } from '../fold/area.js';
import { type ComplyState, emptyState, foldInto, isFoldable } from '../fold/fold.js';

/** What is needed of a log: `AuditLog` of `@fedzk/audit` is one. */
export interface ControlLog {
  /** The number of durable entries. */
  readonly size: number;
  /** Appends an event, and resolves when it is durable. */
  append(event: AuditEvent): Promise<{ readonly index: number }>;
  /** Reads entries from an index on, each checked against the log's root. */
  entries(range: { readonly from: number }): AsyncIterable<ControlEntry>;
  /** Computes the root of the first entries: 32 bytes. */
  rootAt(size: number): Promise<Uint8Array>;
}

/** An act that was written. */
export interface Written {
  readonly index: number;
  /** The state that has it. */
  readonly state: ComplyState;
}

export class Ledger {
  readonly log: ControlLog;
  #state: ComplyState;
  /** Settles when the act before is written or refused. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param state of the first entries, which the ledger owns from now on */
  constructor(log: ControlLog, state: ComplyState = emptyState()) {
    this.log = methodsOf(log, ['append', 'entries', 'rootAt'], 'log', 'an audit log');
    this.#state = state;
  }

  /** Returns the state of all durable entries. It changes with the next act: copy what you keep. */
  current(): Promise<ComplyState> {
    return this.#inTurn(() => this.#caughtUp());
  }

  /**
   * Writes an entry that is decided on the state of all entries before it. Of two acts at once the second one sees the first.
   *
   * @param decide makes the event, or throws
   */
  act(decide: (state: ComplyState) => AuditEvent | Promise<AuditEvent>): Promise<Written> {
    return this.#inTurn(async () => this.#write(await decide(await this.#caughtUp())));
  }

  /**
   * The same as {@link Ledger.act}, where it may turn out that nothing is to be written.
   *
   * @param decide makes the event, or undefined, or throws
   */
  actIf(
    decide: (state: ComplyState) => AuditEvent | undefined | Promise<AuditEvent | undefined>,
  ): Promise<Written | undefined> {
    return this.#inTurn(async () => {
      const event = await decide(await this.#caughtUp());
      return event && this.#write(event);
    });
  }

  async #write(event: AuditEvent): Promise<Written> {
    if (!isFoldable(event)) {
      throw new FedzkError(
        'invalid-argument',
        `The details of "${event.operation}" are not of a shape that is folded.`,
      );
    }
    const { index } = await this.log.append(event);
    const state = await this.#caughtUp();
    if (state.size > index && !state.unread.includes(index)) return { index, state };
    throw new FedzkError('damaged', `Entry ${index}, "${event.operation}", was not folded.`);
  }

  async #caughtUp(): Promise<ComplyState> {
    const state = this.#state;
    if (this.log.size > state.size) {
      for await (const row of this.log.entries({ from: state.size })) foldInto(state, row);
    }
    return state;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
