import { byteLength, describe, FedzkError } from '@fedzk/core';
import { asOptions, unexpected } from './argument.js';
import { CURVES, type Curve, type CurveLayout, DEFAULT_CURVE, proofLength } from './codec/curves.js';
import { attempt, proofBytes } from './codec/input.js';
import { curveOfProof, readProof } from './codec/snarkjs.js';
import type { ProofInput, ProofJson } from './input.js';
import type { VerifyStatus } from './status.js';
import { convert } from './wasm.js';

/**
 * How a proof's three points are written, A, B, C one after the other, each as gnark writes it:
 * - `fedzk`, 192 bytes: A and C compressed; B uncompressed on BN254 and compressed on BLS12-381;
 * - `compressed`: all compressed, 128 bytes on BN254, 192 on BLS12-381;
 * - `uncompressed`: all uncompressed, 256 bytes on BN254, also what the precompiles of EIP-197 read; 384 on BLS12-381.
 */
export type ProofFormat = 'fedzk' | 'compressed' | 'uncompressed';

const LENGTHS: Readonly<Record<ProofFormat, (curve: CurveLayout) => number>> = {
  fedzk: () => 192,
  compressed: ({ bytes }) => 4 * bytes,
  uncompressed: proofLength,
};

/**
 * A proof as bytes. All its points are checked on the way.
 *
 * @param proof snarkjs JSON, whose `curve` is BN254 where it has none; or bytes of any format
 * @param options the curve of bytes, BN254 where it is left out
 * @throws {FedzkError} `invalid-proof`, with the status that a verifier would give; `unsupported`: another curve;
 *   `invalid-argument`: another format
 *
 * @example
 * ```ts
 * const bytes = encodeProof(proof, 'fedzk'); // 192 bytes
 * ```
 */
export function encodeProof(
  proof: ProofInput,
  format: ProofFormat,
  options: { readonly curve?: Curve } = {},
): Uint8Array {
  const { curve } = asOptions(options);
  const layout = curve === undefined ? curveOf(proof) : layoutOf(curve);
  const length = lengthOf(format, layout);
  const bytes = proofBytes(proof, layout);
  return accept(typeof bytes === 'string' ? bytes : convert(layout.id, bytes, length), format);
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
  options: { readonly format: ProofFormat; readonly curve: Curve },
): ProofJson {
  const { format, curve } = asOptions(options);
  const layout = layoutOf(curve);
  const length = lengthOf(format, layout);
  const got = byteLength(bytes);
  if (got === undefined) throw unexpected('bytes', 'a Uint8Array', bytes);
  if (got !== length) {
    throw new FedzkError('invalid-proof', `"bytes" expected ${length} bytes of format "${format}", got ${got}.`);
  }
  const copy = proofBytes(bytes, layout);
  const whole = typeof copy === 'string' ? copy : convert(layout.id, copy, proofLength(layout));
  return readProof(accept(whole, format), layout);
}

/** The curve that a proof in JSON names; of bytes, and of what can't be read, the default. */
function curveOf(proof: unknown): CurveLayout {
  if (byteLength(proof) !== undefined) return DEFAULT_CURVE;
  return attempt(DEFAULT_CURVE, DEFAULT_CURVE, () => curveOfProof(proof));
}

function layoutOf(curve: unknown): CurveLayout {
  const layout = CURVES.find(({ name }) => name === curve);
  if (layout !== undefined) return layout;
  throw new FedzkError('unsupported', `"curve" expected "bn254" or "bls12-381", got ${describe(curve)}.`);
}

function lengthOf(format: ProofFormat, curve: CurveLayout): number {
  if (typeof format === 'string' && Object.hasOwn(LENGTHS, format)) return LENGTHS[format](curve);
  throw unexpected('format', '"fedzk", "compressed" or "uncompressed"', format);
}

function accept(result: Uint8Array | VerifyStatus, format: ProofFormat): Uint8Array {
  if (typeof result !== 'string') return result;
  throw new FedzkError('invalid-proof', `The proof can't be written or read as "${format}": it is ${result}.`);
}
