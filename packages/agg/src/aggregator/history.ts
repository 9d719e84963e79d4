// Compares the fixed sets in the audit log with the store at each start. A round is released only after the
// log has its set, so a store without the set is an older state that might release another one.
// agg-service.md, §2.

import { type AuditSink, FedzkError, methodsOf, sinkOf } from '@fedzk/core';
import { equal } from '../protocol/encoding.js';
import type { TaskStore } from '../storage/storage.js';
import type { AggregatorEvents, FixedSet, LoggedEvent } from './events.js';

/** An audit log to read from its first entry on, such as an `AuditLog` of `@fedzk/audit`. */
export interface AuditHistory {
  entries(): AsyncIterable<{ readonly entry: LoggedEvent }>;
}

/** What opening a store needs of its aggregator. */
interface Opening {
  readonly events: AggregatorEvents;
  readonly audit: AuditSink | undefined;
  readonly history: AuditHistory | undefined;
}

/** Opens a task's store, and refuses one that has lost a set. */
export class StoreOpening {
  readonly #events: AggregatorEvents;
  readonly #sink: AuditSink | undefined;
  readonly #history: AuditHistory | undefined;

  /** @throws {FedzkError} `invalid-argument`: `history` is not a log */
  constructor({ events, audit, history }: Opening) {
    this.#events = events;
    this.#sink = sinkOf(audit);
    const expected = 'an audit log, or another object with entries()';
    this.#history = history === undefined ? undefined : methodsOf(history, ['entries'], 'history', expected);
  }

  /**
   * Opens the store, and compares it with the log.
   *
   * @param open opens the store
   * @throws {FedzkError} `rolled-back`, which is logged too; `storage`: the log can't be read; errors of `open`
   *   and of an `AuditLog`
   */
  async open(open: () => Promise<TaskStore>): Promise<TaskStore> {
    let missing: FixedSet | undefined;
    try {
      const store = await open();
      missing = await this.#missing(store);
      if (missing !== undefined) throw rolledBack(missing);
      return store;
    } catch (error) {
      if (isRolledBack(error)) await this.#tell(error, missing);
      throw error;
    }
  }

  /** Finds the first set that is in the log but not in the store. */
  async #missing(store: TaskStore): Promise<FixedSet | undefined> {
    if (this.#history === undefined) return undefined;
    try {
      for await (const { entry } of this.#history.entries()) {
        const fixed = this.#events.fixedSet(entry);
        if (fixed !== undefined && !(await has(store, fixed))) return fixed;
      }
      return undefined;
    } catch (cause) {
      if (cause instanceof FedzkError) throw cause;
      const message = 'The entries of "history" can\'t be read, or are no events; the error\'s cause says why.';
      throw new FedzkError('storage', message, { cause });
    }
  }

  /** Logs the refusal. If the log refuses the event, the store is refused all the same. */
  async #tell(error: FedzkError, missing: FixedSet | undefined): Promise<void> {
    try {
      await this.#sink?.append(this.#events.suspect(error.message, missing));
    } catch (cause) {
      throw new FedzkError('rolled-back', `${error.message} The audit log did not take that either.`, { cause });
    }
  }
}

/** Whether a store has a set, whatever the round's state is now. */
async function has(store: TaskStore, { round, count, setHash }: FixedSet): Promise<boolean> {
  const row = await store.round(round);
  return row?.setHash !== undefined && equal(row.setHash, setHash) && row.accepted === count;
}

/** Tells whether an error says that a store must not be used any more. */
export function isRolledBack(error: unknown): error is FedzkError {
  return error instanceof FedzkError && error.code === 'rolled-back';
}

function rolledBack({ round, count }: FixedSet): FedzkError {
  const message = `The audit log has a set of ${count} reports for round ${round}, and the store has not`;
  const why = 'it was replaced by an older state, which would release another set';
  return new FedzkError(
    'rolled-back',
    `${message}: ${why}. Put the newest state back, or make new keys, hence a new task.`,
  );
}
