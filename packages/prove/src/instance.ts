import { FedzkError, loadWasm } from '@fedzk/core';
// By name: what the glue has beside these, such as fetching its module, stays out of bundles.
import { initSync, selfTest } from '../wasm/fedzk_prove.js';

let loaded = false;

/** Instantiates the module, which an entry does once. */
export function instantiate(source: WebAssembly.Module | BufferSource | string): void {
  loadWasm({ initSync, selfTest }, source);
  loaded = true;
}

/** @throws {FedzkError} `not-initialized` */
export function checkLoaded(): void {
  if (!loaded) throw new FedzkError('not-initialized', 'The module of "@fedzk/prove" was not instantiated.');
}
