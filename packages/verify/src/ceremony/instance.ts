import { FedzkError, loadWasm } from '@fedzk/core';
import { initSync, selfTest } from '../../wasm/fedzk_ceremony.js';

type Source = WebAssembly.Module | BufferSource | string;

let source: Source | undefined;
let isReady = false;

/** Sets where the module of ceremonies comes from. Each entry does it once. */
export function provideCeremony(given: Source): void {
  source = given;
}

/**
 * Instantiates the module, once. Whatever calls it does so first. It isn't done on import, since `@fedzk/prove` has these
 * names too, and most of its programs don't use them.
 *
 * @throws {FedzkError} `wasm`
 */
export function ready(): void {
  if (isReady) return;
  if (source === undefined) {
    throw new FedzkError('not-initialized', 'No entry of "@fedzk/verify/ceremony" was imported.');
  }
  loadWasm({ initSync, selfTest }, source);
  isReady = true;
}
