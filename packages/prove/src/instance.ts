import { FedzkError, loadWasm } from '@fedzk/core';
// By name: what the glue has beside these, such as fetching its module, stays out of bundles.
import { type Bytes, initSync, selfTest } from '../wasm/fedzk_prove.js';

let memory: WebAssembly.Memory | undefined;

/** Instantiates the module, which an entry does once. */
export function instantiate(source: WebAssembly.Module | BufferSource | string): void {
  memory = loadWasm({ initSync, selfTest }, source).memory;
}

/** @throws {FedzkError} `not-initialized` */
export function checkLoaded(): WebAssembly.Memory {
  if (memory !== undefined) return memory;
  throw new FedzkError('not-initialized', 'The module of "@fedzk/prove" was not instantiated.');
}

/** A copy of secret bytes of the module's, which are overwritten there. */
export function take(bytes: Bytes): Uint8Array {
  try {
    return new Uint8Array(checkLoaded().buffer, bytes.byteOffset(), bytes.length()).slice();
  } finally {
    bytes.free();
  }
}
