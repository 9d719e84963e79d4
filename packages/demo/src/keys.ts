/** Development keys of the circuit `gradient_update`, made the first time. */
import { readFileSync } from 'node:fs';
import type { GradientUpdateShape } from '@fedzk/prove';
import { readInstances, shapeOf } from '../../../circuits/scripts/instances.js';
import { DEMO_INSTANCE, developmentKey } from '../../../circuits/scripts/keys.js';

/** What proofs are made with. */
export interface ProvingKey {
  /** As snarkjs writes it. */
  readonly zkey: Uint8Array;
  /** The circuit that it is for. */
  readonly shape: GradientUpdateShape;
}

/** Compiles a circuit of `circuits.json` and makes its key, unless they are there. */
export function provingKey(instance: string = DEMO_INSTANCE): ProvingKey {
  const found = readInstances().find(({ name }) => name === instance);
  if (found === undefined) throw new Error(`circuits.json has no ${instance}`);
  return { zkey: readFileSync(developmentKey(found).zkey), shape: shapeOf(found) };
}
