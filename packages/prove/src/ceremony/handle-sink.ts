import { FedzkError, methodsOf } from '@fedzk/core';
import type { CeremonySink } from './sink.js';

/** What is used of a browser's `FileSystemWritableFileStream`. */
interface Writable {
  write(data: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

/** A browser's `FileSystemFileHandle`. */
export interface WritableHandle {
  createWritable(): Promise<Writable>;
}

/**
 * Makes a sink of a file that a browser's user has chosen, or one of its private file system. The browser writes to a copy, and
 * swaps it for the file at the end. It can't be read back, so powers of τ need another sink, such as `memorySink()`.
 *
 * @throws {FedzkError} `invalid-argument`; the sink's calls reject with `storage`
 *
 * @example
 * ```ts
 * const handle = await showSaveFilePicker({ suggestedName: 'circuit_0004.zkey' });
 * await contribute(file, handleSink(handle), { name: 'Alice' });
 * ```
 */
export function handleSink(handle: WritableHandle): CeremonySink {
  const own = methodsOf(handle, ['createWritable'], 'handle', 'a FileSystemFileHandle');
  let stream: Promise<Writable> | undefined;
  const writable = (): Promise<Writable> => {
    stream ??= own.createWritable();
    return stream;
  };
  return {
    write: (part) => stored(async () => (await writable()).write(new Uint8Array(part))),
    read: async () => {
      throw new FedzkError('unsupported', 'This sink can’t be read back, which powers of τ need: use memorySink().');
    },
    commit: () => stored(async () => (await writable()).close()),
    abort: async () => {
      if (stream === undefined) return;
      await stream.then((writing) => writing.abort()).catch(() => {}); // its copy is dropped with the page
    },
  };
}

async function stored<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'an unknown reason';
    throw new FedzkError('storage', `The file can’t be written: ${reason}. Check its place, and the room there.`, {
      cause,
    });
  }
}
