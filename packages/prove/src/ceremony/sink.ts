/** Where a ceremony's file is written to. */
import { methodsOf } from '@fedzk/core';

/**
 * A file that is written from its start to its end, and appears under its name as a whole. {@link CeremonySink.commit} and
 * {@link CeremonySink.abort} end its use.
 */
export interface CeremonySink {
  /** Appends bytes. They are not changed after the call, and may be kept. */
  write(part: Uint8Array): Promise<void>;
  /** Reads back what was written. */
  read(at: number, length: number): Promise<Uint8Array>;
  /** Makes the file durable and gives it its name. */
  commit(): Promise<void>;
  /** Drops what was written. Doesn't reject. */
  abort(): Promise<void>;
}

/** Checks a caller's sink. @throws {FedzkError} `invalid-argument` */
export function sinkOf(sink: CeremonySink): CeremonySink {
  return methodsOf(sink, ['write', 'read', 'commit', 'abort'], 'sink', 'a CeremonySink, such as fileSink(path) makes');
}

/** Runs what writes a file; commits if it returns, aborts if it throws. */
export async function into<T>(
  sink: CeremonySink,
  signal: AbortSignal | undefined,
  write: () => Promise<T>,
): Promise<T> {
  try {
    signal?.throwIfAborted();
    const result = await write();
    signal?.throwIfAborted();
    await sink.commit();
    return result;
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** A sink in memory, whose bytes are there once it is committed. */
export interface MemorySink extends CeremonySink {
  /** The file; undefined before it is committed. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * Makes a sink in memory, for files of some megabytes.
 *
 * @example
 * ```ts
 * const sink = memorySink();
 * await contribute(zkey, sink, { name: 'Alice' });
 * const next = sink.bytes;
 * ```
 */
export function memorySink(): MemorySink {
  let written = new Uint8Array(1 << 16);
  let length = 0;
  let whole: Uint8Array | undefined;
  return {
    get bytes() {
      return whole;
    },
    async write(part) {
      if (length + part.length > written.length) {
        const larger = new Uint8Array(Math.max(2 * written.length, length + part.length));
        larger.set(written.subarray(0, length));
        written = larger;
      }
      written.set(part, length);
      length += part.length;
    },
    read: async (at, count) => written.slice(at, at + count),
    async commit() {
      whole = written.slice(0, length);
    },
    async abort() {
      length = 0;
      written = new Uint8Array(0);
    },
  };
}
