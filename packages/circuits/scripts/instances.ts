/**
 * The circuits that keys are made for, and their compiled form.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { curves, type Prime, poseidonConstants } from '../src/poseidon-constants.js';
import { circomVersion, root, withCompiled } from './circom.js';

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
  const parent = join(build, instance.name);
  const folder = join(parent, hashOf(instance));
  if (!existsSync(folder)) {
    mkdirSync(parent, { recursive: true });
    const fresh = mkdtempSync(join(parent, 'new-'));
    try {
      withCompiled(readFileSync(join(root, instance.source), 'utf8'), instance, (out) => {
        for (const [from, to] of files) copyFileSync(join(out, from), join(fresh, to));
      });
      moveTo(folder, fresh);
      const others = readdirSync(parent).filter((each) => /^[0-9a-f]{16}$/.test(each) && join(parent, each) !== folder);
      for (const each of others) rmSync(join(parent, each), { recursive: true, force: true });
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  const [r1cs, wasm, calculator, sym] = files.map(([, name]) => join(folder, name)) as [string, string, string, string];
  return { r1cs, wasm, calculator, sym };
}

/** A folder appears whole or not at all. Where another process was faster, its outcome is the same. */
function moveTo(folder: string, fresh: string): void {
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function hashOf({ source, prime, simplification }: Instance): string {
  const hash = createHash('sha256');
  const add = (text: string): unknown => hash.update(`${Buffer.byteLength(text)}\n${text}`);
  for (const text of [
    JSON.stringify(files),
    circomVersion(),
    source,
    prime,
    simplification,
    poseidonConstants(curves[prime]),
  ])
    add(text);
  const sources = readdirSync(join(root, 'circom'), { recursive: true, encoding: 'utf8' });
  for (const file of sources.filter((each) => each.endsWith('.circom')).sort()) {
    add(file);
    add(readFileSync(join(root, 'circom', file), 'utf8'));
  }
  return hash.digest('hex').slice(0, 16);
}
