// The witness of one circuit, by each program that can compute it.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type CircomInputs, createCircomWitness, createGradientUpdateWitness } from '@fedzk/prove';
import { type Inputs, wtns } from 'snarkjs';
import { shapeOf } from '../../../packages/circuits/scripts/instances.js';
import { requireSame, type Subject } from '../contenders.js';
import type { Prepared } from './circuits.js';

/** A contender that returns a `.wtns` file. */
interface Generator {
  readonly name: string;
  run(): Promise<Uint8Array>;
}

/** The program that circom writes beside a module. snarkjs contains a copy of it. */
type BuildCalculator = (wasm: Uint8Array) => Promise<{
  calculateWTNSBin(inputs: Inputs, sanityCheck: number): Promise<Uint8Array>;
}>;

export const OWN = 'fedzk, its own circuit';
export const TYPED = 'fedzk, typed array';
export const SNARKJS = 'snarkjs';
export const CIRCOM = 'circom, module kept';

/**
 * Compares the witnesses of all contenders.
 *
 * @throws if their bytes differ
 */
export async function witnessSubject({ circuit, files, inputs, wtns: expected }: Prepared): Promise<Subject> {
  const own = await createGradientUpdateWitness({ curve: circuit.curve, ...shapeOf(circuit.instance) });
  const generators = [
    { name: OWN, run: () => own.witness(inputs as CircomInputs) },
    ...(await generatorsOf(readFileSync(files.wasm), files.calculator, inputs)),
  ];
  const given: Record<string, Uint8Array> = { expected };
  for (const { name, run } of generators) given[name] = await run();
  requireSame(`witness, ${circuit.name}`, given);
  return { name: `witness, ${circuit.name}`, contenders: generators };
}

/**
 * Makes the contenders. The gradient is an array of plain numbers unless the name says otherwise.
 */
async function generatorsOf(
  wasm: Uint8Array,
  calculator: string,
  inputs: Prepared['inputs'],
): Promise<readonly Generator[]> {
  const plain = { ...inputs, x: Array.from(inputs.x) } as Inputs;
  const ours = await createCircomWitness(wasm);
  const build = createRequire(import.meta.url)(calculator) as BuildCalculator;
  const circom = await build(wasm);
  return [
    { name: 'fedzk', run: () => ours.witness(plain as CircomInputs) },
    { name: TYPED, run: () => ours.witness(inputs as CircomInputs) },
    {
      name: 'fedzk, module compiled',
      run: async () => (await createCircomWitness(wasm)).witness(plain as CircomInputs),
    },
    { name: SNARKJS, run: () => bySnarkjs(plain, wasm) },
    { name: CIRCOM, run: () => circom.calculateWTNSBin(plain, 0) },
  ];
}

/** Computes a witness with snarkjs, whose API compiles the module each time. */
async function bySnarkjs(inputs: Inputs, wasm: Uint8Array): Promise<Uint8Array> {
  const out: { readonly type: 'mem'; data?: Uint8Array } = { type: 'mem' };
  await wtns.calculate(inputs, wasm, out);
  if (out.data === undefined) throw new Error('snarkjs wrote no witness');
  return out.data;
}
