/** The circuit of the demo and its development key, made the first time. */
import { readFileSync } from 'node:fs';
import { developmentKey } from '../../../circuits/scripts/keys.js';
import type { ProvingFiles } from './prover.js';

const INSTANCE = 'gradient-update-650x8';

/** Compiles the circuit and makes its key, unless they are there. */
export function provingFiles(): ProvingFiles {
  const { wasm, zkey } = developmentKey(INSTANCE);
  return { wasm: readFileSync(wasm), zkey: readFileSync(zkey) };
}
