// How long a server may be silent.

import { type AfterSilence, LONGEST_SILENCE_SECONDS } from '../../../ceremony/download-limits.js';
import { Trouble } from '../../files.js';

/** The server sent no byte for the longest silence. */
class Silent extends Trouble {
  constructor() {
    super(`nothing came for ${LONGEST_SILENCE_SECONDS} seconds`);
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
