import { loadWasm } from '@fedzk/core';
import { initSync, selfTest } from '../../wasm/fedzk_ceremony.js';

/** Instantiates the module of ceremonies. Each entry does it once. */
export function instantiateCeremony(source: WebAssembly.Module | BufferSource | string): void {
  loadWasm({ initSync, selfTest }, source);
}
