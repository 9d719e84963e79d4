// An aggregator's process, which is killed again and again and each time started anew over what it has on its disk.

import { setTimeout as sleep } from 'node:timers/promises';
import { Lines } from '@fedzk/testkit/processes';
import { STOP } from './config.js';

/** Milliseconds between looks. */
const LOOK = 20;

export class AggregatorProcess {
  readonly #program: string;
  readonly #config: string;
  readonly #url: string;
  #lines: Lines | undefined;
  /** Answers that came from it so far. */
  answers = 0;
  kills = 0;
  /** What failed in it. */
  readonly errors: string[] = [];

  /** @param config the file of an `AggregatorConfig` */
  constructor(program: string, config: string, url: string) {
    this.#program = program;
    this.#config = config;
    this.#url = url;
  }

  /** Starts it, and waits until it listens. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const lines = new Lines([this.#program, this.#config], (line) => {
        if (line === 'ready') resolve();
        else this.errors.push(line);
      });
      this.#lines = lines;
      lines.ended.then(() => reject(new Error('it ended before it listened')), reject);
    });
  }

  /** Kills it a while after each start, as soon as it has answered something since. It runs when this resolves. */
  async killEach(times: number, lifetime: () => number): Promise<void> {
    for (let i = 0; i < times; i++) {
      const before = this.answers;
      await sleep(lifetime());
      while (this.answers === before) await sleep(LOOK);
      this.#lines?.kill();
      if (!(await this.#lines?.ended)?.killed) throw new Error('it ended by itself');
      this.kills++;
      await this.start();
    }
  }

  /** Has it tell its log what it has stored, and end. */
  async stop(): Promise<void> {
    // It may be gone before its answer is.
    await fetch(this.#url + STOP, { method: 'POST' }).catch(() => undefined);
    const { code } = (await this.#lines?.ended) ?? {};
    if (code !== 0) throw new Error(`expected it to end with 0, got ${code}`);
  }
}
