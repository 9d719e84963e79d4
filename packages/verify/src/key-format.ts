import { byteLength, optionsOf } from '@fedzk/core';
import { unexpected } from './argument.js';
import { CURVES, type Curve, DEFAULT_CURVE } from './codec/curves.js';
import { keyLayout, writeKeyIn } from './codec/keys.js';
import { keyJson } from './codec/snarkjs.js';
import type { VerificationKeyInput, VerificationKeyJson } from './input.js';
import { invalidKey, KEY_OPTIONS, type KeyFormat, type KeyOptions, preparedKey } from './key.js';

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
export function decodeVerificationKey(
  bytes: Uint8Array,
  options: KeyOptions & { readonly format: KeyFormat; readonly curve: Curve },
): VerificationKeyJson {
  if (byteLength(bytes) === undefined) throw unexpected('bytes', 'a Uint8Array', bytes);
  const key = checkedKey(bytes, options);
  return keyJson(key, CURVES.find(({ id }) => id === key[0]) ?? DEFAULT_CURVE);
}

/** Gives the bytes of a checked key in the layout `fedzk`. */
function checkedKey(input: VerificationKeyInput, options: KeyOptions): Uint8Array {
  const [key, bytes] = preparedKey(input, optionsOf(options, KEY_OPTIONS));
  key.free();
  return bytes;
}
