// What is read of a log that anybody may have written.

import { unexpected } from '../argument.js';
import { bytesOf } from '../bytes.js';
import type { LogReader } from '../storage/storage.js';
import { tilePath } from '../tree/paths.js';
import { TILE_WIDTH } from '../tree/tree.js';

/** A tile or bundle that was read. */
export interface Part {
  /** Where it was found, or where it should have been. */
  readonly path: string;
  readonly bytes: Uint8Array | undefined;
  /** How many hashes or entries there have to be. */
  readonly width: number;
}

/** Reads a tile or bundle; where a partial one is gone its full one, which may have more than was asked for. */
export async function readPart(
  reader: LogReader,
  level: number | 'entries',
  index: number,
  width: number,
): Promise<Part> {
  const path = tilePath(level, index, width);
  const bytes = await reader.read(path);
  if (bytes !== undefined || width === TILE_WIDTH) return { path, bytes, width };
  const full = tilePath(level, index);
  const all = await reader.read(full);
  return all === undefined ? { path, bytes, width } : { path: full, bytes: all, width: TILE_WIDTH };
}

/**
 * A reader whose bytes are copies, which nobody changes afterwards, and which ends with a signal.
 *
 * @throws {FedzkError} `invalid-argument`, on reading: it gave something else than a Uint8Array
 */
export function plainReader(reader: LogReader, signal: AbortSignal | undefined): LogReader {
  return {
    async read(path) {
      signal?.throwIfAborted();
      const given: unknown = await ending(reader.read(path), signal);
      const bytes = bytesOf(given);
      if (bytes !== undefined || given === undefined) return bytes;
      throw unexpected(`reader.read(${JSON.stringify(path)})`, 'a Uint8Array or undefined', given);
    },
  };
}

/** What a promise gives, unless the signal comes first: a reader may never answer. */
function ending<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const done = (): void => signal.removeEventListener('abort', abort);
    Promise.resolve(promise).then(resolve, reject).finally(done);
  });
}
