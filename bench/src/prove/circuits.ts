// The circuits of the security levels: development keys, and a gradient to prove.

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CircomInputs, createCircomWitness } from '@fedzk/prove';
import type { VerificationKeyJson } from '@fedzk/verify';
import { SECURITY_LEVELS } from '@fedzk/verify/levels';
import { type Instance, readInstances } from '../../../packages/circuits/scripts/instances.js';
import type { KeyFiles } from '../../../packages/circuits/scripts/keys.js';
import { primes } from '../../../packages/circuits/src/poseidon-constants.js';
import { statement } from '../../../packages/circuits/test/gradient.js';
import { lines, must } from '../../../scripts/lib/process.mjs';
import { step } from '../../../scripts/lib/steps.mjs';
import { CURVES, type Curve } from '../curves.js';

/** A circuit to prove. */
export interface Circuit {
  /** The rounded size of its level and its curve, such as "10k, BN254". */
  readonly name: string;
  readonly curve: Curve;
  readonly instance: Instance;
  /** Folder of the compiled circuit. Default: that of the instances. */
  readonly build?: string;
}

/** The bytes of the files, and the statement. */
export interface Statement {
  readonly zkey: Uint8Array;
  readonly wtns: Uint8Array;
  readonly verificationKey: VerificationKeyJson;
  readonly publicSignals: readonly string[];
}

/** A circuit with its files and its statement. */
export interface Prepared extends Statement {
  readonly circuit: Circuit;
  readonly files: KeyFiles;
  /** Inputs of the circuit: the gradient as a typed array, all others as bigints. */
  readonly inputs: Readonly<Record<string, bigint>> & { readonly x: Int8Array };
}

/** Folder of the circuits that the bench compiles. */
const BUILD = fileURLToPath(new URL('../../wasm/circuits/', import.meta.url));

/**
 * Returns the instance of each level, the smallest first. One over another curve comes after the
 * same over BN254.
 */
export function circuits(): Circuit[] {
  return readInstances().flatMap((instance) => {
    if (instance.level === undefined) return [];
    if (instance.prime === 'bn128') return [circuitOf(instance)];
    const name = `${instance.name}-bn128`;
    return [circuitOf({ ...instance, name, prime: 'bn128' }, BUILD), circuitOf(instance)];
  });
}

function circuitOf(instance: Instance, build?: string): Circuit {
  if (instance.level === undefined) throw new Error(`${instance.name} is of no level`);
  const curve = instance.prime === 'bn128' ? 'bn254' : 'bls12-381';
  const size = `${SECURITY_LEVELS[instance.level].constraints / 1000}k`;
  return { name: `${size}, ${CURVES[curve].title}`, curve, instance, ...(build && { build }) };
}

/**
 * Compiles a circuit, makes its key and its witness. The first time it takes up to a minute and
 * prints a message.
 */
export async function prepare(circuit: Circuit): Promise<Prepared> {
  const size = ({ zkey }: KeyFiles): string => `a key of ${(statSync(zkey).size / 1e6).toFixed(1)} MB`;
  const files = await step(circuit.name, (note) => keyOf(circuit, note), size);
  const { inputs, publicSignals } = inputsOf(circuit.instance);
  const generator = await createCircomWitness(readFileSync(files.wasm));
  return {
    circuit,
    files,
    inputs,
    publicSignals,
    wtns: await generator.witness(inputs as CircomInputs),
    zkey: readFileSync(files.zkey),
    verificationKey: JSON.parse(readFileSync(files.vkey, 'utf8')) as VerificationKeyJson,
  };
}

/** Compiles in a process of its own, since the compiler blocks the event loop. */
async function keyOf({ instance, build }: Circuit, note: (line: string) => void): Promise<KeyFiles> {
  const program = fileURLToPath(new URL('./make-key.ts', import.meta.url));
  const said = await must('tsx', [program, JSON.stringify(instance), ...(build ? [build] : [])], {
    onLine: note,
    failed: `The circuit ${instance.name} or its key could not be made.`,
  });
  return JSON.parse(lines(said).at(-1) ?? '') as KeyFiles;
}

/** Makes a gradient of uniform values, the same in each run, and the statement about it. */
export function inputsOf({ parameters, prime, publicSignals: names }: Instance): {
  readonly inputs: Prepared['inputs'];
  readonly publicSignals: string[];
} {
  const { n = 0, b = 0, h = 0 } = parameters;
  if (b !== 8) throw new Error(`values of ${b} bits`);
  const x = new Int8Array(stream('gradient', n));
  const [s, k, rho] = ['s', 'k', 'rho'].map((name) => numberOf(stream(name, 31))) as [bigint, bigint, bigint];
  const values = Array.from(x, BigInt);
  const maxNormSq = values.reduce((sum, value) => sum + value * value, 0n);
  const made = { ...statement({ n, b, h }, { x: values, s, k, rho, maxNormSq }, primes[prime]) };
  const publicSignals = names.map((name) => String(made[name as keyof typeof made]));
  return { inputs: { ...made, s, k, x } as unknown as Prepared['inputs'], publicSignals };
}

function stream(seed: string, length: number): ArrayBuffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    createHash('sha256').update(`${seed} ${i}`).digest(),
  );
  return Uint8Array.from(Buffer.concat(blocks).subarray(0, length)).buffer;
}

const numberOf = (bytes: ArrayBuffer): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
