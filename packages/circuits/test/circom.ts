/**
 * Compiled circuits for tests: their constraints, their wires by name, and the compiler's witness generator.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Edit, type Options, root, withCompiled } from '../scripts/circom.js';
import { buildInstance, type InstanceFiles } from '../scripts/instances.js';
import { parseR1cs, type R1cs } from './r1cs.js';

export { type Edit, type Options, root };

const require = createRequire(import.meta.url);

/** Named signals of a circuit; a name is circom's, such as `main.x[0]`. */
export type Signals = ReadonlyMap<string, bigint>;

/** A circuit's constraints, to which any witness can be put. */
export interface Constraints {
  readonly r1cs: R1cs;
  /** Wire number of each signal, -1 where the simplification removed it. */
  readonly wires: ReadonlyMap<string, number>;
}

export interface Circuit extends Constraints {
  /** The compiler's files, for a prover. */
  readonly files: { readonly r1cs: Uint8Array; readonly wasm: Uint8Array };
  /** The compiler's witness: the values of all wires. Throws when the inputs don't satisfy the circuit. */
  calculate(inputs: Readonly<Record<string, bigint | readonly bigint[]>>): Promise<bigint[]>;
}

/** Compiles `source`, which may include what a file in `circom/instances` may. */
export function compile(source: string, options: Options = {}, edits: readonly Edit[] = []): Circuit {
  const read = (out: string): Circuit =>
    readCircuit({
      r1cs: join(out, 'main.r1cs'),
      sym: join(out, 'main.sym'),
      wasm: join(out, 'main_js/main.wasm'),
      calculator: join(out, 'main_js/witness_calculator.js'),
    });
  return withCompiled(source, options, read, edits);
}

/** An instance of `circuits.json`, compiled once and kept. */
export function built(name: string): Circuit {
  return readCircuit(buildInstance(name));
}

/** The same without a witness generator, in two thirds of the time. */
export function constrain(source: string, options: Options = {}, edits: readonly Edit[] = []): Constraints {
  const read = (out: string): Constraints =>
    readConstraints({ r1cs: join(out, 'main.r1cs'), sym: join(out, 'main.sym') });
  return withCompiled(source, { ...options, wasm: false }, read, edits);
}

/** A main component of UpdateSlice(n, b) with its four public inputs. */
export function slice(n: number, b: number): string {
  return main('update_slice', 'rho, tag, sum, normSq', `UpdateSlice(${n}, ${b})`);
}

export function compileSlice(n: number, b: number, options: Options = {}): Circuit {
  return compile(slice(n, b), options);
}

/** A main component of a template in `circom/<file>.circom`. */
export function main(file: string, publicInputs: string, component: string): string {
  return `pragma circom 2.2.0;
include "../${file}.circom";
component main { public [${publicInputs}] } = ${component};
`;
}

/** The witness in which every wire has the value of its signal: a forger writes one so, without the compiler's help. */
export function toWitness(circuit: Constraints, signals: Signals): bigint[] {
  const witness = new Array<bigint>(circuit.r1cs.wires).fill(0n);
  witness[0] = 1n;
  for (const [name, wire] of circuit.wires) {
    const value = signals.get(name);
    if (value === undefined) throw new Error(`no value for ${name}`);
    if (wire >= 0) witness[wire] = modulo(value, circuit.r1cs.prime);
  }
  return witness;
}

export function modulo(value: bigint, prime: bigint): bigint {
  return ((value % prime) + prime) % prime;
}

type WitnessCalculator = { calculateWitness(inputs: object, sanityCheck: number): Promise<bigint[]> };

function readConstraints({ r1cs, sym }: Pick<InstanceFiles, 'r1cs' | 'sym'>): Constraints {
  const wires = new Map<string, number>();
  for (const line of readFileSync(sym, 'utf8').trim().split('\n')) {
    const [, wire, , name] = line.split(',');
    if (wire === undefined || name === undefined) throw new Error(`not a line of a .sym file: ${line}`);
    wires.set(name, Number(wire));
  }
  return { r1cs: parseR1cs(readFileSync(r1cs)), wires };
}

function readCircuit(paths: InstanceFiles): Circuit {
  const files = { r1cs: readFileSync(paths.r1cs), wasm: readFileSync(paths.wasm) };
  const builder = require(paths.calculator) as (code: Uint8Array) => Promise<WitnessCalculator>;
  const calculator = builder(files.wasm);
  const calculate: Circuit['calculate'] = async (inputs) => (await calculator).calculateWitness(inputs, 1);
  return { ...readConstraints(paths), files, calculate };
}
