#!/usr/bin/env node
// The command line, for Node only. It uses the package as any other program does: what it adds is files and words.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { escaped } from '@fedzk/core';
import {
  createVerifier,
  FedzkError,
  type ProofInput,
  type PublicSignalsInput,
  type Verifier,
  type VerifyStatus,
} from '@fedzk/verify';
import { chunks, type Item, noProofs, type Statement } from './cli/items.js';
import { checkOrder } from './cli/order.js';
import { NO_JSON, parse, quoted, read, readPart, reasonOf, SEE_HELP, type Status, Trouble } from './cli/read.js';

const HELP = `Verifies Groth16 proofs over BN254 and BLS12-381.

  fedzk-verify KEY PROOF SIGNALS   one proof
  fedzk-verify KEY FOLDER          the pairs NAME.proof.json and NAME.public.json in it, and
                                   its subfolders with a proof.json and a public.json
  fedzk-verify KEY FILE.ndjson     one {"proof": …, "publicSignals": […]} a line (or .jsonl)
  fedzk-verify KEY -               the same from standard input

KEY, PROOF and SIGNALS are JSON as snarkjs writes it, in this order: snarkjs's own commands take
the signals before the proof. A proof may also be Semaphore's points, a list of eight numbers.
Proofs and signals may be raw bytes, in files whose names end in .bin: 128, 192, 256 or 384
bytes; 32 for each signal, big-endian.
Of many proofs those that are not valid are named; empty lines are skipped.

  --json             print one JSON object; where there is no verdict, { "ok": false, "error": … }
  --allow-insecure   take a key that anyone can forge proofs for, since nobody has contributed to
                     its set-up: for tests
  --help             print this
  --version          print the version

Exit code: 0 all valid, 1 not all valid, 2 wrong use or broken input, with a message on stderr.`;

const WORDS: Readonly<Record<Status, string>> = {
  ok: 'the proof holds for these public signals',
  'malformed-proof': "the proof does not have the shape of a Groth16 proof on the key's curve",
  'malformed-signals': 'the public signals are not a list of decimal strings, or of 32 bytes each',
  'signal-count': 'there are more or fewer public signals than the key has',
  'signal-range': "a public signal is below 0, or not below the group's order",
  'coordinate-range': "a coordinate of the proof is below 0, or not below the field's prime",
  infinity: 'a point of the proof is the point at infinity',
  'not-on-curve': 'a point of the proof is not on the curve',
  'not-in-subgroup': 'a point of the proof is outside the group',
  equation: 'the pairing equation does not hold for this key, proof and public signals',
  'no-json': 'it is not JSON',
  'too-long': 'it is longer than a proof and public signals for this key can be',
  incomplete: 'one file with the proof and one with the public signals are needed',
  unreadable: 'a file cannot be read',
};

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const [keyFile, source, signalsFile] = positionals;
  if (values.help) return end(0, HELP);
  if (values.version) return end(0, ownVersion());
  if (keyFile === undefined || source === undefined || positionals.length > 3) {
    throw new Trouble(`Expected two or three file names, got ${positionals.length}. ${SEE_HELP}`);
  }
  const verifier = readKey(keyFile, values['allow-insecure']);
  if (signalsFile !== undefined) verifyOne(verifier, source, signalsFile, values.json);
  else await verifyMany(verifier, source, values.json);
}

function readArguments() {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      options: { json: flag, 'allow-insecure': flag, help: flag, version: flag },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Trouble(`${(error as Error).message.split(/\.\s/)[0]}. ${SEE_HELP}`);
  }
}

function ownVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

function verifyOne(verifier: Verifier, proofFile: string, signalsFile: string, json: boolean): void {
  const most = longest(verifier);
  const [proof, publicSignals] = [readPart(proofFile, most), readPart(signalsFile, most)];
  checkOrder(
    [
      { file: proofFile, place: 'a proof', value: proof },
      { file: signalsFile, place: 'public signals', value: publicSignals },
    ],
    verifier.nPublic,
  );
  const status = explain(verifier, { proof, publicSignals });
  const ok = status === 'ok';
  const { id, curve } = verifier;
  end(ok ? 0 : 1, json ? JSON.stringify({ ok, status, id, curve }) : verdict(status, proof));
}

async function verifyMany(verifier: Verifier, source: string, json: boolean): Promise<void> {
  const failed: object[] = [];
  let [count, valid] = [0, 0];
  for await (const chunk of chunks(source, longest(verifier))) {
    const result = verifier.verifyBatch(chunk as Parameters<Verifier['verifyBatch']>[0]);
    count += chunk.length;
    valid += chunk.length - result.failed.length;
    for (const item of result.failed.flatMap((i) => chunk[i] ?? [])) {
      const status = item.status ?? explain(verifier, item);
      if (json) failed.push({ ...item.place, status });
      else end(1, `${placeName(item)}: ${verdict(status, item.proof)}`);
    }
  }
  // No proof at all must not count as "all valid".
  if (count === 0) throw noProofs(source);
  const ok = valid === count;
  const { id, curve } = verifier;
  end(ok ? 0 : 1, json ? escaped(JSON.stringify({ ok, count, failed, id, curve })) : `${valid} of ${count} valid`);
}

function explain(verifier: Verifier, { proof, publicSignals }: Statement): VerifyStatus {
  return verifier.explain(proof as ProofInput, publicSignals as PublicSignalsInput);
}

/** The most characters that a file or a line of a key's proofs is read to: far more than one can have. */
function longest({ nPublic }: Verifier): number {
  return 65_536 + 256 * nPublic;
}

function verdict(status: Status, proof: unknown): string {
  if (status === 'ok') return `valid: ${WORDS.ok}`;
  // A SemaphoreProof of @semaphore-protocol/proof, which holds its public signals too.
  const isWhole = status === 'malformed-proof' && Object.hasOwn(Object(proof), 'points');
  const hint = isWhole ? '; of a Semaphore proof pass the list "points" alone' : '';
  return `not valid (${status}): ${WORDS[status]}${hint}`;
}

function placeName({ place }: Item): string {
  return 'line' in place ? `line ${place.line}` : escaped(place.name);
}

/** The most bytes of a key: those of a million public signals, as snarkjs writes them. */
const MOST_KEY_BYTES = 2 ** 28;

/** The proof systems of snarkjs that are not Groth16, by the name in their keys. */
const OTHER_SYSTEMS: readonly string[] = ['plonk', 'fflonk'];

function readKey(file: string, allowInsecure: boolean): Verifier {
  const written = 'Pass the file that "snarkjs zkey export verificationkey" writes.';
  const key = parse(read(file, MOST_KEY_BYTES));
  if (key === NO_JSON) throw new Trouble(`${quoted(file)} is not JSON. ${written}`);
  checkOrder([{ file, place: 'a verification key', value: key }]);
  const other = OTHER_SYSTEMS.find((name) => Object(key).protocol === name);
  if (other !== undefined) {
    const what = `a verification key of ${other.toUpperCase()}; only Groth16 is verified here`;
    throw new Trouble(`${quoted(file)} is ${what}. Make a key with "snarkjs groth16 setup".`);
  }
  try {
    return createVerifier(key as Parameters<typeof createVerifier>[0], { allowInsecure });
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    // Without the values of the file, which the message quotes.
    const said = error.message.replace('pass { allowInsecure: true }', 'give --allow-insecure');
    const message = said.replace(/, got (?:".*|-?\d.*|true\.|false\.)$/s, '.');
    throw new Trouble(`${quoted(file)} is no verification key that can be used: ${message} ${written}`);
  }
}

/** Sets the exit code, then writes a line: writing fails if the reader has closed the pipe. */
function end(code: number, text: string): void {
  process.exitCode = code;
  process.stdout.write(`${text}\n`);
}

process.stderr.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? process.exitCode : 2));
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Who read the output has seen enough, as `head` has: no more work, and the code of what was said last.
  if (error.code === 'EPIPE') process.exit(process.exitCode);
  process.exitCode = 2;
  const message = `standard output cannot be written: ${reasonOf(error)}. Check where it goes.`;
  process.stderr.write(`fedzk-verify: ${message}\n`, () => process.exit(2));
});

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : 'an unknown error';
  process.stderr.write(`fedzk-verify: ${escaped(message)}\n`);
  // Of a wrong option there are no values.
  if (process.argv.includes('--json')) end(2, escaped(JSON.stringify({ ok: false, error: message })));
  process.exitCode = 2;
});
