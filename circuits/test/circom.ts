/**
 * Runs the circom compiler on a template or a file, into a temporary folder.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseR1cs, type R1cs } from './r1cs.js';

const require = createRequire(import.meta.url);
const cli = join(dirname(require.resolve('circom2/package.json')), 'cli.js');

/** The folder `circuits`. */
export const root: string = fileURLToPath(new URL('..', import.meta.url));

/** Named signals of a circuit; a name is circom's, such as `main.x[0]`. */
export type Signals = ReadonlyMap<string, bigint>;

export interface Circuit {
  readonly r1cs: R1cs;
  /** Wire number of each signal, -1 where the simplification removed it. */
  readonly wires: ReadonlyMap<string, number>;
  /** The compiler's files, for a prover. */
  readonly files: { readonly r1cs: Uint8Array; readonly wasm: Uint8Array };
  /** The compiler's witness: the values of all wires. Throws when the inputs don't satisfy the circuit. */
  calculate(inputs: Readonly<Record<string, bigint | readonly bigint[]>>): Promise<bigint[]>;
}

export interface Options {
  readonly simplification?: 'O0' | 'O1' | 'O2';
  readonly prime?: 'bn128' | 'bls12381';
}

/** Compiles `source`, which may include what a file in `src/instances` may. */
export function compile(source: string, { simplification = 'O2', prime = 'bn128' }: Options = {}): Circuit {
  const folder = mkdtempSync(join(tmpdir(), 'fedzk-circom-'));
  try {
    // The compiler is a WASI program that sees the working folder only, so what may be included is copied into it.
    cpSync(join(root, 'src'), join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'src/instances/main.circom'), source);
    mkdirSync(join(folder, 'out'));
    const outputs = ['--r1cs', '--sym', '--wasm', '-o', 'out'];
    run([cli, 'src/instances/main.circom', ...outputs, `--${simplification}`, '-p', prime], folder);
    return read(join(folder, 'out'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The source of the template. */
export function template(): string {
  return readFileSync(join(root, 'src/update_slice.circom'), 'utf8');
}

/** A main component of the template with its four public inputs; `edited` stands for the template's source. */
export function compileSlice(n: number, b: number, options: Options = {}, edited: string = template()): Circuit {
  return compile(`${edited}\ncomponent main { public [rho, tag, sum, normSq] } = UpdateSlice(${n}, ${b});\n`, options);
}

/** The witness in which every wire has the value of its signal: a forger writes one so, without the compiler's help. */
export function toWitness(circuit: Circuit, signals: Signals): bigint[] {
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

function run(args: readonly string[], cwd: string): void {
  try {
    execFileSync(process.execPath, args, { cwd, stdio: 'pipe' });
  } catch (cause) {
    const { stdout, stderr } = cause as { stdout?: Buffer; stderr?: Buffer };
    throw new Error(`circom: ${stderr?.toString() ?? ''}${stdout?.toString() ?? ''}`, { cause });
  }
}

type WitnessCalculator = { calculateWitness(inputs: object, sanityCheck: number): Promise<bigint[]> };

function read(out: string): Circuit {
  const files = { r1cs: readFileSync(join(out, 'main.r1cs')), wasm: readFileSync(join(out, 'main_js/main.wasm')) };
  const builder = require(join(out, 'main_js/witness_calculator.js')) as (
    code: Uint8Array,
  ) => Promise<WitnessCalculator>;
  const calculator = builder(files.wasm);
  const wires = new Map<string, number>();
  for (const line of readFileSync(join(out, 'main.sym'), 'utf8').trim().split('\n')) {
    const [, wire, , name] = line.split(',');
    if (wire === undefined || name === undefined) throw new Error(`not a line of a .sym file: ${line}`);
    wires.set(name, Number(wire));
  }
  return {
    r1cs: parseR1cs(files.r1cs),
    wires,
    files,
    calculate: async (inputs) => (await calculator).calculateWitness(inputs, 1),
  };
}
