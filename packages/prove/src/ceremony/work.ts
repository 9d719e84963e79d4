/** Long work on a file: parts in flight, in order, with progress and cancelling. */
import type { CallOptions } from '@fedzk/core';

/** Points of a part. */
export const PART = 4096;

/** Runs tasks, some at once, and takes their results in order. */
export async function inOrder<T>(
  tasks: Iterable<() => Promise<T>>,
  atOnce: number,
  take: (result: T) => Promise<void>,
): Promise<void> {
  const running: Promise<T>[] = [];
  const next = async (): Promise<void> => take(await (running.shift() as Promise<T>));
  try {
    for (const task of tasks) {
      const promise = task();
      // A task that fails before its turn is noticed in its turn.
      promise.catch(() => {});
      running.push(promise);
      if (running.length >= atOnce) await next();
    }
    while (running.length > 0) await next();
  } finally {
    // What is still running holds secrets that the caller is about to dispose of.
    await Promise.allSettled(running);
  }
}

/** Cuts a number of points into parts. */
export function* partsOf(
  count: number,
  most: number = PART,
): Generator<{ readonly first: number; readonly count: number }> {
  for (let first = 0; first < count; first += most) yield { first, count: Math.min(most, count - first) };
}

/** Counts work that is done. The units are the caller's. */
export class Done {
  readonly #total: number;
  readonly #tell: ((done: number) => void) | undefined;
  #done = 0;

  constructor(total: number, { onProgress }: CallOptions) {
    this.#total = total;
    this.#tell = onProgress;
  }

  add(units: number): void {
    this.#done += units;
    this.#tell?.(Math.min(1, this.#done / this.#total));
  }
}
