// The buffer in the module's memory through which all arguments and results pass.
import { FedzkError } from '@fedzk/core';
import { buffer, wipe } from '../wasm/fedzk_keys.js';
import { unexpected } from './argument.js';
import { withModule } from './instance.js';

/** The buffer's first size in bytes, so that it grows only for large messages. */
const SMALLEST = 4096;
/** More bytes than the module can address with 32 bits. */
const TOO_MANY = 2 ** 32;

/** The view of the last call. Its length becomes 0 when the module's memory grows. */
let view: Uint8Array<ArrayBuffer> | undefined;

/**
 * Returns the buffer, with room for at least so many bytes.
 *
 * @param name the argument to name in the error if there is not enough memory
 */
export function room(bytes: number, name: string): Uint8Array<ArrayBuffer> {
  return view !== undefined && view.length >= bytes && view.length > 0 ? view : renewed(bytes, name);
}

function renewed(bytes: number, name: string): Uint8Array<ArrayBuffer> {
  return withModule((memory) => {
    const size = Math.max(bytes, SMALLEST);
    const address = size < TOO_MANY ? buffer(size) : 0;
    if (address === 0) throw unexpected(name, "bytes that fit into the module's memory", bytes);
    view = new Uint8Array(memory.buffer as ArrayBuffer, address, size);
    return view;
  });
}

/**
 * Copies a call's result out of the buffer that {@link room} gave. The memory may have grown in the
 * call. The module's stack is not wiped; {@link secretResult} does that.
 */
export function result(start: number, length: number): Uint8Array<ArrayBuffer> {
  return room(start + length, 'length').slice(start, start + length);
}

/** As {@link result}, for a secret: wipes the buffer up to the result's end. */
export function secretResult(start: number, length: number): Uint8Array<ArrayBuffer> {
  const copy = result(start, length);
  wipe(start + length);
  return copy;
}

/** The module's status for success. */
const OK = 0;
/** The module's status for input that is not authentic. */
const REFUSED = 1;

/** The error for input that is not authentic. */
function notAuthentic(): FedzkError {
  return new FedzkError(
    'not-authentic',
    'The input is not authentic: another key, nonce or associated data, or changed bytes.',
  );
}

/**
 * Throws unless a call's status is success.
 *
 * @throws {FedzkError} `not-authentic`; `wasm`: another status, which only an error of this package can cause
 */
export function checkAnswer(status: number): void {
  if (status === REFUSED) throw notAuthentic();
  if (status !== OK) throw new FedzkError('wasm', `The WebAssembly module answers with status ${status}.`);
}

/** The module's answer in place of a handle if it is full. */
const FULL = 0xffff_ffff;

/** Returns a handle. @throws {FedzkError} `invalid-state`: the module holds as many keys as it can */
export function checkHandle(handle: number): number {
  if (handle !== FULL) return handle;
  throw new FedzkError('invalid-state', 'The module holds as many keys as it can, 65,535; dispose of some.');
}
