import { loadWasm } from '@fedzk/core';
// Imports by name keep the rest of the glue, such as fetching the module, out of bundles.
import { initSync, selfTest } from '../wasm/fedzk_audit.js';

/** Instantiates the module, which an entry does once. */
export function instantiate(source: WebAssembly.Module | BufferSource | string): void {
  loadWasm({ initSync, selfTest }, source);
}
