// Makes commits of one process together. Each change is decided by itself and has its own outcome.

import { FedzkError } from '@fedzk/core';
import type { Vault } from '../vault.js';
import { Draft, type NextHead } from './draft.js';
import { type Buckets, Gone, missing, type State } from './state.js';
import type { Attempt, Commit, Turns } from './turns.js';

/** The most changes in one commit. */
const MOST_TOGETHER = 256;
const UNKNOWN_OUTCOME =
  "This commit may have been made: so much was written while this process was suspended that it can't be seen any more. " +
  'It was not made again; read to see how things are.';

/** What the changes of a group lead to. */
export interface Decided {
  readonly before: State;
  /** Undefined if nothing changes. */
  readonly next: NextHead | undefined;
}

export class Group {
  readonly #commits: Commit[];
  readonly #turns: Turns;
  readonly #buckets: Buckets;
  readonly #isNewest: (state: State) => Promise<boolean>;
  #outcomes: ((made: State) => void)[] = [];

  /** @param isNewest tells whether a state is still the newest */
  constructor(first: Commit, turns: Turns, buckets: Buckets, isNewest: (state: State) => Promise<boolean>) {
    this.#commits = [first];
    this.#turns = turns;
    this.#buckets = buckets;
    this.#isNewest = isNewest;
  }

  /**
   * Has each change of the group decided, and then those that wait, up to one that changes the head,
   * which is committed alone. A caller whose change is nothing, or fails, is told at once, unless that
   * depends on other changes of the group.
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

  /** Tells all callers that their commit was made. */
  settle(made: State): void {
    for (const settle of this.#outcomes) settle(made);
  }

  /** Tells all callers whose outcome depends on the commit that it failed. */
  fail(error: unknown): void {
    for (const { fail } of this.#commits) fail(error);
  }

  /** Looks for the group's changes after a commit of unknown outcome. None is made again. */
  async look(state: State): Promise<void> {
    for (const commit of this.#commits) {
      const { change, settle } = await this.#attempt(commit, state);
      if (change === undefined) settle(state);
      else commit.fail(new FedzkError('storage', UNKNOWN_OUTCOME));
    }
  }

  /** Decides one change. An error concerns that change alone. */
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
