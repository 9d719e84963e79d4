// Sources of bytes with random access, such as proving keys. Their parts are read when they are used, so that a large file
// need not be in memory as a whole.

import { unexpected } from './argument.js';
import { plainView } from './bytes.js';
import { counted } from './counted.js';
import { describe } from './describe.js';
import { FedzkError, type FedzkErrorCode } from './errors.js';
import { fieldsOf } from './options.js';

/** A source of bytes with random access, such as an open file. */
export interface KeySource {
  /** Its length in bytes. */
  readonly size: number;
  /**
   * Reads `length` bytes from `offset` on. They are not written to, and must not change until the call that reads them is
   * done.
   */
  read(offset: number, length: number, signal?: AbortSignal): Uint8Array | Promise<Uint8Array>;
}

/** A file such as a proving key: its bytes, a `Blob` such as a file that a user has chosen, or a {@link KeySource}. */
export type KeyInput = Uint8Array | Blob | KeySource;

/**
 * Makes the source for a caller's file.
 *
 * @param name the argument's, for messages
 * @param code the error's code if a source reads another length than it was asked for
 * @throws {FedzkError} `invalid-argument`
 */
export function sourceOf(input: unknown, name: string, code: FedzkErrorCode): KeySource {
  const bytes = plainView(input, ['Uint8Array']);
  if (bytes !== undefined) {
    return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
  }
  if (isBlob(input)) {
    return {
      size: input.size,
      read: async (at, length) => new Uint8Array(await input.slice(at, at + length).arrayBuffer()),
    };
  }
  const size = sizeOf(input, name);
  if (size !== undefined) return checked(input as KeySource, size, name, code);
  throw unexpected(name, 'a Uint8Array, a Blob, or an object with "size" and "read"', input);
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
function sizeOf(value: unknown, name: string): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { size, read } = fieldsOf(value as Partial<KeySource>, ['size', 'read'], name);
  return Number.isSafeInteger(size) && typeof read === 'function' ? size : undefined;
}

/** Wraps a caller's source. Checks that each part has the requested length. */
function checked(source: KeySource, size: number, name: string, code: FedzkErrorCode): KeySource {
  return {
    size,
    async read(offset, length, signal) {
      const read: unknown = await source.read(offset, length, signal);
      const bytes = plainView(read, ['Uint8Array']);
      if (bytes?.length === length) return bytes;
      const got = bytes === undefined ? describe(read) : `${bytes.length}`;
      throw new FedzkError(code, `"${name}" expected read() to return ${counted(length, 'byte')}, got ${got}.`);
    },
  };
}
