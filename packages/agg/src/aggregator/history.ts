// What the audit log says of sets that were fixed, compared with the store at each start. A round is released only after the log
// has its set, so a store without it is an older state: it would release another set. agg-service.md, §2.

import { type AuditSink, FedzkError, methodsOf, sinkOf } from '@fedzk/core';
import { equal } from '../protocol/encoding.js';
import type { TaskStore } from '../storage/storage.js';
import type { AggregatorEvents, FixedSet, LoggedEvent } from './events.js';

/** The entries of an audit log, from the first that there is: an `AuditLog` of `@fedzk/audit` is one. */
export interface AuditHistory {
  entries(): AsyncIterable<{ readonly entry: LoggedEvent }>;
}

/** Where a store is opened for an aggregator. */
interface Opening {
  readonly events: AggregatorEvents;
  readonly audit: AuditSink | undefined;
  readonly history: AuditHistory | undefined;
}

/** Opens a task's store, unless it may have lost something. */
export class StoreOpening {
  readonly #events: AggregatorEvents;
  readonly #sink: AuditSink | undefined;
  readonly #history: AuditHistory | undefined;

  /** @throws {FedzkError} `invalid-argument`: no log */
  constructor({ events, audit, history }: Opening) {
    this.#events = events;
    this.#sink = sinkOf(audit);
    const expected = 'an audit log, or another object with entries()';
    this.#history = history === undefined ? undefined : methodsOf(history, ['entries'], 'history', expected);
  }

  /**
   * Opens it, and compares it with the log.
   *
   * @param open opens the store
   * @throws {FedzkError} `rolled-back`, which the log is told; `storage`: the log can't be read; what `open` and an `AuditLog`
   *   throw
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

  /** The first set that the log has and the store has not. */
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

  /** Tells the log. That it doesn't take the event changes nothing: the store is refused all the same. */
  async #tell(error: FedzkError, missing: FixedSet | undefined): Promise<void> {
    try {
      await this.#sink?.append(this.#events.suspect(error.message, missing));
    } catch (cause) {
      throw new FedzkError('rolled-back', `${error.message} The audit log did not take that either.`, { cause });
    }
  }
}

/** Whether a store has a set, whatever became of the round since. */
async function has(store: TaskStore, { round, count, setHash }: FixedSet): Promise<boolean> {
  const row = await store.round(round);
  return row?.setHash !== undefined && equal(row.setHash, setHash) && row.accepted === count;
}

/** Whether a store must not be used any more. */
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
