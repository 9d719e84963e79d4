// Remembers the sets that rounds were collected with, and compares each row of a round that a store gives with
// them. A fixed set stays in its row for ever, so a row without it is of an older state, which was put back.
// agg-service.md, §2.

import { FedzkError } from '@fedzk/core';
import { equal } from '../protocol/encoding.js';
import type { RoundRow } from '../storage/rows.js';
import type { TaskStore } from '../storage/storage.js';
import type { FixedSet } from './events.js';

/** The fixed sets that one aggregator knows of a task: those of the log, and those that its store has shown. */
export class FixedSets {
  readonly #byRound = new Map<bigint, FixedSet>();
  #newest: FixedSet | undefined;

  /** Remembers a set that is durable. */
  add(set: FixedSet): void {
    if (this.#byRound.has(set.round)) return;
    this.#byRound.set(set.round, set);
    if (this.#newest === undefined || set.round > this.#newest.round) this.#newest = set;
  }

  /**
   * Wraps a store, whose rounds are compared whenever they are read or changed.
   *
   * @param refuse rejects, once a known set is missing
   */
  guard(store: TaskStore, refuse: (missing: FixedSet) => Promise<never>): TaskStore {
    /** Reads a row. Only sets that were known before are expected in it: another call may be fixing one. */
    const compared = async (expected: FixedSet | undefined, read: () => Promise<RoundRow | undefined>) => {
      const row = await read();
      if (expected !== undefined && lacks(row, expected)) return refuse(expected);
      const { round, accepted: count, setHash } = row ?? {};
      if (round !== undefined && count !== undefined && setHash !== undefined) this.add({ round, count, setHash });
      return row;
    };
    const read = (round?: bigint) =>
      compared(round === undefined ? this.#newest : this.#byRound.get(round), () => store.round(round));
    return {
      ...store,
      round: read,
      move: async (step) => {
        // A later round that is opened in an older state would look like the newest one.
        if (step.kind === 'open' && this.#newest !== undefined) await read(this.#newest.round);
        return compared(this.#byRound.get(step.round), () => store.move(step));
      },
    };
  }
}

/** Whether a row of a round, or the newest row, shows that the store has lost a set. */
function lacks(row: RoundRow | undefined, { round, count, setHash }: FixedSet): boolean {
  if (row === undefined || row.round < round) return true;
  if (row.round > round) return false;
  return row.setHash === undefined || !equal(row.setHash, setHash) || row.accepted !== count;
}

/** The error of a store that lacks a set. */
export function rolledBack({ round, count }: FixedSet): FedzkError {
  const message = `A set of ${count} reports was fixed for round ${round}, and the store does not have it`;
  const why = 'it was replaced by an older state, which would release another set';
  const help = 'Put the newest state back and start again, or make new keys, hence a new task.';
  return new FedzkError('rolled-back', `${message}: ${why}. ${help}`);
}
