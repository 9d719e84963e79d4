import { callbackOf, methodsOf } from './argument.js';
import { optionsOf } from './options.js';

/** What a call that takes long may be given, as its last argument. */
export interface CallOptions {
  /** Cancels: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told how much is done, from 0 to 1, which doesn't go down. The call rejects with what it throws. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Reads the options of a call that has no others.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function callOptionsOf(options: CallOptions): CallOptions {
  const { signal, onProgress } = optionsOf(options, ['signal', 'onProgress']);
  return { signal: signalOf(signal), onProgress: callbackOf(onProgress, 'onProgress') };
}

/**
 * Takes the signal that a call may bring. It is known by what it can do: some programs have more than one `AbortSignal`.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function signalOf(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined) return undefined;
  const methods = ['addEventListener', 'removeEventListener', 'throwIfAborted'] as const;
  return methodsOf(signal, methods, 'signal', 'an AbortSignal');
}
