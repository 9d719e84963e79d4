import { FedzkError, listOf, optionsOf, toHex, unexpected } from '@fedzk/core';
import { isObject } from './argument.js';
import { CURVES, type Curve, type CurveLayout, DEFAULT_CURVE } from './codec/curves.js';
import { batchItem, batchVerifier, statementBytes } from './codec/input.js';
import type { ProofInput, PublicSignalsInput, VerificationKeyInput } from './input.js';
import { type Backend, backendInUse } from './instance.js';
import { KEY_OPTIONS, type KeyOptions, preparedKey } from './key.js';
import type { Level } from './levels.js';
import { type LevelOptions, MANIFEST_OPTIONS, type Met, requirementOf } from './requirement.js';
import { statusName, type VerifyStatus } from './status.js';
import { type Key, verifyTogether } from './wasm.js';

/** The options for reading a verification key. */
export interface VerifierOptions extends KeyOptions, LevelOptions {
  /**
   * Accepts a key for which anyone can forge proofs: δ is ±γ or ± the generator of G2, as `snarkjs groth16 setup` writes it
   * before the first contribution, or δ or γ is ±β. For tests. Default: false.
   */
  readonly allowInsecure?: boolean;
}

/** The names of {@link VerifierOptions}. */
const VERIFIER_OPTIONS = [...KEY_OPTIONS, ...MANIFEST_OPTIONS] as const;

/** A proof and its signals. */
export interface BatchItem {
  readonly proof: ProofInput;
  readonly publicSignals: PublicSignalsInput;
}

/** The verdict on a batch: whether all items are valid, and the indices of those that are not. */
export interface BatchResult {
  ok: boolean;
  failed: number[];
}

/** A checked and prepared verification key. It owns memory of the module: dispose of it, or declare it with `using`. */
export interface Verifier extends Disposable {
  readonly curve: Curve;
  /** The number of public signals. */
  readonly nPublic: number;
  /** SHA-256 of the key in the layout of {@link VerificationKeyInput}'s bytes, in lower-case hexadecimal. */
  readonly id: string;
  /** The build of the module in use. */
  readonly backend: Backend;
  /** The level that the key's manifest was checked for; `undefined` without a manifest. */
  readonly level: Level | undefined;
  /** True if the manifest says that the key was made for tests: anyone can forge proofs for it. */
  readonly development: boolean;
  /**
   * Verifies a proof for public signals. Checks each time that numbers are canonical, the number of signals, that points
   * are on the curve and in the subgroup, and the pairing equation.
   *
   * Never throws for an invalid proof or invalid signals. If (A, B, C) is valid then so is (−A, −B, C), and anyone can make
   * further proofs of a statement from one: don't use a proof as an identifier.
   *
   * @throws {FedzkError} `disposed`
   */
  verify(proof: ProofInput, publicSignals: PublicSignalsInput): boolean;
  /** Verifies as {@link Verifier.verify} does, and returns the reason for a rejection. */
  explain(proof: ProofInput, publicSignals: PublicSignalsInput): VerifyStatus;
  /**
   * Verifies all items together. Makes every check of {@link Verifier.verify}. Combines the equations into one with random
   * factors of 128 bits from `crypto.getRandomValues`; if that fails, it finds the invalid ones by halving. Items are read
   * as data, as proofs are; a malformed item is not valid.
   *
   * @throws {FedzkError} `invalid-argument`: not an array; `disposed`
   */
  verifyBatch(items: readonly BatchItem[]): BatchResult;
  /** Frees the key's memory; the same as `[Symbol.dispose]`, for runtimes without `using`. */
  dispose(): void;
}

/**
 * Checks and prepares a verification key, which takes about as long as one verification.
 *
 * @param verificationKey snarkjs JSON, or bytes with `{ format, curve }`
 * @throws {FedzkError} `invalid-verification-key`: malformed; a point is not canonical, off the curve, outside the
 *   subgroup or infinity; nobody has contributed to the key (see `allowInsecure`); or the manifest doesn't show that the
 *   key meets the level. `unsupported`: another curve, or a gnark key with commitments. `invalid-argument`: bytes without a
 *   format, JSON with a format or a different curve, or a manifest that was not opened
 *
 * @example
 * ```ts
 * const verifier = createVerifier(JSON.parse(await readFile('verification_key.json', 'utf8')));
 * verifier.verify(proof, publicSignals); // true or false
 * verifier.explain(proof, publicSignals); // 'ok', 'signal-range', 'not-in-subgroup', 'equation', …
 * ```
 */
export function createVerifier(verificationKey: VerificationKeyInput, options: VerifierOptions = {}): Verifier {
  const { manifest, level, trustedKeys, r1csSha256, development, ...keyOptions } = optionsOf(options, VERIFIER_OPTIONS);
  const requirement = requirementOf({ manifest, level, trustedKeys, r1csSha256, development });
  const [key, bytes] = preparedKey(verificationKey, keyOptions);
  try {
    return new KeyVerifier(key, requirement?.(bytes));
  } catch (error) {
    key.free();
    throw error;
  }
}

class KeyVerifier implements Verifier {
  readonly curve: Curve;
  readonly backend: Backend = backendInUse();
  readonly nPublic: number;
  readonly id: string;
  readonly level: Level | undefined;
  readonly development: boolean;
  readonly #layout: CurveLayout;
  #key: Key | undefined;

  constructor(key: Key, met?: Met) {
    this.#key = key;
    this.level = met?.level;
    this.development = met?.development ?? false;
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
    // Checked again: a proxy among the inputs may have disposed of this while it was read.
    return statusName(this.#alive().verify(...bytesOrStatus));
  }

  verifyBatch(items: readonly BatchItem[]): BatchResult {
    this.#alive();
    return KeyVerifier.#together(items, (item) => {
      const { proof, publicSignals } = batchItem(item);
      return [this, this.#bytesOf(proof, publicSignals)];
    });
  }

  /** Verifies the statements that `read` makes of the items, in their order. */
  static #together(
    items: unknown,
    read: (item: unknown, place: number) => readonly [KeyVerifier, VerifyStatus | readonly [Uint8Array, Uint8Array]],
  ): BatchResult {
    const statements = listOf(items, 'items', 'an array', read);
    // Checked again: a proxy among the inputs may have disposed of a verifier while it was read.
    const valid = verifyTogether(
      statements.map(([verifier, bytes]) => (typeof bytes === 'string' ? bytes : [verifier.#alive(), ...bytes])),
    );
    const failed = valid.flatMap((isValid, i) => (isValid ? [] : [i]));
    return { ok: failed.length === 0, failed };
  }

  /** Implements {@link verifyBatch}. */
  static verifyOfSeveral(items: unknown): BatchResult {
    return KeyVerifier.#together(items, (item, i) => {
      const verifier = batchVerifier(item);
      if (!(isObject(verifier) && #key in verifier)) throw unexpected(`items[${i}].verifier`, 'a verifier', verifier);
      verifier.#alive();
      const { proof, publicSignals } = batchItem(item);
      return [verifier, verifier.#bytesOf(proof, publicSignals)];
    });
  }

  #bytesOf(proof: unknown, publicSignals: unknown): VerifyStatus | readonly [Uint8Array, Uint8Array] {
    return statementBytes(proof, publicSignals, this.#layout, this.nPublic);
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

/**
 * Verifies proofs of several keys together, as {@link Verifier.verifyBatch} does. Makes one equation for each curve.
 *
 * @param items each with the verifier of its key
 * @throws {FedzkError} `invalid-argument`: not an array, or an item without a verifier of `createVerifier`; `disposed`
 *
 * @example
 * ```ts
 * verifyBatch([{ verifier: ofUpdates, proof, publicSignals }, …]); // { ok, failed }
 * ```
 */
export function verifyBatch(items: readonly (BatchItem & { readonly verifier: Verifier })[]): BatchResult {
  return KeyVerifier.verifyOfSeveral(items);
}
