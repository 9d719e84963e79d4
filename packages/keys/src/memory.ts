// The module's buffer: calls read their arguments from its start on, and leave their results there.

import { FedzkError } from '@fedzk/core';
import { buffer as bufferAddress, wipe } from '../wasm/fedzk_keys.js';
import { withModule } from './instance.js';

/** The least that the buffer has, so that it doesn't grow with each message that is a little longer. */
const LEAST_BYTES = 4096;

let [size, address] = [0, 0];
let bytes = new Uint8Array(0);

/** The buffer for the length of a call. */
export interface Buffer {
  /** Adds a part after those before. */
  put(part: Uint8Array): void;
  /** Adds random bytes. */
  random(length: number): void;
  /** A copy of some of it. */
  take(at: number, length: number): Uint8Array;
  /** The same, and wipes the buffer up to there. */
  takeSecret(at: number, length: number): Uint8Array;
}

let end = 0;

const view: Buffer = {
  put(part) {
    bytes.set(part, address + end);
    end += part.length;
  },
  random(length) {
    crypto.getRandomValues(bytes.subarray(address + end, address + end + length));
    end += length;
  },
  take(at, length) {
    refresh();
    return bytes.slice(address + at, address + at + length);
  },
  takeSecret(at, length) {
    const part = view.take(at, length);
    wipe(at + length);
    return part;
  },
};

/**
 * Lends the buffer, which has room for so many bytes. Not for calls within calls.
 *
 * @throws {FedzkError} `invalid-argument`, when the module's memory has not as much
 */
export function withBuffer<T>(length: number, call: (buffer: Buffer) => T): T {
  if (length > size || size === 0) grow(length);
  refresh();
  end = 0;
  return call(view);
}

function grow(length: number): void {
  const wanted = Math.max(LEAST_BYTES, length);
  const at = withModule(() => bufferAddress(wanted));
  if (at === 0) {
    throw new FedzkError(
      'invalid-argument',
      `The module's memory has no room for ${length} bytes; take fewer at a time.`,
    );
  }
  [size, address] = [wanted, at];
}

/** Views end when memory grows. */
function refresh(): void {
  if (bytes.length === 0) bytes = withModule(({ buffer }) => new Uint8Array(buffer));
}
