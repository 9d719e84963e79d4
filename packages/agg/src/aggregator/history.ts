// Compares the fixed sets in the audit log with the store at each start, and those that are known with each row
// of a round afterwards. A round is released only after the log has its set, so a store without the set is an
// older state that might release another one.
// agg-service.md, §2.

import { type AuditSink, FedzkError, methodsOf, sinkOf } from '@fedzk/core';
import type { TaskStore } from '../storage/storage.js';
import type { AggregatorEvents, FixedSet, LoggedEvent } from './events.js';
import { FixedSets, rolledBack } from './fixed.js';

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

/** Opens a task's store, and refuses one that has lost a set, now or later. */
export class StoreOpening {
  readonly #events: AggregatorEvents;
  readonly #sink: AuditSink | undefined;
  readonly #history: AuditHistory | undefined;
  readonly #sets = new FixedSets();
  #refused: Promise<never> | undefined;

  /** @throws {FedzkError} `invalid-argument`: `history` is not a log */
  constructor({ events, audit, history }: Opening) {
    this.#events = events;
    this.#sink = sinkOf(audit);
    const expected = 'an audit log, or another object with entries()';
    this.#history = history === undefined ? undefined : methodsOf(history, ['entries'], 'history', expected);
  }

  /** Rejects with `rolled-back` once the store was found to be an older state; `undefined` before. */
  get refused(): Promise<never> | undefined {
    return this.#refused;
  }

  /**
   * Opens the store, and compares it with the log. The store that it gives goes on comparing: its `round` and
   * `move` reject with `rolled-back` once a set is missing that was there.
   *
   * @param open opens the store
   * @throws {FedzkError} `rolled-back`, which is logged too; `storage`: the log can't be read; errors of `open`
   *   and of an `AuditLog`
   */
  async open(open: () => Promise<TaskStore>): Promise<TaskStore> {
    let store: TaskStore;
    try {
      store = await open();
    } catch (error) {
      if (isRolledBack(error)) return this.#refuse(error);
      throw error;
    }
    const guarded = this.#sets.guard(store, (missing) => this.#refuse(rolledBack(missing), missing));
    await this.#compare(guarded);
    return guarded;
  }

  /** Reads the round of each set that is in the log, which the store must have. */
  async #compare(store: TaskStore): Promise<void> {
    if (this.#history === undefined) return;
    try {
      for await (const { entry } of this.#history.entries()) {
        const fixed = this.#events.fixedSet(entry);
        if (fixed === undefined) continue;
        this.#sets.add(fixed);
        await store.round(fixed.round);
      }
    } catch (cause) {
      if (cause instanceof FedzkError) throw cause;
      const message = 'The entries of "history" can\'t be read, or are no events; the error\'s cause says why.';
      throw new FedzkError('storage', message, { cause });
    }
  }

  /** Refuses the store from now on, which is logged once. */
  #refuse(error: FedzkError, missing?: FixedSet): Promise<never> {
    this.#refused ??= this.#tell(error, missing);
    return this.#refused;
  }

  /** Logs the refusal. If the log refuses the event, the store is refused all the same. */
  async #tell(error: FedzkError, missing: FixedSet | undefined): Promise<never> {
    try {
      await this.#sink?.append(this.#events.suspect(error.message, missing));
    } catch (cause) {
      throw new FedzkError('rolled-back', `${error.message} The audit log did not take that either.`, { cause });
    }
    throw error;
  }
}

/** Tells whether an error says that a store must not be used any more. */
function isRolledBack(error: unknown): error is FedzkError {
  return error instanceof FedzkError && error.code === 'rolled-back';
}
