// The texts of the command line.

import type { Status } from './read.js';

export const HELP = `Verifies Groth16 proofs over BN254 and BLS12-381.

  fedzk-verify KEY PROOF SIGNALS   one proof
  fedzk-verify KEY FOLDER          the pairs NAME.proof.json and NAME.public.json in it, and
                                   its subfolders with a proof.json and a public.json
  fedzk-verify KEY FILE.ndjson     one {"proof": …, "publicSignals": […]} a line (or .jsonl)
  fedzk-verify KEY -               the same from standard input

KEY, PROOF and SIGNALS are JSON as snarkjs writes it, in this order: snarkjs's own commands take
the signals before the proof. A proof may also be Semaphore's points, a list of eight numbers.
Proofs and signals may be raw bytes, in files whose names end in .bin: 128, 192, 256 or 384
bytes; 32 for each signal, big-endian.
Of many proofs, the invalid ones are named; empty lines are skipped.

  --json             print one JSON object; without a verdict { "ok": false, "error": … }
  --allow-insecure   accept a key that anyone can forge proofs for, since nobody has contributed
                     to its set-up: for tests
  -h, --help         print this
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

/** Describes the verdict on a proof. */
export function verdict(status: Status, proof: unknown): string {
  if (status === 'ok') return `valid: ${WORDS.ok}`;
  // A SemaphoreProof of @semaphore-protocol/proof also contains its public signals.
  const isWhole = status === 'malformed-proof' && Object.hasOwn(Object(proof), 'points');
  const hint = isWhole ? '; for a Semaphore proof pass only its list "points"' : '';
  return `not valid (${status}): ${WORDS[status]}${hint}`;
}
