/**
 * The source of a proving key. Its parts are read when they are used, so that it need not be in memory as a whole.
 */
import { counted, describe, FedzkError, fieldsOf, plainView, unexpected } from '@fedzk/core';

/** A source of bytes with random access, such as an open file. */
export interface KeySource {
  /** Its length in bytes. */
  readonly size: number;
  /**
   * Reads `length` bytes from `offset` on. They are not written to, and must not change until the proof is made.
   */
  read(offset: number, length: number, signal?: AbortSignal): Uint8Array | Promise<Uint8Array>;
}

/** A proving key: its bytes, a `Blob` such as a file that a user has chosen, or a {@link KeySource}. */
export type KeyInput = Uint8Array | Blob | KeySource;

/** Makes the source for a caller's key. */
export function sourceOf(zkey: unknown): KeySource {
  const bytes = plainView(zkey, ['Uint8Array']);
  if (bytes !== undefined) {
    return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
  }
  if (isBlob(zkey)) {
    return {
      size: zkey.size,
      read: async (at, length) => new Uint8Array(await zkey.slice(at, at + length).arrayBuffer()),
    };
  }
  const size = sizeOf(zkey);
  if (size !== undefined) return checked(zkey as KeySource, size);
  throw unexpected('zkey', 'a Uint8Array, a Blob, or an object with "size" and "read"', zkey);
}

/** Recognises a Blob of any realm. */
function isBlob(value: unknown): value is Blob {
  let tag: string;
  try {
    tag = Object.prototype.toString.call(value);
  } catch {
    return false; // a proxy or getter that throws
  }
  return tag === '[object Blob]' || tag === '[object File]';
}

/** Returns the size of a source; undefined for anything else. */
function sizeOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { size, read } = fieldsOf(value as Partial<KeySource>, ['size', 'read'], 'zkey');
  return Number.isSafeInteger(size) && typeof read === 'function' ? size : undefined;
}

/** Wraps a caller's source. Checks that each part has the requested length. */
function checked(source: KeySource, size: number): KeySource {
  return {
    size,
    async read(offset, length, signal) {
      const read: unknown = await source.read(offset, length, signal);
      const bytes = plainView(read, ['Uint8Array']);
      if (bytes?.length === length) return bytes;
      const got = bytes === undefined ? describe(read) : `${bytes.length}`;
      throw new FedzkError(
        'invalid-proving-key',
        `"zkey" expected read() to return ${counted(length, 'byte')}, got ${got}.`,
      );
    },
  };
}
