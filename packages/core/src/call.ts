import { callbackOf, methodsOf } from './argument.js';
import { optionsOf } from './options.js';

/** The last argument of calls that take long. */
export interface CallOptions {
  /** Cancels the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Gets the share that is done, from 0 to 1, never decreasing. The call rejects with what this throws. */
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
 * Checks a call's optional signal and returns it. Looks at its methods, since a program may have several `AbortSignal`s.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function signalOf(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal === undefined) return undefined;
  const methods = ['addEventListener', 'removeEventListener', 'throwIfAborted'] as const;
  return methodsOf(signal, methods, 'signal', 'an AbortSignal');
}
