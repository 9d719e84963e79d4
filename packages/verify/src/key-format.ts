import { byteLength, optionsOf } from '@fedzk/core';
import { unexpected } from './argument.js';
import { CURVES, type Curve, DEFAULT_CURVE } from './codec/curves.js';
import { keyLayout, writeKeyIn } from './codec/keys.js';
import { keyJson } from './codec/snarkjs.js';
import type { VerificationKeyInput, VerificationKeyJson } from './input.js';
import { invalidKey, KEY_OPTIONS, type KeyFormat, type KeyOptions, preparedKey } from './key.js';

/**
 * Writes a verification key as bytes. Checks all its points. A gnark key has two more points that no verifier uses: the
 * point at infinity is written for them, and gnark verifies with such a key.
 *
 * @param verificationKey snarkjs JSON, or bytes with their format and curve as options
 * @throws {FedzkError} as `createVerifier`; `invalid-argument`: another format
 *
 * @example
 * ```ts
 * const bytes = encodeVerificationKey(key, 'arkworks'); // VerifyingKey::deserialize_compressed reads them
 * ```
 */
export function encodeVerificationKey(
  verificationKey: VerificationKeyInput,
  format: KeyFormat,
  options: KeyOptions = {},
): Uint8Array {
  if (format !== 'fedzk' && keyLayout(format, DEFAULT_CURVE) === undefined) {
    throw unexpected('format', '"fedzk", "arkworks", "arkworks-uncompressed", "gnark" or "gnark-raw"', format);
  }
  const key = checkedKey(verificationKey, options);
  const curve = CURVES.find(({ id }) => id === key[0]) ?? DEFAULT_CURVE;
  const layout = keyLayout(format, curve);
  return layout === undefined ? key : writeKeyIn(layout, curve, key, invalidKey);
}

/**
 * Reads a verification key in bytes and returns snarkjs JSON. Checks all its points, and accepts only one encoding of
 * each. To verify with the key, pass the bytes to `createVerifier` as they are.
 *
 * @throws {FedzkError} as `createVerifier`
 *
 * @example
 * ```ts
 * const key = decodeVerificationKey(bytes, { format: 'gnark', curve: 'bn254' });
 * ```
 */
export function decodeVerificationKey(
  bytes: Uint8Array,
  options: KeyOptions & { readonly format: KeyFormat; readonly curve: Curve },
): VerificationKeyJson {
  if (byteLength(bytes) === undefined) throw unexpected('bytes', 'a Uint8Array', bytes);
  const key = checkedKey(bytes, options);
  return keyJson(key, CURVES.find(({ id }) => id === key[0]) ?? DEFAULT_CURVE);
}

/** Returns the bytes of a checked key in the layout `fedzk`. */
function checkedKey(input: VerificationKeyInput, options: KeyOptions): Uint8Array {
  const [key, bytes] = preparedKey(input, optionsOf(options, KEY_OPTIONS));
  key.free();
  return bytes;
}
