// Commits of one process that are made together: each is decided by itself, and has its own outcome.

import { FedzkError } from '@fedzk/core';
import type { Vault } from '../vault.js';
import { Draft, type NextHead } from './draft.js';
import { type Buckets, Gone, missing, type State } from './state.js';
import type { Attempt, Commit, Turns } from './turns.js';

/** The most commits that are made together. */
const MOST_TOGETHER = 256;
const UNKNOWN_OUTCOME =
  "This commit may have been made: so much was written while this process was suspended that it can't be seen any more. " +
  'It was not made again; read to see how things are.';

/** What the commits of a group lead to. */
export interface Decided {
  readonly before: State;
  /** None where nothing changes. */
  readonly next: NextHead | undefined;
}

export class Group {
  readonly #commits: Commit[];
  readonly #turns: Turns;
  readonly #buckets: Buckets;
  readonly #isNewest: (state: State) => Promise<boolean>;
  #outcomes: ((made: State) => void)[] = [];

  /** @param isNewest whether nobody made another head since */
  constructor(first: Commit, turns: Turns, buckets: Buckets, isNewest: (state: State) => Promise<boolean>) {
    this.#commits = [first];
    this.#turns = turns;
    this.#buckets = buckets;
    this.#isNewest = isNewest;
  }

  /**
   * Asks each what it changes about a state, and those that wait, until one changes the head, which is made alone. Whoever
   * changes nothing, or can't, is told at once, unless that rests on what others of the group do.
   *
   * @throws {Gone} when the state is no longer the newest
   */
  async decide(state: State, vault: Vault): Promise<Decided> {
    const commits = this.#commits;
    const draft = new Draft(state, this.#buckets);
    this.#outcomes = [];
    for (let i = 0; i < MOST_TOGETHER; i++) {
      const commit = commits[i] ?? this.#turns.nextCommit();
      if (commit === undefined) break;
      commits[i] = commit;
      const { change, settle } = await this.#attempt(commit, draft.state);
      if (change?.head !== undefined && draft.changed) {
        this.#turns.putBack(commits.splice(i));
        break;
      }
      if (change === undefined && !draft.changed) {
        settle(state);
        commits.splice(i--, 1);
        continue;
      }
      if (change !== undefined) draft.apply(change);
      this.#outcomes.push(settle);
      if (change?.head !== undefined) {
        this.#turns.putBack(commits.splice(i + 1));
        break;
      }
    }
    return { before: state, next: draft.changed ? await draft.next(vault) : undefined };
  }

  /** Tells all that their commit was made. */
  settle(made: State): void {
    for (const settle of this.#outcomes) settle(made);
  }

  /** Tells all whose outcome rests on a commit that it failed. */
  fail(error: unknown): void {
    for (const { fail } of this.#commits) fail(error);
  }

  /** After a commit that may have been made, and undone: whoever finds it is told so, and nobody does it anew. */
  async look(state: State): Promise<void> {
    for (const commit of this.#commits) {
      const { change, settle } = await this.#attempt(commit, state);
      if (change === undefined) settle(state);
      else commit.fail(new FedzkError('storage', UNKNOWN_OUTCOME));
    }
  }

  /** What one says of a state: its own failures are its own. */
  async #attempt(commit: Commit, state: State): Promise<Attempt> {
    try {
      return await commit.attempt(state);
    } catch (error) {
      const cause = error instanceof Gone && (await this.#isNewest(state)) ? missing(error) : error;
      if (cause instanceof Gone) throw cause;
      return { settle: () => commit.fail(cause) };
    }
  }
}
