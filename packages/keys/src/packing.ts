// Arguments one after the other in the module's buffer, and random bytes among them that were never anywhere else.

import { randomPool, wipe } from '../wasm/fedzk_keys.js';
import { withModule } from './instance.js';
import { result, room, secretResult } from './memory.js';

/** Bytes of their own, which WebCrypto takes too. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** The most random bytes of a call. */
const POOL_BYTES = 4096;

let pool: Uint8Array<ArrayBuffer> | undefined;
let unused = 0;

/** Writes the arguments of a call. */
export class Packing {
  readonly #buffer: Uint8Array;
  #end = 0;

  constructor(buffer: Uint8Array) {
    this.#buffer = buffer;
  }

  /** Adds a part after those before. */
  put(part: Uint8Array): void {
    this.#buffer.set(part, this.#end);
    this.#end += part.length;
  }

  /** Adds random bytes of the platform's generator, at most {@link POOL_BYTES}. */
  random(length: number): void {
    putRandom(this.#buffer, this.#end, length);
    this.#end += length;
  }

  /** A copy of what the call left. */
  take(at: number, length: number): Bytes {
    return result(at, length);
  }

  /** The same, and wipes the buffer up to there. */
  takeSecret(at: number, length: number): Bytes {
    return secretResult(at, length);
  }

  /** Wipes so many bytes of the buffer, from its start. */
  wipe(length: number): void {
    wipe(length);
  }
}

/**
 * Lends the buffer for a call, and wipes what the call left on the module's stack.
 *
 * @param length of all arguments and results
 * @throws {FedzkError} `invalid-argument`, when the module's memory has not as much
 */
export function packing<T>(length: number, call: (buffer: Packing) => T): T {
  const buffer = new Packing(room(length, 'length'));
  try {
    return call(buffer);
  } finally {
    wipe(0);
  }
}

/** Writes random bytes of the platform's generator, at most {@link POOL_BYTES}, into the buffer. */
export function putRandom(buffer: Uint8Array, at: number, length: number): void {
  const drawn = draw(length);
  buffer.set(drawn, at);
  drawn.fill(0);
}

/** A view of random bytes in the module's memory, which nobody else gets. Many are drawn at once: each time costs. */
function draw(length: number): Uint8Array {
  if (pool === undefined || pool.length === 0) {
    const address = withModule(randomPool);
    pool = withModule(({ buffer }) => new Uint8Array(buffer as ArrayBuffer, address, POOL_BYTES));
  }
  if (length > unused) {
    crypto.getRandomValues(pool);
    unused = POOL_BYTES;
  }
  unused -= length;
  return pool.subarray(unused, unused + length);
}
