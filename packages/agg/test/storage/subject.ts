// A storage under test, and what is put between it and its database: a fault at a chosen statement.

import { randomBytes } from 'node:crypto';
import type { AggregatorStorage, TaskStore } from '../../src/storage/storage.js';

/** A storage, other ones on the same database where that may be, and faults. */
export interface Subject {
  readonly storage: AggregatorStorage;
  /** A replica's, with connections of its own. */
  readonly replica?: AggregatorStorage;
  /** Undefined of one that has no statements. */
  readonly faults?: Faults;
  close(): Promise<void>;
}

/** Throws before or after one of the statements to come. */
export class Faults {
  #left = Number.POSITIVE_INFINITY;
  #when: 'before' | 'after' = 'before';

  /** From now on the statement after `number` others fails. */
  arm(number: number, when: 'before' | 'after'): void {
    this.#left = number;
    this.#when = when;
  }

  /** @returns whether it was reached */
  disarm(): boolean {
    const reached = this.#left < 0;
    this.#left = Number.POSITIVE_INFINITY;
    return reached;
  }

  /** What a statement does: {@link run}, between the faults. */
  around<Result>(run: () => Result): Result {
    const hit = this.#left-- === 0;
    if (hit && this.#when === 'before') throw new Error('a fault, put in by hand');
    const result = run();
    if (hit) throw new Error('a fault, put in by hand');
    return result;
  }

  /** The same of a statement that takes time. */
  async later<Result>(run: () => Promise<Result>): Promise<Result> {
    const hit = this.#left-- === 0;
    if (hit && this.#when === 'before') throw new Error('a fault, put in by hand');
    const result = await run();
    if (hit) throw new Error('a fault, put in by hand');
    return result;
  }
}

/** The leader's tables of a task that nobody has used. */
export function freshTask(storage: AggregatorStorage): Promise<TaskStore> {
  return storage.task(new Uint8Array(randomBytes(32)), 'leader');
}
