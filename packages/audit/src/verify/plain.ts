// Guards against readers that change their bytes, return other values, or never answer.

import { onAbort } from '@fedzk/core';
import { unexpected } from '../argument.js';
import { bytesOf } from '../bytes.js';
import type { LogReader } from '../storage/storage.js';

/**
 * Wraps a reader: its bytes are copied, and a signal ends its reads.
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
    ...(typeof reader.readInto === 'function' && {
      readInto(path: string, room: Uint8Array) {
        signal?.throwIfAborted();
        const length: unknown = reader.readInto?.(path, room);
        if (length === undefined || (Number.isSafeInteger(length) && (length as number) >= 0)) {
          return length as number | undefined;
        }
        throw unexpected(`reader.readInto(${JSON.stringify(path)})`, 'a number of bytes or undefined', length);
      },
    }),
  };
}

/** Waits for a promise or for the signal, whichever comes first: a reader may never answer. */
export function ending<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    Promise.resolve(promise).then(resolve, reject).finally(onAbort(signal, abort));
  });
}
