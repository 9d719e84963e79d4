// What waits for others: it says what it waits for, and gives up after a time.

import { FedzkError, onAbort } from '@fedzk/core';

/** Something was given up after its time, or ended by its user. Nobody has refused it. */
export class Unfinished extends FedzkError {
  constructor(message: string) {
    super('unavailable', message);
  }
}

/** How long something may wait, and who is told. */
export interface Patience {
  readonly ms: number;
  /** Gets a sentence where it waits for longer than a moment. */
  readonly tell: (line: string) => void;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** What is said of it. Both are asked for when they are needed. */
export interface WaitingWords {
  readonly waitsFor: () => string;
  readonly late: () => string;
}

const MOMENT_MS = 2_000;
/** The longest time that a timer takes. */
const MOST_MS = 2 ** 31 - 1;

/**
 * Does what may wait for others.
 *
 * @param work gets a signal that ends it
 * @throws {Unfinished} with the words of `late`, once its time is over, whether or not the work heeds its signal
 * @throws the reason of the signal that was given
 */
export async function patiently<T>(
  { ms, tell, signal }: Patience,
  { waitsFor, late }: WaitingWords,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  let end: (reason: unknown) => void = () => {};
  const over = new Promise<never>((_resolve, reject) => {
    end = (reason) => {
      reject(reason);
      ending.abort(reason);
    };
  });
  const timers = [
    setTimeout(() => end(new Unfinished(late())), Math.min(ms, MOST_MS)),
    setTimeout(() => tell(waitsFor()), MOMENT_MS),
  ];
  const forget = onAbort(signal, () => end(signal?.reason));
  try {
    return await Promise.race([work(ending.signal), over]);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    forget();
  }
}

/** Waits, unless the signal ends it. @throws the signal's reason */
export function paused(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, ms);
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
