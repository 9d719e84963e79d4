/** Keys of all instances; `@fedzk/circuits` brings three. circom2, which is GPL and no part of a package, compiles the circuits. */
import { readFile } from 'node:fs/promises';
import { readInstances, shapeOf } from '../../circuits/scripts/instances.js';
import { developmentKey } from '../../circuits/scripts/keys.js';
import type { ProvingKey } from './prover.js';

/** Gives the key of a circuit by its name in `circuits.json`, made the first time. */
export async function keyOf(circuit: string): Promise<ProvingKey> {
  const instance = readInstances().find(({ name }) => name === circuit);
  if (instance === undefined) throw new Error(`circuits.json has no ${circuit}`);
  return { zkey: await readFile(developmentKey(instance).zkey), shape: shapeOf(instance) };
}
