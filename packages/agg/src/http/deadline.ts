// Limits the time of work that could last for ever: a helper that does not answer, a body that arrives slowly.

import { onAbort } from '@fedzk/core';
import { checkInteger } from '../protocol/argument.js';

/** The longest time that a timer takes, in milliseconds: 24.8 days. */
const MOST = 2 ** 31 - 1;

/**
 * Does work within a limit in milliseconds.
 *
 * @param work gets a signal that is aborted once the time is over, or when `given` is
 * @returns `undefined` once the time is over or `given` is aborted, whether or not the work heeds its signal
 */
export async function within<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
  given?: AbortSignal,
): Promise<T | undefined> {
  const ending = new AbortController();
  let end: (reason: unknown) => void = () => {};
  const over = new Promise<undefined>((resolve) => {
    end = (reason) => {
      resolve(undefined);
      ending.abort(reason);
    };
  });
  const late = (): void => end(new DOMException(`Nothing came within ${milliseconds} ms.`, 'TimeoutError'));
  const timer = setTimeout(late, milliseconds);
  const forget = onAbort(given, () => end(given?.reason));
  try {
    return await Promise.race([work(ending.signal), over]);
  } finally {
    clearTimeout(timer);
    forget();
  }
}

/**
 * Reads an option that limits a time in milliseconds.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function limitOf(value: number | undefined, name: string, usual: number): number {
  if (value !== undefined) checkInteger(name, value, 1, MOST);
  return value ?? usual;
}
