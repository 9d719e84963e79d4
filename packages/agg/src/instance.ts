import { loadWasm } from '@fedzk/core';
// By name: what the glue has beside these, such as fetching its module, stays out of bundles.
import { initSync, selfTest } from '../wasm/fedzk_agg.js';

/** Instantiates the module, which an entry does once. */
export function instantiate(source: WebAssembly.Module | BufferSource | string): void {
  loadWasm({ initSync, selfTest }, source);
}
