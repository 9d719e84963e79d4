// Runs a store's operations one after the other, and commits that wait together.

import { onAbort } from '@fedzk/core';
import type { Change } from './draft.js';
import { locked } from './gone.js';
import type { State } from './state.js';

/** The change that a commit makes to a state; undefined if there is nothing to do or it failed. */
export interface Attempt {
  readonly change?: Change<unknown>;
  /** Tells the caller its outcome, once the change is made. */
  settle(made: State): void;
}

/** A commit that a caller waits for. */
export interface Commit {
  attempt(state: State): Promise<Attempt>;
  fail(error: unknown): void;
}

/** Work that runs alone. */
interface Work {
  run(): Promise<void>;
  fail(error: unknown): void;
}

type Turn = Commit | Work;

export class Turns {
  readonly #commitTogether: (first: Commit) => Promise<void>;
  #waiting: Turn[] = [];
  #running = false;
  #ended = false;

  /** @param commitTogether makes a commit, and may take those that wait behind it; it never rejects */
  constructor(commitTogether: (first: Commit) => Promise<void>) {
    this.#commitTogether = commitTogether;
  }

  /**
   * Does work after all earlier operations are done.
   *
   * @param signal cancels the call, with its reason, until its turn comes
   */
  inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#wait(signal, (resolve, reject) => ({ run: () => work().then(resolve, reject), fail: reject }));
  }

  /** Makes a commit after all earlier operations are done. */
  commit<T>(
    make: (resolve: (value: T) => void, reject: (error: unknown) => void) => Commit,
    signal?: AbortSignal,
  ): Promise<T> {
    return this.#wait(signal, make);
  }

  /** Takes the next commit, unless other work comes first. */
  nextCommit(): Commit | undefined {
    const [next] = this.#waiting;
    if (next === undefined || 'run' in next) return undefined;
    this.#waiting.shift();
    return next;
  }

  /** Puts commits back to the front, in this order. */
  putBack(commits: readonly Commit[]): void {
    this.#waiting.unshift(...commits);
  }

  /** Refuses waiting and later operations with `disposed`. */
  end(): void {
    this.#ended = true;
    for (const { fail } of this.#waiting.splice(0)) fail(locked());
  }

  async #wait<T>(
    signal: AbortSignal | undefined,
    make: (resolve: (value: T) => void, reject: (error: unknown) => void) => Turn,
  ): Promise<T> {
    if (this.#ended) throw locked();
    let forget = (): void => undefined;
    const outcome = new Promise<T>((resolve, reject) => {
      const turn = make(resolve, reject);
      forget = onAbort(signal, () => {
        if (this.#takeOut(turn)) reject(signal?.reason);
      });
      this.#waiting.push(turn);
    });
    if (!this.#running) void this.#run();
    try {
      return await outcome;
    } finally {
      forget();
    }
  }

  /** @returns whether the operation was still waiting */
  #takeOut(turn: Turn): boolean {
    const at = this.#waiting.indexOf(turn);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at >= 0;
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await ('run' in next ? next.run() : this.#commitTogether(next));
    }
    this.#running = false;
  }
}
