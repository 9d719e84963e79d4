import { byteLength, copyBytes, describe, FedzkError, toHex } from '@fedzk/core';
import { asOptions, unexpected } from './argument.js';
import { Refusal } from './codec/data.js';
import { batchItem, proofBytes, signalBytes } from './codec/input.js';
import { keyPointName, writeKey } from './codec/snarkjs.js';
import type { ProofInput, PublicSignalsInput, VerificationKeyInput } from './input.js';
import { statusName, type VerifyStatus } from './status.js';
import { BACKEND, type Key, type KeyProblem, readKey } from './wasm.js';

/** How a verification key in bytes is to be read. */
export interface VerifierOptions {
  /** The layout of the bytes, see {@link VerificationKeyInput}. */
  readonly format?: 'fedzk';
  /** The curve of the bytes. */
  readonly curve?: 'bn254';
}

/** A verification key, checked and prepared. It owns memory of the module: dispose of it, or declare it with `using`. */
export interface Verifier extends Disposable {
  readonly curve: 'bn254';
  /** The number of public signals. */
  readonly nPublic: number;
  /** Lower-case hex SHA-256 of the key in the layout of {@link VerificationKeyInput}'s bytes. */
  readonly id: string;
  /** Which build of the module answers. */
  readonly backend: string;
  /**
   * Whether the proof is valid for these signals. Every check is made each time: canonical numbers, the count of the
   * signals, points on the curve and in the subgroup, the pairing equation.
   *
   * Never throws for what a proof or signals are made of. (−A, −B, C) is valid wherever (A, B, C) is, and anyone can
   * make further proofs of the same statement from one: a proof is no name for itself.
   *
   * @throws {FedzkError} `disposed`
   */
  verify(proof: ProofInput, publicSignals: PublicSignalsInput): boolean;
  /** As {@link Verifier.verify}, with the class of the rejection. */
  explain(proof: ProofInput, publicSignals: PublicSignalsInput): VerifyStatus;
  /**
   * Verifies each item: whether all are valid, and the indices of those that are not. An item is read as data, as a
   * proof is; one that is no item is not valid.
   *
   * @throws {FedzkError} `invalid-argument`: not an array; `disposed`
   */
  verifyBatch(items: readonly { readonly proof: ProofInput; readonly publicSignals: PublicSignalsInput }[]): {
    ok: boolean;
    failed: number[];
  };
  /** Frees the key's memory; the same as `[Symbol.dispose]`, for runtimes without `using`. */
  dispose(): void;
}

/**
 * Checks a verification key and prepares it, which takes about as long as one verification.
 *
 * @param verificationKey snarkjs JSON, or bytes with `{ format: 'fedzk', curve: 'bn254' }`
 * @throws {FedzkError} `invalid-verification-key`: malformed, or a point that is not canonical, off the curve, outside
 *   the subgroup or infinity; `unsupported`: another curve; `invalid-argument`: bytes without their format
 *
 * @example
 * ```ts
 * const verifier = createVerifier(JSON.parse(await readFile('verification_key.json', 'utf8')));
 * verifier.verify(proof, publicSignals); // true or false
 * verifier.explain(proof, publicSignals); // 'ok', 'signal-range', 'not-in-subgroup', 'equation', …
 * ```
 */
export function createVerifier(verificationKey: VerificationKeyInput, options: VerifierOptions = {}): Verifier {
  const key = readKey(keyBytes(verificationKey, asOptions(options)));
  if ('status' in key) throw invalidKey(key);
  return new KeyVerifier(key);
}

class KeyVerifier implements Verifier {
  readonly curve = 'bn254';
  readonly backend: string = BACKEND;
  readonly nPublic: number;
  readonly id: string;
  #key: Key | undefined;

  constructor(key: Key) {
    this.#key = key;
    this.nPublic = key.nPublic();
    this.id = toHex(key.id());
  }

  verify(proof: ProofInput, publicSignals: PublicSignalsInput): boolean {
    return this.explain(proof, publicSignals) === 'ok';
  }

  explain(proof: ProofInput, publicSignals: PublicSignalsInput): VerifyStatus {
    this.#alive();
    const proofOrStatus = proofBytes(proof);
    if (typeof proofOrStatus === 'string') return proofOrStatus;
    const signalsOrStatus = signalBytes(publicSignals, this.nPublic);
    if (typeof signalsOrStatus === 'string') return signalsOrStatus;
    // Asked again, since a proxy among the inputs may have disposed of this while it was read.
    return statusName(this.#alive().verify(proofOrStatus, signalsOrStatus));
  }

  verifyBatch(items: readonly { readonly proof: ProofInput; readonly publicSignals: PublicSignalsInput }[]): {
    ok: boolean;
    failed: number[];
  } {
    this.#alive();
    if (!Array.isArray(items)) throw unexpected('items', 'an array', items);
    const failed: number[] = [];
    for (let i = 0; i < items.length; i++) {
      const { proof, publicSignals } = batchItem(items[i]);
      if (!this.verify(proof, publicSignals)) failed.push(i);
    }
    return { ok: failed.length === 0, failed };
  }

  #alive(): Key {
    if (this.#key !== undefined) return this.#key;
    throw new FedzkError('disposed', 'This verifier was disposed of; create a new one.');
  }

  dispose(): void {
    this.#key?.free();
    this.#key = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function keyBytes(input: unknown, { format, curve }: VerifierOptions): Uint8Array {
  const inBytes = byteLength(input) !== undefined;
  if (inBytes && (format !== 'fedzk' || curve !== 'bn254')) {
    throw new FedzkError(
      'invalid-argument',
      `A verification key in bytes needs { format: 'fedzk', curve: 'bn254' }, got format ${describe(format)} and curve ${describe(curve)}.`,
    );
  }
  try {
    return inBytes ? copyBytes(input as Uint8Array) : writeKey(input);
  } catch (reason) {
    if (!Refusal.is(reason)) throw new FedzkError('invalid-verification-key', UNREADABLE, { cause: reason });
    if (reason.path === 'curve' && typeof reason.got === 'string') {
      throw new FedzkError('unsupported', `"curve" expected "bn128", got ${describe(reason.got)}.`);
    }
    throw new FedzkError('invalid-verification-key', `${reason.message}, got ${describe(reason.got)}.`);
  }
}

const UNREADABLE = 'The verification key could not be read; pass the object that JSON.parse gives, or its bytes.';

function invalidKey({ status, place }: KeyProblem): FedzkError {
  const message =
    place === undefined
      ? 'The bytes are not a verification key: expected 1 (BN254), the number of public signals as u32, and as many points.'
      : `"${keyPointName(place)}" expected a finite point of the curve's subgroup with coordinates below p, got one that is ${REASONS[status] ?? status}.`;
  return new FedzkError('invalid-verification-key', message);
}

const REASONS: Partial<Record<VerifyStatus, string>> = {
  'coordinate-range': 'not canonical: a coordinate is p or above',
  infinity: 'infinity',
  'not-on-curve': 'off the curve',
  'not-in-subgroup': 'outside the subgroup',
};
