/** Phase 1 for programs: powers of τ are made, prepared and verified. */
import { type CallOptions, callOptionsOf, type KeyInput, optionsOf, sourceOf, toHex, unexpected } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { responseOf } from './chain/powers-chain.js';
import { invalidFile } from './format/problems.js';
import { openPtau } from './format/ptau.js';
import { blake2bOf } from './hashes.js';
import { knownPower } from './known.js';
import { type LongCallOptions, longCallOf, withEngine } from './open.js';
import { writeNewPowers } from './powers/new.js';
import { writePrepared } from './powers/prepare.js';
import { powersProblem } from './powers/verify.js';
import { type Report, reported, reportOf } from './report.js';
import { type CeremonySink, into, sinkOf } from './sink.js';

export interface NewPowersOptions {
  readonly curve: Curve;
  /** The number of powers is 2 to this: 1 to 28. A circuit needs as many as its key has rows. */
  readonly power: number;
}

const MOST_NEW = 28;

/**
 * Starts a ceremony of phase 1: writes powers of τ with τ = 1, to which people contribute one after the other.
 *
 * @throws {FedzkError} `invalid-argument`, and what the sink throws
 * @throws the signal's reason
 *
 * @example
 * ```ts
 * await newPowers({ curve: 'bls12-381', power: 17 }, fileSink('pot_0000.ptau'));
 * ```
 */
export async function newPowers(options: NewPowersOptions, sink: CeremonySink, call: CallOptions = {}): Promise<void> {
  const { curve, power } = optionsOf(options, ['curve', 'power']);
  if (curve !== 'bn254' && curve !== 'bls12-381') throw unexpected('curve', "'bn254' or 'bls12-381'", curve);
  if (!Number.isInteger(power) || power < 1 || power > MOST_NEW) {
    throw unexpected('power', `an integer from 1 to ${MOST_NEW}`, power);
  }
  const own = callOptionsOf(call);
  const target = sinkOf(sink);
  await withEngine(curve, 1, (engine) => into(target, own.signal, () => writeNewPowers(engine, power, target, own)));
}

/**
 * Prepares powers of τ: adds their Lagrange forms, of which {@link newKey} makes a circuit's key. Needs memory for one section
 * at a time: in a tab up to a power of 20.
 *
 * @throws {FedzkError} `invalid-ceremony-file`: no powers of τ, or a damaged file; and what the sink throws
 * @throws the signal's reason
 *
 * @example
 * ```ts
 * await using ptau = await openKeyFile('pot_0021.ptau');
 * await prepare(ptau, fileSink('pot_final.ptau'), { onProgress: (done) => { bar.value = done; } });
 * ```
 */
export async function prepare(ptau: KeyInput, sink: CeremonySink, call: LongCallOptions = {}): Promise<void> {
  const own = longCallOf(call);
  const target = sinkOf(sink);
  const file = await openPtau(sourceOf(ptau, 'ptau', 'invalid-ceremony-file'));
  await withEngine(file.numbers.curve, own.threads, (engine) =>
    into(target, own.signal, () => writePrepared(engine, file, target, own)),
  );
}

/** What a file of powers of τ says of itself. */
export interface PowersFacts {
  readonly curve: Curve;
  readonly power: number;
  /** The power of the ceremony that the file was cut from. */
  readonly ceremonyPower: number;
  readonly prepared: boolean;
  readonly contributions: readonly PowersContribution[];
}

/** A contribution to powers of τ. */
export interface PowersContribution {
  readonly kind: 'person' | 'beacon';
  /** Free text. */
  readonly name?: string;
  /** What snarkjs prints as the response hash, hexadecimal. */
  readonly hash: string;
}

/**
 * Lists the contributions to powers of τ. Nothing is verified.
 *
 * @throws {FedzkError} `invalid-ceremony-file`
 *
 * @example
 * ```ts
 * const { contributions } = await readPowers(ptau);
 * ```
 */
export async function readPowers(ptau: KeyInput): Promise<PowersFacts> {
  const { numbers, power, ceremonyPower, prepared, links } = await openPtau(
    sourceOf(ptau, 'ptau', 'invalid-ceremony-file'),
  );
  return withEngine(numbers.curve, 1, async (engine) => {
    const contributions = links.map((link, i): PowersContribution => {
      const hash = responseOf(engine, link);
      if (hash === undefined) throw invalidFile(`the hash of contribution ${i} is damaged`);
      const kind = link.beacon === undefined ? 'person' : 'beacon';
      return { kind, ...(link.name !== undefined && { name: link.name }), hash: toHex(hash) };
    });
    return { curve: numbers.curve, power, ceremonyPower, prepared, contributions };
  });
}

/** What was found in powers of τ. */
export interface PowersReport extends Report {
  readonly curve: Curve;
  readonly power: number;
  /** The power of the ceremony that the file was cut from. */
  readonly ceremonyPower: number;
  readonly contributions: number;
  readonly prepared: boolean;
  /** BLAKE2b-512 of the file, hexadecimal. */
  readonly blake2b: string;
  /** Set for a published file of the perpetual powers of τ, which is recognised by its hash and not checked further. */
  readonly known?: 'perpetual-28';
}

/**
 * Verifies powers of τ: each contribution, the powers themselves, the hash that ties both, and the Lagrange forms.
 *
 * @throws {FedzkError} `invalid-ceremony-file`: no powers of τ, or a file that can't be read to its end
 * @throws the signal's reason
 *
 * @example
 * ```ts
 * const { ok, problems } = await verifyPowers(ptau);
 * if (!ok) throw new Error(problems.join('; '));
 * ```
 */
export async function verifyPowers(ptau: KeyInput, call: LongCallOptions = {}): Promise<PowersReport> {
  const own = longCallOf(call);
  const source = sourceOf(ptau, 'ptau', 'invalid-ceremony-file');
  const file = await openPtau(source);
  const { power, ceremonyPower, prepared, links, numbers } = file;
  return withEngine(numbers.curve, own.threads, async (engine) => {
    const blake2b = toHex(await blake2bOf(engine, source, { signal: own.signal }));
    const known = knownPower(blake2b) === undefined ? {} : ({ known: 'perpetual-28' } as const);
    const report = known.known ? reported(undefined) : await reportOf(() => powersProblem(engine, file, own));
    const facts = { curve: numbers.curve, power, ceremonyPower, contributions: links.length, prepared, blake2b };
    return { ...report, ...facts, ...known };
  });
}
