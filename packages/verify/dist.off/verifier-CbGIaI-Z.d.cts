/// <reference lib="esnext.disposable" />
/**
 * A Groth16 proof as snarkjs writes it. Coordinates are decimal strings below p, without sign or leading zeros. A point
 * may lack its last element, z, as in what `unpackGroth16Proof` of `@zk-kit/utils` gives.
 */
interface ProofJson {
    /** A: x, y, and "1" or nothing. */
    readonly pi_a: readonly string[];
    /** B: x, y, and ["1", "0"] or nothing; each with the real part first. */
    readonly pi_b: readonly (readonly string[])[];
    /** C: x, y, and "1" or nothing. */
    readonly pi_c: readonly string[];
    /** "groth16" where present. */
    readonly protocol?: string;
    /** "bn128", snarkjs's name of BN254, or "bls12381"; where it is missing, the key's curve. */
    readonly curve?: string;
}
/**
 * A proof on BN254 as Semaphore has it in `points`, which `packGroth16Proof` of `@zk-kit/utils` writes: eight decimal
 * strings, A's x and y, B's x and y, each with the imaginary part first, C's x and y.
 */
type PackedPoints = readonly string[];
/**
 * A proof: snarkjs JSON; Semaphore's `points`; or bytes in the `fedzk`, `compressed` or `uncompressed` format, which
 * their length tells apart (192, 128 and 256 bytes on BN254). Objects are read as data: own properties only, no getters.
 */
type ProofInput = ProofJson | PackedPoints | Uint8Array;
/**
 * Public signals in the circuit's order: decimal strings as snarkjs writes them, or bigints; or bytes, 32 a signal,
 * big-endian. JS numbers are refused, since they can't hold a field element.
 */
type PublicSignalsInput = readonly (string | bigint)[] | Uint8Array;
/** A verification key as snarkjs writes it; `vk_alphabeta_12` is not used. */
interface VerificationKeyJson {
    readonly protocol: string;
    readonly curve: string;
    readonly nPublic: number;
    readonly vk_alpha_1: readonly string[];
    readonly vk_beta_2: readonly (readonly string[])[];
    readonly vk_gamma_2: readonly (readonly string[])[];
    readonly vk_delta_2: readonly (readonly string[])[];
    readonly IC: readonly (readonly string[])[];
}
/**
 * A verification key: snarkjs JSON, or bytes in a format. Those of `fedzk` are u8 curve ‖ u32 nPublic ‖ alpha ‖ beta ‖
 * gamma ‖ delta ‖ IC_0 ‖ IC_1 …, integers big-endian, points uncompressed as gnark writes them: what `Verifier.id` is the
 * hash of.
 */
type VerificationKeyInput = VerificationKeyJson | Uint8Array;

/** A curve, by the name of this package. */
type Curve = 'bn254' | 'bls12-381';

/** The answer of a verification by its code: 0 accepts, each other code is one class of rejection. */
declare const STATUS_NAMES: readonly ["ok", "malformed-proof", "malformed-signals", "signal-count", "signal-range", "coordinate-range", "infinity", "not-on-curve", "not-in-subgroup", "equation"];
/** The answer of a verification: `'ok'`, or why the proof was rejected. */
type VerifyStatus = (typeof STATUS_NAMES)[number];

/** A build of the module: `fma` has Fp2 on fused multiply-add, twice as fast where there is such an instruction. */
type Backend = 'portable' | 'fma';

/**
 * How a verification key is written. README.md has the bytes.
 * - `fedzk`: see `VerificationKeyInput`;
 * - `arkworks`, `arkworks-uncompressed`: `serialize_compressed` and `serialize_uncompressed` of ark-groth16 0.5;
 * - `gnark`, `gnark-raw`: `WriteTo` and `WriteRawTo` of gnark 0.14.
 *
 * Where bytes are read, `arkworks` and `gnark` stand for either of their two.
 */
type KeyFormat = 'fedzk' | 'arkworks' | 'arkworks-uncompressed' | 'gnark' | 'gnark-raw';
/** How a key in bytes is to be read. */
interface KeyOptions {
    /** The format of the bytes. */
    readonly format?: KeyFormat;
    /** The curve of the bytes. */
    readonly curve?: Curve;
    /**
     * Whether a key is taken that anyone can forge proofs for, as `snarkjs groth16 setup` writes it before somebody has
     * contributed: for tests. False unless said.
     */
    readonly allowInsecure?: boolean;
}

/** How a verification key in bytes is to be read. */
interface VerifierOptions {
    /** The format of the bytes. */
    readonly format?: KeyFormat;
    /** The curve of the bytes. */
    readonly curve?: Curve;
    /**
     * Whether a key is taken that anyone can forge proofs for: δ is ±γ or ± the generator of G2, as `snarkjs groth16 setup`
     * writes it before somebody has contributed, or δ or γ is ±β. For tests. False unless said.
     */
    readonly allowInsecure?: boolean;
}
/** A proof and its signals. */
interface BatchItem {
    readonly proof: ProofInput;
    readonly publicSignals: PublicSignalsInput;
}
/** Whether all items are valid, and the indices of those that are not. */
interface BatchResult {
    ok: boolean;
    failed: number[];
}
/** A verification key, checked and prepared. It owns memory of the module: dispose of it, or declare it with `using`. */
interface Verifier extends Disposable {
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
    verifyBatch(items: readonly BatchItem[]): BatchResult;
    /** Frees the key's memory; the same as `[Symbol.dispose]`, for runtimes without `using`. */
    dispose(): void;
}
/**
 * Checks a verification key and prepares it, which takes about as long as one verification.
 *
 * @param verificationKey snarkjs JSON, or bytes with `{ format, curve }`
 * @throws {FedzkError} `invalid-verification-key`: malformed, or a point that is not canonical, off the curve, outside
 *   the subgroup or infinity, or a δ to which nobody has contributed (see `allowInsecure`); `unsupported`: another curve, or a key of gnark's with commitments; `invalid-argument`:
 *   bytes without their format
 *
 * @example
 * ```ts
 * const verifier = createVerifier(JSON.parse(await readFile('verification_key.json', 'utf8')));
 * verifier.verify(proof, publicSignals); // true or false
 * verifier.explain(proof, publicSignals); // 'ok', 'signal-range', 'not-in-subgroup', 'equation', …
 * ```
 */
declare function createVerifier(verificationKey: VerificationKeyInput, options?: VerifierOptions): Verifier;
/**
 * {@link Verifier.verifyBatch} for proofs of several keys, of either curve: one equation a curve for what is together.
 *
 * @param items each with the verifier of its key
 * @throws {FedzkError} `invalid-argument`: not an array, or an item without a verifier of `createVerifier`'s; `disposed`
 *
 * @example
 * ```ts
 * verifyBatch([{ verifier: ofUpdates, proof, publicSignals }, …]); // { ok, failed }
 * ```
 */
declare function verifyBatch(items: readonly (BatchItem & {
    readonly verifier: Verifier;
})[]): BatchResult;

export { type Backend as B, type Curve as C, type KeyFormat as K, type PackedPoints as P, type VerificationKeyInput as V, type BatchItem as a, type BatchResult as b, type ProofInput as c, type ProofJson as d, type PublicSignalsInput as e, type VerificationKeyJson as f, type Verifier as g, type VerifierOptions as h, type VerifyStatus as i, createVerifier as j, type KeyOptions as k, verifyBatch as v };
