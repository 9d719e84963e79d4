/** Phase 2 for programs: a circuit's first key is made, and its last one verified. */
import { FedzkError, type KeyInput, optionsOf, sourceOf, toHex } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { contributionHash } from './chain/key-chain.js';
import { openPtau } from './format/ptau.js';
import { readCircuit } from './format/r1cs.js';
import { openZkey } from './format/zkey.js';
import { requireFit, writeNewKey } from './key/new.js';
import { keyProblem } from './key/verify.js';
import { type LongCallOptions, longCallOf, withEngine } from './open.js';
import { type Report, reportOf } from './report.js';
import { type CeremonySink, into, sinkOf } from './sink.js';

export interface NewKeyInputs {
  /** The circuit's constraints, as circom writes them. */
  readonly r1cs: KeyInput;
  /** Prepared powers of τ, at least as many as the key has rows. */
  readonly ptau: KeyInput;
}

/** The first key of a circuit. */
export interface NewKey {
  readonly curve: Curve;
  /** The circuit's hash, which each contribution is tied to, hexadecimal. */
  readonly circuitHash: string;
  readonly constraints: number;
  /** The number of rows of the key. */
  readonly domain: number;
}

/**
 * Makes the first key of a circuit, to which people contribute one after the other. Before a contribution anyone can forge
 * proofs for it.
 *
 * @throws {FedzkError} `invalid-argument`: circuit and powers don't fit; `invalid-ceremony-file`: a damaged file, or powers
 *   to which nobody has contributed; and what the sink throws
 * @throws the signal's reason
 *
 * @example
 * ```ts
 * const { circuitHash } = await newKey({ r1cs, ptau }, fileSink('circuit_0000.zkey'));
 * ```
 */
export async function newKey(inputs: NewKeyInputs, sink: CeremonySink, call: LongCallOptions = {}): Promise<NewKey> {
  const { r1cs, ptau } = optionsOf(inputs, ['r1cs', 'ptau']);
  const own = longCallOf(call);
  const target = sinkOf(sink);
  const [constraints, powers] = [
    sourceOf(r1cs, 'r1cs', 'invalid-ceremony-file'),
    await openPtau(sourceOf(ptau, 'ptau', 'invalid-ceremony-file')),
  ];
  const circuit = await readCircuit(constraints);
  requireFit(circuit, powers);
  return withEngine(circuit.curve, own.threads, async (engine) => {
    const hash = await into(target, own.signal, () => writeNewKey(engine, constraints, powers, target, own));
    const { curve, domain } = circuit;
    return { curve, circuitHash: toHex(hash), constraints: circuit.constraints, domain };
  });
}

export interface VerifyKeyInputs extends NewKeyInputs {
  /** The key after all contributions. */
  readonly zkey: KeyInput;
}

/** What was found in a key. */
export interface KeyReport extends Report {
  readonly curve: Curve;
  readonly circuitHash: string;
  /** The hash of each contribution, hexadecimal. */
  readonly hashes: readonly string[];
}

/**
 * Verifies a key: makes the circuit's first key again and shows that this one differs from it by its contributions alone. The
 * powers of τ are taken as they are: {@link verifyPowers} verifies them. A key to which no person has contributed isn't ok: that is
 * its last check, and all else is right then.
 *
 * @throws {FedzkError} `invalid-argument`: circuit and powers don't fit; `invalid-ceremony-file`: a file that can't be read
 * @throws the signal's reason
 *
 * @example
 * ```ts
 * const { ok, problems } = await verifyKey({ r1cs, ptau, zkey });
 * ```
 */
export async function verifyKey(inputs: VerifyKeyInputs, call: LongCallOptions = {}): Promise<KeyReport> {
  const { r1cs, ptau, zkey } = optionsOf(inputs, ['r1cs', 'ptau', 'zkey']);
  const own = longCallOf(call);
  const [constraints, powers] = [
    sourceOf(r1cs, 'r1cs', 'invalid-ceremony-file'),
    await openPtau(sourceOf(ptau, 'ptau', 'invalid-ceremony-file')),
  ];
  const key = await openZkey(sourceOf(zkey, 'zkey', 'invalid-ceremony-file'));
  const circuit = await readCircuit(constraints);
  requireFit(circuit, powers);
  if (key.numbers.curve !== circuit.curve) {
    throw new FedzkError('invalid-argument', `"zkey" is over ${key.numbers.curve}, and "r1cs" over ${circuit.curve}.`);
  }
  return withEngine(circuit.curve, own.threads, async (engine) => {
    const report = await reportOf(() => keyProblem(engine, { r1cs: constraints, powers, key }, own));
    const hashes = key.links.map((link) => toHex(contributionHash(engine, link)));
    return { ...report, curve: circuit.curve, circuitHash: toHex(key.circuitHash), hashes };
  });
}
