// The turns of a store's operations: one after the other, commits that wait together.

import type { Change } from './draft.js';
import type { State } from './state.js';

/** What a commit changes about a state; no change where there is nothing to do, or it can't be done. */
export interface Attempt {
  readonly change?: Change<unknown>;
  /** Tells whoever asked for it, when the change is made. */
  settle(made: State): void;
}

/** A commit that somebody waits for. */
export interface Commit {
  attempt(state: State): Promise<Attempt>;
  fail(error: unknown): void;
}

type Turn = Commit | (() => Promise<void>);

export class Turns {
  readonly #commitTogether: (first: Commit) => Promise<void>;
  #waiting: Turn[] = [];
  #running = false;

  /** @param commitTogether makes a commit, and those that wait after it if it likes; it never rejects */
  constructor(commitTogether: (first: Commit) => Promise<void>) {
    this.#commitTogether = commitTogether;
  }

  /** Does something when all that was asked for before is done. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#add(() => work().then(resolve, reject));
    });
  }

  push(commit: Commit): void {
    this.#add(commit);
  }

  /** Takes the commit whose turn it is. */
  nextCommit(): Commit | undefined {
    const [next] = this.#waiting;
    if (next === undefined || typeof next === 'function') return undefined;
    this.#waiting.shift();
    return next;
  }

  /** It is their turn again, in this order. */
  putBack(commits: readonly Commit[]): void {
    this.#waiting.unshift(...commits);
  }

  #add(turn: Turn): void {
    this.#waiting.push(turn);
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await (typeof next === 'function' ? next() : this.#commitTogether(next));
    }
    this.#running = false;
  }
}
