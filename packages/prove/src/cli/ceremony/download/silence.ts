// How long a server may be silent.

import { Trouble } from '../../files.js';

const LONGEST_SECONDS = 30;

/** Calls `fire` after the longest silence, unless the returned function is called first. */
export type AfterSilence = (fire: () => void) => () => void;

export const afterSilence: AfterSilence = (fire) => {
  const timer = setTimeout(fire, 1000 * LONGEST_SECONDS);
  return () => clearTimeout(timer);
};

/** The server sent no byte for the longest silence. */
class Silent extends Trouble {
  constructor() {
    super(`nothing came for ${LONGEST_SECONDS} seconds`);
  }
}

/** Waits for a server. If it is silent for too long, rejects with {@link Silent} and aborts the request. */
export async function waited<T>(answer: Promise<T>, request: AbortController, after: AfterSilence): Promise<T> {
  const stop = after(() => request.abort(new Silent()));
  try {
    return await answer;
  } catch (error) {
    request.signal.throwIfAborted();
    throw error;
  } finally {
    stop();
  }
}
