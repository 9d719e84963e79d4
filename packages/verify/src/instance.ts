import { FedzkError, loadWasm } from '@fedzk/core';
// Imported by name, so that the rest of the glue, such as fetching its module, stays out of bundles.
import { backend, initSync, selfTest } from '../wasm/fedzk_verify.js';

let memory: WebAssembly.Memory | undefined;

/** A build of the module. `fma` computes in Fp2 by fused multiply-add, and needs a machine with that instruction. */
export type Backend = 'portable' | 'fma';

/** Instantiates the module. Each entry does it once. */
export function instantiate(source: WebAssembly.Module | BufferSource | string): void {
  memory = loadWasm({ initSync, selfTest }, source).memory;
}

/**
 * Calls the module.
 *
 * @param call gets the module's memory. Its buffer is replaced whenever it grows
 * @throws {FedzkError} `not-initialized`: the entry `slim` was not initialised
 */
export function withModule<T>(call: (memory: WebAssembly.Memory) => T): T {
  if (memory !== undefined) return call(memory);
  throw new FedzkError('not-initialized', 'Call initSync() or await init() of "@fedzk/verify/slim" first.');
}

/** Returns the build in use. */
export function backendInUse(): Backend {
  return withModule(backend) as Backend;
}
