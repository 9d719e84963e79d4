#!/usr/bin/env node
// The command line, for Node only. It uses the package as any other program does: what it adds is files and words.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type CircomInputs, FedzkError } from '@fedzk/prove';
import { openKeyFile } from '@fedzk/prove/node';
import { createProver, type Proved, type Prover } from '@fedzk/prove/threads';
import { progressBar } from './cli/bar.js';
import { cannot, quoted, read, readJson, Trouble, write } from './cli/files.js';

const HELP = `Makes Groth16 proofs over BN254 and BLS12-381, as snarkjs does.

  fedzk-prove prove --key KEY.zkey --circuit CIRCUIT.wasm --inputs INPUTS.json
  fedzk-prove prove --key KEY.zkey --witness WITNESS.wtns
  fedzk-prove info KEY.zkey

KEY is a proving key of snarkjs, CIRCUIT the witness module that circom wrote, INPUTS a JSON
object with a value for each input: numbers, decimal strings, or lists of them.

  --proof FILE     where the proof is written, default proof.json
  --public FILE    where the public signals are written, default public.json
  --threads N      default: as many as the machine runs at once
  --json           write nothing but one JSON object, to standard output
  --help, --version

A proof is verified before it is written. Ctrl-C cancels, and nothing is written.
Exit code: 0 proved, 1 the inputs or the witness satisfy no proof, 2 wrong use or broken input.`;

const SEE_HELP = 'See fedzk-prove --help.';
const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  ...{ key: text, circuit: text, inputs: text, witness: text, threads: text },
  proof: { ...text, default: 'proof.json' },
  public: { ...text, default: 'public.json' },
  ...{ json: flag, help: flag, version: flag },
};

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return print(HELP);
  if (values.version) return print(ownVersion());
  const [command, ...rest] = positionals;
  if (command === 'prove' && rest.length === 0) return prove(values);
  if (command === 'info' && rest.length === 1) return info(rest[0] as string, values.json);
  throw new Trouble(`Expected "prove" or "info" and one key, got ${quoted(positionals.join(' '))}. ${SEE_HELP}`);
}

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Trouble(`${(error as Error).message.split('. ')[0]}. ${SEE_HELP}`);
  }
}

type Values = ReturnType<typeof readArguments>['values'];

async function prove(values: Values): Promise<void> {
  const { key, circuit, inputs, witness } = values;
  const byInputs = circuit !== undefined && inputs !== undefined && witness === undefined;
  const byWitness = witness !== undefined && circuit === undefined && inputs === undefined;
  if (key === undefined || !(byInputs || byWitness)) {
    throw new Trouble(`Expected --key, and either --circuit and --inputs or --witness. ${SEE_HELP}`);
  }
  if (resolve(values.proof) === resolve(values.public)) {
    throw new Trouble(`Expected two files for --proof and --public, got ${quoted(values.proof)} for both.`);
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const bar = progressBar();
  const options = { signal: stop.signal, onProgress: bar.show };
  const began = performance.now();
  try {
    const proved = await withProver(key, byInputs ? read(circuit) : undefined, values.threads, (prover) =>
      byInputs
        ? prover.prove(readJson(inputs) as CircomInputs, options)
        : prover.proveWitness(read(witness as string), options),
    );
    bar.clear();
    told(proved, values, performance.now() - began);
  } catch (error) {
    bar.clear();
    if (!stop.signal.aborted) throw error;
    process.exitCode = 130;
    process.stderr.write('fedzk-prove: cancelled; nothing was written.\n');
  }
}

function told({ proof, publicSignals }: Proved, values: Values, milliseconds: number): void {
  if (values.json) {
    print(JSON.stringify({ proof, publicSignals, milliseconds: Math.round(milliseconds) }));
    return;
  }
  write([
    { file: values.proof, text: `${JSON.stringify(proof, undefined, 1)}\n` },
    { file: values.public, text: `${JSON.stringify(publicSignals, undefined, 1)}\n` },
  ]);
  print(`proved in ${Math.round(milliseconds)} ms and verified: ${quoted(values.proof)}, ${quoted(values.public)}`);
}

async function info(key: string, json: boolean): Promise<void> {
  await withProver(key, undefined, '1', async ({ curve, nPublic, vkeyId }) => {
    print(json ? JSON.stringify({ curve, nPublic, vkeyId }) : `${curve}, ${nPublic} public signals, key ${vkeyId}`);
  });
}

async function withProver<T>(
  key: string,
  circuitWasm: Uint8Array | undefined,
  threads: string | undefined,
  use: (prover: Prover) => Promise<T>,
): Promise<T> {
  const zkey = await openKeyFile(key).catch((error: unknown) => {
    throw cannot('read', key, error);
  });
  try {
    const prover = await createProver({
      zkey,
      ...(circuitWasm && { circuitWasm }),
      ...(threads !== undefined && { threads: Number(threads) }),
    });
    try {
      return await use(prover);
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

// Who read the output has seen enough, as `head` has.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? process.exitCode : 2));
}

main().catch((error: unknown) => {
  process.exitCode = error instanceof FedzkError && error.code === 'unsatisfied' ? 1 : 2;
  process.stderr.write(`fedzk-prove: ${error instanceof Error ? error.message : 'an unknown error'}\n`);
});
