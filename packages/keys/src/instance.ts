import { FedzkError, loadWasm } from '@fedzk/core';
// By name: what the glue has beside these, such as fetching its module, stays out of bundles.
import { backend as backendOf, initSync, selfTest } from '../wasm/fedzk_keys.js';

/** Unexported: whoever has it reads every key. */
let memory: WebAssembly.Memory | undefined;

/** A build of the module: `relaxed` looks up with relaxed SIMD, a third faster where engines have it. */
export type Backend = 'strict' | 'relaxed';

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
  throw new FedzkError('not-initialized', 'Call initSync() or await init() of "@fedzk/keys/slim" first.');
}

/**
 * Which build of the module is in use.
 *
 * @example
 * ```ts
 * backend(); // 'relaxed' where the engine has relaxed SIMD, 'strict' elsewhere
 * ```
 */
export function backend(): Backend {
  return withModule(backendOf) as Backend;
}
