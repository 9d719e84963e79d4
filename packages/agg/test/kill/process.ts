// An aggregator's process, which is killed again and again and each time started anew over what it has on its disk.

import { setTimeout as sleep } from 'node:timers/promises';
import { Lines } from '@fedzk/testkit/processes';
import { STOP } from './config.js';

export class AggregatorProcess {
  readonly #program: string;
  readonly #config: string;
  readonly #url: string;
  readonly #onLine: (line: string) => void;
  #lines: Lines | undefined;
  /** Called when it has said that something is done. */
  #onDone: () => void = () => {};

  /**
   * @param config the file of an `AggregatorConfig`
   * @param onLine called with each line but the first
   */
  constructor(program: string, config: string, url: string, onLine: (line: string) => void) {
    this.#onLine = onLine;
    this.#program = program;
    this.#config = config;
    this.#url = url;
  }

  /** Starts it, and waits until it listens. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const lines = new Lines([this.#program, this.#config], (line) => {
        if (line === 'ready') resolve();
        else this.#onLine(line);
      });
      this.#lines = lines;
      lines.ended.then(() => reject(new Error('it ended before it listened')), reject);
    });
  }

  /** It has answered that something is done, which therefore has to be so whatever happens now. */
  done(): void {
    this.#onDone();
  }

  /**
   * Kills it a while after each start: every other time in the very moment in which it has said that something is done, else
   * at any moment after the first such answer. It runs when this resolves.
   */
  async killEach(times: number, lifetime: () => number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const alive = sleep(lifetime());
      await this.#next();
      await alive;
      if (i % 2 === 0) await this.#next(() => this.#lines?.kill());
      else this.#lines?.kill();
      if (!(await this.#lines?.ended)?.killed) throw new Error('it ended by itself');
      await this.start();
    }
  }

  /** Resolves when it next says that something is done. @param then is called at once */
  #next(then: () => void = () => {}): Promise<void> {
    return new Promise((resolve) => {
      this.#onDone = () => {
        this.#onDone = () => {};
        then();
        resolve();
      };
    });
  }

  /** Has it tell its log what it has stored, and end. */
  async stop(): Promise<void> {
    // It may be gone before its answer is.
    await fetch(this.#url + STOP, { method: 'POST' }).catch(() => undefined);
    const { code } = (await this.#lines?.ended) ?? {};
    if (code !== 0) throw new Error(`expected it to end with 0, got ${code}`);
  }
}
