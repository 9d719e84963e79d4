import { FedzkError, loadWasm } from '@fedzk/core';
// By name: what the glue has beside these, such as fetching its module, stays out of bundles.
import { backend, initSync, selfTest } from '../wasm/fedzk_verify.js';

let memory: WebAssembly.Memory | undefined;

/** A build of the module: `fma` has Fp2 on fused multiply-add, twice as fast where there is such an instruction. */
export type Backend = 'portable' | 'fma';

/** Instantiates the module, which an entry does once. */
export function instantiate(source: WebAssembly.Module | BufferSource | string): void {
  memory = loadWasm({ initSync, selfTest }, source).memory;
}

/**
 * Calls the module, with a clear error where the `slim` entry was not initialised.
 *
 * @param call gets the module's memory, whose buffer is another one after each growth
 */
export function withModule<T>(call: (memory: WebAssembly.Memory) => T): T {
  if (memory !== undefined) return call(memory);
  throw new FedzkError('not-initialized', 'Call initSync() or await init() of "@fedzk/verify/slim" first.');
}

/** Which build is in use. */
export function backendInUse(): Backend {
  return withModule(backend) as Backend;
}
