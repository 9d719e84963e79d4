import { byteLength, copyBytes, describe, FedzkError, toHex } from '@fedzk/core';
import { asOptions, unexpected } from './argument.js';
import { CURVES, type Curve, type CurveLayout, DEFAULT_CURVE } from './codec/curves.js';
import { Refusal } from './codec/data.js';
import { batchItem, proofBytes, signalBytes } from './codec/input.js';
import { keyPointName, writeKey } from './codec/snarkjs.js';
import type { ProofInput, PublicSignalsInput, VerificationKeyInput } from './input.js';
import { type Backend, backendInUse } from './instance.js';
import { statusName, type VerifyStatus } from './status.js';
import { type Key, type KeyProblem, readKey, verifyTogether } from './wasm.js';

/** How a verification key in bytes is to be read. */
export interface VerifierOptions {
  /** The layout of the bytes, see {@link VerificationKeyInput}. */
  readonly format?: 'fedzk';
  /** The curve of the bytes. */
  readonly curve?: Curve;
}

/** A verification key, checked and prepared. It owns memory of the module: dispose of it, or declare it with `using`. */
export interface Verifier extends Disposable {
  readonly curve: Curve;
  /** The number of public signals. */
  readonly nPublic: number;
  /** Lower-case hex SHA-256 of the key in the layout of {@link VerificationKeyInput}'s bytes. */
  readonly id: string;
  /** Which build of the module answers: `fma` where it was chosen or given, `portable` elsewhere. */
  readonly backend: Backend;
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
   * Verifies all items together: whether all are valid, and the indices of those that are not. Every check of
   * {@link Verifier.verify} is made of each; the equations are looked at as one, with random factors of 128 bits from
   * `crypto.getRandomValues`, and where that fails the wrong ones are found by halving. An item is read as data, as a proof
   * is; one that is no item is not valid.
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
 * @param verificationKey snarkjs JSON, or bytes with `{ format: 'fedzk', curve }`
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
  readonly curve: Curve;
  readonly backend: Backend = backendInUse();
  readonly nPublic: number;
  readonly id: string;
  readonly #layout: CurveLayout;
  #key: Key | undefined;

  constructor(key: Key) {
    this.#key = key;
    this.#layout = CURVES.find(({ id }) => id === key.curve()) ?? DEFAULT_CURVE;
    this.curve = this.#layout.name;
    this.nPublic = key.nPublic();
    this.id = toHex(key.id());
  }

  verify(proof: ProofInput, publicSignals: PublicSignalsInput): boolean {
    return this.explain(proof, publicSignals) === 'ok';
  }

  explain(proof: ProofInput, publicSignals: PublicSignalsInput): VerifyStatus {
    this.#alive();
    const bytesOrStatus = this.#bytesOf(proof, publicSignals);
    if (typeof bytesOrStatus === 'string') return bytesOrStatus;
    // Asked again, since a proxy among the inputs may have disposed of this while it was read.
    return statusName(this.#alive().verify(...bytesOrStatus));
  }

  verifyBatch(items: readonly { readonly proof: ProofInput; readonly publicSignals: PublicSignalsInput }[]): {
    ok: boolean;
    failed: number[];
  } {
    this.#alive();
    if (!Array.isArray(items)) throw unexpected('items', 'an array', items);
    // By index: an iterator of the caller's could do anything.
    const read = Array.from({ length: items.length }, (_, i) => {
      const { proof, publicSignals } = batchItem(items[i]);
      return this.#bytesOf(proof, publicSignals);
    });
    const valid = verifyTogether(this.#alive(), read);
    const failed = valid.flatMap((isValid, i) => (isValid ? [] : [i]));
    return { ok: failed.length === 0, failed };
  }

  #bytesOf(proof: unknown, publicSignals: unknown): VerifyStatus | readonly [Uint8Array, Uint8Array] {
    const proofOrStatus = proofBytes(proof, this.#layout);
    if (typeof proofOrStatus === 'string') return proofOrStatus;
    const signalsOrStatus = signalBytes(publicSignals, this.nPublic);
    return typeof signalsOrStatus === 'string' ? signalsOrStatus : [proofOrStatus, signalsOrStatus];
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
  const layout = CURVES.find(({ name }) => name === curve);
  if (inBytes && (format !== 'fedzk' || layout === undefined)) {
    throw new FedzkError(
      'invalid-argument',
      `A verification key in bytes needs { format: 'fedzk', curve: 'bn254' or 'bls12-381' }, got format ${describe(format)} and curve ${describe(curve)}.`,
    );
  }
  try {
    if (!inBytes) return writeKey(input);
    const bytes = copyBytes(input as Uint8Array);
    if (bytes[0] === layout?.id) return bytes;
  } catch (reason) {
    if (!Refusal.is(reason)) throw new FedzkError('invalid-verification-key', UNREADABLE, { cause: reason });
    const code = reason.path === 'curve' && typeof reason.got === 'string' ? 'unsupported' : 'invalid-verification-key';
    throw new FedzkError(code, `${reason.message}, got ${describe(reason.got)}.`);
  }
  throw new FedzkError('invalid-verification-key', NO_KEY);
}

const UNREADABLE = 'The verification key could not be read; pass the object that JSON.parse gives, or its bytes.';

const NO_KEY =
  'The bytes are not a verification key: expected the curve (1 BN254, 2 BLS12-381), the number of public signals as u32, and as many points.';

function invalidKey({ status, place }: KeyProblem): FedzkError {
  const message =
    place === undefined
      ? NO_KEY
      : `"${keyPointName(place)}" expected a finite point of the curve's subgroup with coordinates below p, got one that is ${REASONS[status] ?? status}.`;
  return new FedzkError('invalid-verification-key', message);
}

const REASONS: Partial<Record<VerifyStatus, string>> = {
  'malformed-proof': 'not uncompressed: it has flags',
  'coordinate-range': 'not canonical: a coordinate is p or above',
  infinity: 'infinity',
  'not-on-curve': 'off the curve',
  'not-in-subgroup': 'outside the subgroup',
};
