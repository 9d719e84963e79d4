import { byteLength, describe, FedzkError } from '@fedzk/core';
import { asOptions, unexpected } from './argument.js';
import { proofBytes } from './codec/input.js';
import { PROOF_BYTES, readProof } from './codec/snarkjs.js';
import type { ProofInput, ProofJson } from './input.js';
import type { VerifyStatus } from './status.js';
import { convert } from './wasm.js';

/**
 * How a proof's three points are written, A, B, C one after the other, each as gnark writes it:
 * - `fedzk`: A and C compressed, B uncompressed: 192 bytes on BN254;
 * - `uncompressed`: all uncompressed: 256 bytes on BN254, also what the precompiles of EIP-197 read.
 */
export type ProofFormat = 'fedzk' | 'uncompressed';

const LENGTHS: Readonly<Record<ProofFormat, number>> = { fedzk: 192, uncompressed: PROOF_BYTES };

/**
 * A proof as bytes. All its points are checked on the way.
 *
 * @param proof snarkjs JSON, or bytes of either format
 * @throws {FedzkError} `invalid-proof`, with the status that a verifier would give; `invalid-argument`: another format
 *
 * @example
 * ```ts
 * const bytes = encodeProof(proof, 'fedzk'); // 192 bytes
 * ```
 */
export function encodeProof(proof: ProofInput, format: ProofFormat): Uint8Array {
  const length = lengthOf(format);
  const bytes = proofBytes(proof);
  return accept(typeof bytes === 'string' ? bytes : convert(bytes, length), format);
}

/**
 * The snarkjs JSON of a proof in bytes. All its points are checked on the way. To verify bytes, pass them to the
 * verifier as they are.
 *
 * @throws {FedzkError} `invalid-proof`, with the status that a verifier would give; `unsupported`: another curve;
 *   `invalid-argument`: another format, or not bytes
 *
 * @example
 * ```ts
 * const proof = decodeProof(bytes, { format: 'fedzk', curve: 'bn254' });
 * ```
 */
export function decodeProof(
  bytes: Uint8Array,
  options: { readonly format: ProofFormat; readonly curve: 'bn254' },
): ProofJson {
  const { format, curve } = asOptions(options);
  if (curve !== 'bn254') throw new FedzkError('unsupported', `"curve" expected "bn254", got ${describe(curve)}.`);
  const length = lengthOf(format);
  const got = byteLength(bytes);
  if (got === undefined) throw unexpected('bytes', 'a Uint8Array', bytes);
  if (got !== length) {
    throw new FedzkError('invalid-proof', `"bytes" expected ${length} bytes of format "${format}", got ${got}.`);
  }
  const copy = proofBytes(bytes);
  return readProof(accept(typeof copy === 'string' ? copy : convert(copy, PROOF_BYTES), format));
}

function lengthOf(format: ProofFormat): number {
  if (typeof format === 'string' && Object.hasOwn(LENGTHS, format)) return LENGTHS[format];
  throw unexpected('format', '"fedzk" or "uncompressed"', format);
}

function accept(result: Uint8Array | VerifyStatus, format: ProofFormat): Uint8Array {
  if (typeof result !== 'string') return result;
  throw new FedzkError('invalid-proof', `The proof can't be written or read as "${format}": it is ${result}.`);
}
