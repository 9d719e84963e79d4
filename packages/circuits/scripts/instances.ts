/**
 * The circuits that keys are made for, and their compiled form.
 */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Prime } from '../src/poseidon-constants.js';
import { compiled, root } from './circom.js';
import { hashOf, keep, removeOthers } from './kept.js';

/** An entry of `circuits.json`. */
export interface Instance {
  readonly name: string;
  /** The security level whose circuit this is; one instance a level. */
  readonly level?: 'standard' | 'enhanced' | 'maximum';
  /** Its main component, relative to this folder's parent. */
  readonly source: string;
  readonly template: string;
  /** The template's parameters, in its order. */
  readonly parameters: Readonly<Record<string, number>>;
  /** circom's name: it says which curve proofs are on. */
  readonly prime: Prime;
  readonly simplification: 'O2';
  /** Names in the order of the public signals. */
  readonly publicSignals: readonly string[];
  readonly constraints: { readonly nonLinear: number; readonly linear: number };
  readonly wires: number;
  /** Of the compiled circuit's file, in lower-case hexadecimal. */
  readonly r1csSha256: string;
}

/** Absolute paths of what the compiler writes. */
export interface InstanceFiles {
  /** The constraints, for a key maker. */
  readonly r1cs: string;
  /** The witness generator, for a prover. */
  readonly wasm: string;
  /** The program that drives the generator, as CommonJS. */
  readonly calculator: string;
  /** A line a signal: its label, its wire or -1, its component, its name. */
  readonly sym: string;
}

/** The compiler's names, and ours. */
const files = [
  ['main.r1cs', 'circuit.r1cs'],
  ['main_js/main.wasm', 'circuit.wasm'],
  ['main_js/witness_calculator.js', 'calculator.cjs'],
  ['main.sym', 'circuit.sym'],
] as const;

/** The parameters of a `gradient_update`, as @fedzk/prove names them. */
export interface Shape {
  readonly n: number;
  readonly bits: 4 | 8 | 16;
  readonly headroom: number;
}

/** @throws Error where the instance is of another template */
export function shapeOf({ name, template, parameters: { n, b, h } }: Instance): Shape {
  if (template !== 'GradientUpdate' || n === undefined || h === undefined || (b !== 4 && b !== 8 && b !== 16)) {
    throw new Error(`${name} is no gradient_update`);
  }
  return { n, bits: b, headroom: h };
}

/** What `circuits.json` lists. */
export function readInstances(): Instance[] {
  return JSON.parse(readFileSync(join(root, 'circuits.json'), 'utf8')) as Instance[];
}

/**
 * Compiles an instance of `circuits.json`, by its name, or one that isn't listed, into `<build>/<name>/<hash>`, unless
 * that is there already. The hash is of all that the outcome depends on: sources, constants, options and the compiler's
 * version. Outcomes of other sources are removed. Several processes may call it at once.
 *
 * It blocks while it compiles: some 5 s for 8,000 constraints, 20 to 45 s for 100,000.
 *
 * @throws Error where the list has no such name, or with what the compiler says.
 */
export function buildInstance(which: string | Instance, build: string = join(root, 'build')): InstanceFiles {
  const instance = typeof which === 'string' ? readInstances().find(({ name }) => name === which) : which;
  if (!instance) throw new Error(`circuits.json has no ${which}`);
  const folder = join(
    build,
    instance.name,
    hashOf(instance.prime, [JSON.stringify(files), instance.source, instance.simplification]),
  );
  const made = keep(folder, (fresh) =>
    compiled(readFileSync(join(root, instance.source), 'utf8'), instance, (out) => {
      for (const [from, to] of files) copyFileSync(join(out, from), join(fresh, to));
    }),
  );
  if (made) removeOthers(folder);
  const [r1cs, wasm, calculator, sym] = files.map(([, name]) => join(folder, name)) as [string, string, string, string];
  return { r1cs, wasm, calculator, sym };
}
