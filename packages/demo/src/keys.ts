/** The circuit of the demo and its development key, made the first time. */
import { readFileSync } from 'node:fs';
import { DEMO_INSTANCE, developmentKey } from '../../../circuits/scripts/keys.js';
import type { ProvingFiles } from './prover.js';

/** Compiles the circuit and makes its key, unless they are there. */
export function provingFiles(): ProvingFiles {
  const { wasm, zkey } = developmentKey(DEMO_INSTANCE);
  return { wasm: readFileSync(wasm), zkey: readFileSync(zkey) };
}
