/// <reference lib="esnext.disposable" />
export { FedzkError, FedzkErrorCode } from '@fedzk/core';
import { C as Curve, d as ProofJson, P as PackedPoints, c as ProofInput, k as KeyOptions, K as KeyFormat, f as VerificationKeyJson, V as VerificationKeyInput } from './verifier-CbGIaI-Z.js';
export { B as Backend, a as BatchItem, b as BatchResult, e as PublicSignalsInput, g as Verifier, h as VerifierOptions, i as VerifyStatus, j as createVerifier, v as verifyBatch } from './verifier-CbGIaI-Z.js';

/**
 * How a proof's three points are written, A, B, C one after the other. README.md has the bytes. As gnark writes points:
 * - `fedzk`, 192 bytes: A and C compressed; B uncompressed on BN254 and compressed on BLS12-381;
 * - `compressed`: all compressed, 128 bytes on BN254, 192 on BLS12-381;
 * - `uncompressed`: all uncompressed, 256 bytes on BN254, 384 on BLS12-381.
 *
 * As others write proofs:
 * - `evm`: what contracts take: on BN254 256 bytes in EIP-197's order, the same as `uncompressed`, snarkjs's
 *   `exportSolidityCallData` and gnark's `MarshalSolidity`; on BLS12-381 512 bytes of EIP-2537's numbers;
 * - `arkworks`, `arkworks-uncompressed`: `serialize_compressed` and `serialize_uncompressed` of ark-serialize 0.5;
 * - `gnark`, `gnark-raw`: `WriteTo` and `WriteRawTo` of gnark 0.14, which adds the commitments of its own extension, none.
 *
 * `decodeProof` takes the longer form of the last two for the shorter one's name too.
 */
type ProofFormat = 'fedzk' | 'compressed' | 'uncompressed' | 'evm' | 'arkworks' | 'arkworks-uncompressed' | 'gnark' | 'gnark-raw';
/**
 * A proof as bytes, or in the format `semaphore` as eight decimal strings. All its points are checked on the way.
 *
 * @param proof snarkjs JSON, whose `curve` is BN254 where it has none; Semaphore's `points`; or bytes of `fedzk`,
 *   `compressed` or `uncompressed`
 * @param options the curve of bytes, BN254 where it is left out
 * @throws {FedzkError} `invalid-proof`, with the status that a verifier would give; `unsupported`: another curve, or for
 *   `semaphore` another than BN254; `invalid-argument`: another format
 *
 * @example
 * ```ts
 * const bytes = encodeProof(proof, 'fedzk'); // 192 bytes
 * const points = encodeProof(proof, 'semaphore'); // 8 strings
 * ```
 */
declare function encodeProof(proof: ProofInput, format: ProofFormat, options?: {
    readonly curve?: Curve;
}): Uint8Array;
declare function encodeProof(proof: ProofInput, format: 'semaphore', options?: {
    readonly curve?: 'bn254';
}): string[];
/**
 * The snarkjs JSON of a proof in bytes, or of Semaphore's `points`. All its points are checked on the way, and each has
 * one encoding: what would be written otherwise is refused. To verify bytes of `fedzk`, `compressed` or `uncompressed`,
 * or `points`, pass them to the verifier as they are.
 *
 * @throws {FedzkError} `invalid-proof`, with the status that a verifier would give; `unsupported`: another curve, or a
 *   proof of gnark's with commitments; `invalid-argument`: another format, or not bytes
 *
 * @example
 * ```ts
 * const proof = decodeProof(bytes, { format: 'fedzk', curve: 'bn254' });
 * ```
 */
declare function decodeProof(bytes: Uint8Array, options: {
    readonly format: ProofFormat;
    readonly curve: Curve;
}): ProofJson;
declare function decodeProof(points: PackedPoints, options: {
    readonly format: 'semaphore';
    readonly curve: 'bn254';
}): ProofJson;

/**
 * A verification key as bytes. All its points are checked on the way. A key of gnark's has two more points, which no
 * verifier uses: infinity is written for them, with which gnark verifies too.
 *
 * @param verificationKey snarkjs JSON, or bytes with their format and curve as options
 * @throws {FedzkError} as `createVerifier`; `invalid-argument`: another format
 *
 * @example
 * ```ts
 * const bytes = encodeVerificationKey(key, 'arkworks'); // VerifyingKey::deserialize_compressed reads them
 * ```
 */
declare function encodeVerificationKey(verificationKey: VerificationKeyInput, format: KeyFormat, options?: KeyOptions): Uint8Array;
/**
 * The snarkjs JSON of a verification key in bytes. All its points are checked on the way, and each has one encoding. To
 * verify with the key, pass the bytes to `createVerifier` as they are.
 *
 * @throws {FedzkError} as `createVerifier`
 *
 * @example
 * ```ts
 * const key = decodeVerificationKey(bytes, { format: 'gnark', curve: 'bn254' });
 * ```
 */
declare function decodeVerificationKey(bytes: Uint8Array, options: KeyOptions & {
    readonly format: KeyFormat;
    readonly curve: Curve;
}): VerificationKeyJson;

export { Curve, KeyFormat, PackedPoints, type ProofFormat, ProofInput, ProofJson, VerificationKeyInput, VerificationKeyJson, decodeProof, decodeVerificationKey, encodeProof, encodeVerificationKey };
