#!/usr/bin/env node
// The command line, for Node. All that computes is in the package's public interface.

import { readFileSync } from 'node:fs';
import { counted, escaped } from '@fedzk/core';
import { readWords, watchOutput } from '@fedzk/core/node';
import { type CircomInputs, countContributions, FedzkError } from '@fedzk/prove';
import { type KeyFile, openKeyFile } from '@fedzk/prove/node';
import { createProver, type Proved, type Prover } from '@fedzk/prove/threads';
import { createVerifier } from '@fedzk/verify';
import { progressBar } from './cli/bar.js';
import { ceremony } from './cli/ceremony/main.js';
import {
  cannot,
  isSameFile,
  named,
  quoted,
  readInput,
  readJson,
  STDIN,
  symbolFile,
  symbolsOf,
  Trouble,
  write,
} from './cli/files.js';

const HELP = `Makes Groth16 proofs over BN254 and BLS12-381, as snarkjs does.

  fedzk-prove prove --key KEY.zkey --circuit CIRCUIT.wasm --inputs INPUTS.json
  fedzk-prove prove --key KEY.zkey --witness WITNESS.wtns
  fedzk-prove info KEY.zkey
  fedzk-prove ceremony --help

KEY is a proving key of snarkjs, CIRCUIT the witness module that circom wrote, INPUTS a JSON
object with a value for each input: numbers, decimal strings, or lists of them. INPUTS or
WITNESS may be -, standard input. "info" prints the curve, the number of contributions in the
key, and whether anyone can forge proofs for it. A missing input is named if circom's list
of symbols, NAME.sym, is beside CIRCUIT or its folder.

  --proof FILE     where the proof is written, default proof.json
  --public FILE    where the public signals are written, default public.json
  --threads N      1 to 64, default: as many as the machine runs at once
  --json           write one JSON object to standard output and no file; also for "info"
  --allow-insecure accept a key to which nobody has contributed: for tests
  -h, --help, --version

A proof is verified before it is written. Ctrl-C cancels, and nothing is written. FEDzk's own
circuits need CIRCUIT here, too; "createProver" in a program doesn't need it.
Exit code: 0 proved, 1 the inputs or the witness do not satisfy the circuit, 2 wrong use or
broken input, 130 cancelled.`;

const SEE_HELP = 'See fedzk-prove --help.';
const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  ...{ key: text, circuit: text, inputs: text, witness: text, threads: text, proof: text, public: text },
  ...{ json: flag, 'allow-insecure': flag },
} as const;
/** The default files of a proof and its public signals. */
const OUTPUTS = { proof: 'proof.json', public: 'public.json' };
/** The options of each command. */
const OPTIONS_OF: Readonly<Record<'prove' | 'info', readonly string[]>> = {
  prove: ['key', 'circuit', 'inputs', 'witness', 'threads', 'proof', 'public', 'json', 'allow-insecure'],
  info: ['json'],
};

async function main(): Promise<void> {
  const [first, ...others] = process.argv.slice(2);
  if (first === 'ceremony') {
    process.exitCode = await ceremony(others, ownVersion);
    return;
  }
  const { values: given, positionals, tokens } = readArguments();
  const { proof = OUTPUTS.proof, public: signals = OUTPUTS.public } = given;
  const values = { ...given, proof, public: signals };
  if (values.help) return print(HELP);
  if (values.version) return print(ownVersion());
  const [command, ...rest] = positionals;
  if (command === 'prove' || command === 'info') {
    const foreign = tokens.find((token) => token.kind === 'option' && !OPTIONS_OF[command].includes(token.name));
    if (foreign?.kind === 'option') throw new Trouble(`"${command}" has no option --${foreign.name}. ${SEE_HELP}`);
    const unwritten = given.json && (['proof', 'public'] as const).find((name) => given[name] !== undefined);
    if (unwritten) throw new Trouble(`With --json no file is written, so leave out --${unwritten}. ${SEE_HELP}`);
  }
  const got = rest.length === 0 ? 'none' : quoted(rest.join(' '));
  if (command === 'prove') {
    if (rest.length > 0) throw new Trouble(`"prove" takes only options, got ${got}. ${SEE_HELP}`);
    return prove(values);
  }
  if (command === 'info') {
    const [key, ...more] = rest;
    if (key === undefined || more.length > 0) throw new Trouble(`"info" expected one key, got ${got}. ${SEE_HELP}`);
    return info(key, values.json);
  }
  const word = command === undefined ? 'no command' : quoted(command);
  throw new Trouble(`Expected "prove", "info" or "ceremony", got ${word}. ${SEE_HELP}`);
}

function readArguments() {
  return readWords(process.argv.slice(2), OPTIONS, (why) => new Trouble(`${why}. ${SEE_HELP}`));
}

type Values = ReturnType<typeof readArguments>['values'] & typeof OUTPUTS;

async function prove(values: Values): Promise<void> {
  const { key, circuit, inputs, witness } = values;
  if (key === undefined) throw new Trouble(`"prove" lacks --key. ${SEE_HELP}`);
  const means = meansOf(values);
  checkOutputs(values);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const bar = progressBar();
  const options = { signal: stop.signal, onProgress: bar.show };
  const began = performance.now();
  try {
    const { threads, 'allow-insecure': allowInsecure } = values;
    const program = 'witness' in means ? {} : await programOf(means.circuit, stop.signal);
    const proved = await withProver(key, { ...program, threads, allowInsecure }, async (prover) =>
      'witness' in means
        ? prover.proveWitness(await readInput(means.witness, stop.signal), options)
        : prover.prove((await readJson(means.inputs, stop.signal)) as CircomInputs, options),
    );
    bar.clear();
    told(proved, values, performance.now() - began);
  } catch (error) {
    bar.clear();
    if (!stop.signal.aborted)
      throw named(withSymbols(error, circuit), { zkey: key, circuitWasm: circuit, inputs, witness });
    process.exitCode = 130;
    process.stderr.write('fedzk-prove: cancelled; nothing was written.\n');
  }
}

/** Reads the circuit's module, and its list of symbols if needed. */
async function programOf(circuit: string, signal: AbortSignal) {
  return { circuitWasm: await readInput(circuit, signal), symbols: () => symbolsOf(circuit) };
}

/** Checks the sources of a witness: circuit and inputs, or a witness file. */
function meansOf({
  circuit,
  inputs,
  witness,
}: Values): { readonly witness: string } | { readonly circuit: string; readonly inputs: string } {
  if (witness !== undefined) {
    if (circuit === undefined && inputs === undefined) return { witness };
    throw new Trouble(`Expected --circuit and --inputs, or --witness, got both: leave one out. ${SEE_HELP}`);
  }
  if (circuit !== undefined && inputs !== undefined) return { circuit, inputs };
  const lacks = circuit === undefined ? '--circuit' : '--inputs';
  const all = circuit ?? inputs;
  throw new Trouble(`"prove" lacks ${all === undefined ? '--circuit and --inputs, or --witness' : lacks}. ${SEE_HELP}`);
}

/** Checks that no output replaces an input or the other output. */
function checkOutputs(values: Values): void {
  if (isSameFile(values.proof, values.public)) {
    throw new Trouble(`Expected two files for --proof and --public, got ${quoted(values.proof)} for both.`);
  }
  for (const output of ['proof', 'public'] as const) {
    const file = values[output];
    for (const input of ['key', 'circuit', 'inputs', 'witness'] as const) {
      const read = values[input];
      if (read === undefined || read === STDIN || !isSameFile(file, read)) continue;
      throw new Trouble(`--${output} names ${quoted(file)}, which --${input} reads. Give another name.`);
    }
  }
}

/** Names the file of symbols in the error for a missing input. */
function withSymbols(error: unknown, circuit: string | undefined): unknown {
  if (!(error instanceof FedzkError) || circuit === undefined) return error;
  const file = quoted(symbolFile(circuit));
  const place = `put ${file}, which "circom --sym" writes, beside ${quoted(circuit)}`;
  const message = error.message
    .replace('give what "circom --sym" writes (option "symbols")', place)
    .replace(/"symbols"(?= is not a list | does not name )/, file);
  return message === error.message ? error : new FedzkError(error.code, message, { cause: error });
}

function told({ proof, publicSignals }: Proved, values: Values, milliseconds: number): void {
  if (values.json) {
    printJson({ proof, publicSignals, milliseconds: Math.round(milliseconds) });
    return;
  }
  write([
    { file: values.proof, text: `${JSON.stringify(proof, undefined, 1)}\n` },
    { file: values.public, text: `${JSON.stringify(publicSignals, undefined, 1)}\n` },
  ]);
  print(`proved in ${Math.round(milliseconds)} ms and verified: ${quoted(values.proof)}, ${quoted(values.public)}`);
}

async function info(key: string, json: boolean): Promise<void> {
  try {
    await withProver(key, { threads: '1', allowInsecure: true }, async (prover, zkey) => {
      const { curve, nPublic, vkeyId } = prover;
      const contributions = await countContributions(zkey);
      const insecure = !isSecure(prover.verificationKey, curve);
      if (json) return printJson({ curve, nPublic, contributions, insecure, vkeyId });
      print(`${curve}, ${counted(nPublic, 'public signal')}, ${counted(contributions, 'contribution')}, key ${vkeyId}`);
      if (insecure) print('INSECURE: nobody has contributed to this key, and anyone can forge proofs for it.');
    });
  } catch (error) {
    throw named(error, { zkey: key });
  }
}

function isSecure(verificationKey: Uint8Array, curve: Prover['curve']): boolean {
  try {
    createVerifier(verificationKey, { format: 'fedzk', curve }).dispose();
    return true;
  } catch (error) {
    if (error instanceof FedzkError && error.code === 'invalid-verification-key') return false;
    throw error;
  }
}

interface Opening {
  readonly circuitWasm?: Uint8Array;
  readonly symbols?: () => string;
  readonly threads?: string | undefined;
  readonly allowInsecure: boolean;
}

async function withProver<T>(
  key: string,
  { threads, ...opening }: Opening,
  use: (prover: Prover, zkey: KeyFile) => Promise<T>,
): Promise<T> {
  if (key === STDIN) {
    throw new Trouble(
      'A proving key is read in parts, so it cannot come from standard input. Give the name of a file.',
    );
  }
  if (threads !== undefined && !/^\d+$/.test(threads)) {
    throw new Trouble(`--threads expected an integer from 1 to 64, got ${quoted(threads)}. ${SEE_HELP}`);
  }
  const zkey = await openKeyFile(key).catch((error: unknown) => {
    throw error instanceof FedzkError ? cannot('read', key, error.cause) : error;
  });
  try {
    const prover = await createProver({
      zkey,
      ...opening,
      ...(threads !== undefined && { threads: Number(threads) }),
    });
    try {
      return await use(prover, zkey);
    } finally {
      await prover.close();
    }
  } finally {
    await zkey.close();
  }
}

function ownVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints JSON with the characters escaped that steer a terminal. */
function printJson(value: unknown): void {
  print(escaped(JSON.stringify(value)));
}

watchOutput('fedzk-prove');
main().catch((error: unknown) => {
  process.exitCode = error instanceof FedzkError && error.code === 'unsatisfied' ? 1 : 2;
  process.stderr.write(`fedzk-prove: ${escaped(error instanceof Error ? error.message : 'an unknown error')}\n`);
});
