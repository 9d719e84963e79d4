import { signalOf } from './call.js';

/** The functions to call for each signal. A signal has one listener for all of them, since Node warns of more than ten. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls a function once a signal is aborted. If it was aborted before, does nothing.
 *
 * @returns a function that removes the listener
 * @throws {FedzkError} `invalid-argument`: no AbortSignal
 */
export function onAbort(signal: AbortSignal | undefined, abort: () => void): () => void {
  if (signalOf(signal) === undefined || signal === undefined) return () => {};
  const all = waiting.get(signal) ?? new Set();
  if (all.size === 0) signal.addEventListener('abort', abortAll);
  waiting.set(signal, all.add(abort));
  return () => {
    all.delete(abort);
    if (all.size === 0) signal.removeEventListener('abort', abortAll);
  };
}

function abortAll({ target }: Event): void {
  for (const abort of [...(waiting.get(target as AbortSignal) ?? [])]) abort();
}
