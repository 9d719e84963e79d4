/** Keys of all instances; `@fedzk/circuits` brings three. circom2, which is GPL and no part of a package, compiles the circuits. */
import { readFile } from 'node:fs/promises';
import { readInstances, shapeOf } from '../../circuits/scripts/instances.js';
import { developmentKey } from '../../circuits/scripts/keys.js';
import { developmentManifest } from '../../circuits/src/development-manifest.node.js';
import type { ProvingKey } from './prover.js';

/** Gives the key of a circuit by its name in `circuits.json`, made the first time. */
export async function keyOf(circuit: string): Promise<ProvingKey> {
  const instance = readInstances().find(({ name }) => name === circuit);
  if (instance === undefined) throw new Error(`circuits.json has no ${circuit}`);
  const files = developmentKey(instance);
  const [zkey, vkey] = [await readFile(files.zkey), JSON.parse(await readFile(files.vkey, 'utf8'))];
  const { name, prime, publicSignals, r1csSha256 } = instance;
  const constraints = instance.constraints.nonLinear + instance.constraints.linear;
  const curve = prime === 'bn128' ? 'bn254' : 'bls12-381';
  const lowest = curve === 'bn254' ? 'standard' : 'maximum';
  const facts = { name, curve, level: instance.level ?? lowest, constraints, publicSignals, r1csSha256 } as const;
  return { zkey, shape: shapeOf(instance), manifest: developmentManifest(facts, { zkey, vkey }) };
}
