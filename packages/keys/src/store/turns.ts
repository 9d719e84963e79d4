// The turns of a store's operations: one after the other, commits that wait together.

import { onAbort } from '@fedzk/core';
import type { Change } from './draft.js';
import { locked } from './gone.js';
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

/** What has a turn of its own. */
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

  /** @param commitTogether makes a commit, and those that wait after it if it likes; it never rejects */
  constructor(commitTogether: (first: Commit) => Promise<void>) {
    this.#commitTogether = commitTogether;
  }

  /**
   * Does something when all that was asked for before is done.
   *
   * @param signal rejects with its reason as long as the turn hasn't come
   */
  inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#wait(signal, (resolve, reject) => ({ run: () => work().then(resolve, reject), fail: reject }));
  }

  /** Has a commit made, as {@link inTurn} does something. */
  commit<T>(
    make: (resolve: (value: T) => void, reject: (error: unknown) => void) => Commit,
    signal?: AbortSignal,
  ): Promise<T> {
    return this.#wait(signal, make);
  }

  /** Takes the commit whose turn it is. */
  nextCommit(): Commit | undefined {
    const [next] = this.#waiting;
    if (next === undefined || 'run' in next) return undefined;
    this.#waiting.shift();
    return next;
  }

  /** It is their turn again, in this order. */
  putBack(commits: readonly Commit[]): void {
    this.#waiting.unshift(...commits);
  }

  /** Refuses what waits for its turn, and what comes later, with `disposed`. */
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

  /** @returns whether it was waiting */
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
