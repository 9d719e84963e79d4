/** Opens the engine that an entry has given: with threads where the runtime has them. */
import { type CallOptions, callOptionsOf, FedzkError, optionsOf, unexpected } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import type { CeremonyEngine } from './engine/types.js';

type OpenEngine = (curve: Curve, options?: { readonly threads?: number }) => Promise<CeremonyEngine>;

let opener: OpenEngine | undefined;

/** Sets how engines are opened. Each entry does it once. */
export function provideEngine(open: OpenEngine): void {
  opener = open;
}

/** The last argument of calls that compute for long. */
export interface LongCallOptions extends CallOptions {
  /** How many threads compute, where the runtime has them. Default: as many as the machine runs at once. */
  readonly threads?: number | undefined;
}

/** Reads the options of a long call. @throws {FedzkError} `invalid-argument` */
export function longCallOf(options: LongCallOptions): LongCallOptions {
  const { threads, signal, onProgress } = optionsOf(options, ['threads', 'signal', 'onProgress']);
  return { threads, ...callOptionsOf({ signal, onProgress }) };
}

const MOST_THREADS = 64;

/** Runs work on an engine, and closes it. */
export async function withEngine<T>(
  curve: Curve,
  threads: number | undefined,
  use: (engine: CeremonyEngine) => Promise<T>,
): Promise<T> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    throw unexpected('threads', `an integer from 1 to ${MOST_THREADS}`, threads);
  }
  if (opener === undefined) {
    throw new FedzkError('not-initialized', 'No entry of "@fedzk/prove/ceremony" was imported.');
  }
  const engine = await opener(curve, threads === undefined ? {} : { threads });
  try {
    return await use(engine);
  } finally {
    await engine.close();
  }
}
