// The buffer in the module's memory, through which everything goes in and out.
import { FedzkError } from '@fedzk/core';
import { buffer, wipe } from '../wasm/fedzk_keys.js';
import { unexpected } from './argument.js';
import { withModule } from './instance.js';

/** What the buffer has from the start on, so that it grows for large messages only. */
const SMALLEST = 4096;
/** More than the module can have; its numbers have 32 bits. */
const TOO_MANY = 2 ** 32;

/** The view of the last call. When the module's memory grows it comes to have the length 0. */
let view: Uint8Array<ArrayBuffer> | undefined;

/**
 * The buffer, of at least so many bytes.
 *
 * @param name the argument that is to be blamed where there is not as much memory
 */
export function room(bytes: number, name: string): Uint8Array<ArrayBuffer> {
  return view !== undefined && view.length >= bytes && view.length > 0 ? view : renewed(bytes, name);
}

function renewed(bytes: number, name: string): Uint8Array<ArrayBuffer> {
  return withModule((memory) => {
    const size = Math.max(bytes, SMALLEST);
    const address = size < TOO_MANY ? buffer(size) : 0;
    if (address === 0) throw unexpected(name, "what the module's memory has room for", bytes);
    view = new Uint8Array(memory.buffer as ArrayBuffer, address, size);
    return view;
  });
}

/**
 * A copy of what a call left in the buffer, which it asked {@link room} for. The memory may have grown in the call. What the
 * call left on the module's stack is not wiped: {@link secretResult}.
 */
export function result(start: number, length: number): Uint8Array<ArrayBuffer> {
  return room(start + length, 'length').slice(start, start + length);
}

/** The same of something secret, and the buffer wiped up to its end. */
export function secretResult(start: number, length: number): Uint8Array<ArrayBuffer> {
  const copy = result(start, length);
  wipe(start + length);
  return copy;
}

/** What the module answers: done. */
const OK = 0;
/** What the module answers: not authentic. */
const REFUSED = 1;

/** The error for what did not authenticate. */
function notAuthentic(): FedzkError {
  return new FedzkError(
    'not-authentic',
    'The input is not authentic: another key, nonce or associated data, or changed bytes.',
  );
}

/**
 * Throws unless the answer is that all is done.
 *
 * @throws {FedzkError} `not-authentic`; `wasm` for what can only mean that this package called the module wrongly
 */
export function checkAnswer(status: number): void {
  if (status === REFUSED) throw notAuthentic();
  if (status !== OK) throw new FedzkError('wasm', `The WebAssembly module answers with status ${status}.`);
}

/** What the module answers in place of a handle where it is full. */
const FULL = 0xffff_ffff;

/** A handle, where the module holds fewer keys than it can. */
export function checkHandle(handle: number): number {
  if (handle !== FULL) return handle;
  throw new FedzkError('invalid-state', 'The module holds as many keys as it can, 65,535; dispose of some.');
}
