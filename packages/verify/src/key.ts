import { byteLength, copyBytes, describe, FedzkError } from '@fedzk/core';
import { unexpected } from './argument.js';
import { CURVES, type Curve } from './codec/curves.js';
import { keyLayout, readKeyIn } from './codec/keys.js';
import { keyPointName } from './codec/snarkjs.js';
import { keyJsonBytes, readable } from './key-json.js';
import type { VerifyStatus } from './status.js';
import { type Insecurity, Key, type PointProblem, readKey } from './wasm.js';

/**
 * The formats of a verification key in bytes. README.md has the details.
 * - `fedzk`: see `VerificationKeyInput`;
 * - `arkworks`, `arkworks-uncompressed`: `serialize_compressed` and `serialize_uncompressed` of ark-groth16 0.5;
 * - `gnark`, `gnark-raw`: `WriteTo` and `WriteRawTo` of gnark 0.14.
 *
 * When bytes are read, `arkworks` and `gnark` stand for both of their forms.
 */
export type KeyFormat = 'fedzk' | 'arkworks' | 'arkworks-uncompressed' | 'gnark' | 'gnark-raw';

/** The options for reading a verification key. */
export interface KeyOptions {
  /** The format of bytes. A key in JSON has none. */
  readonly format?: KeyFormat;
  /** The curve of bytes. A key in JSON names its own, which must be the same. */
  readonly curve?: Curve;
  /**
   * Accepts a key for which anyone can forge proofs, as `snarkjs groth16 setup` writes it before the first contribution.
   * For tests. Default: false.
   */
  readonly allowInsecure?: boolean;
}

/** The names of {@link KeyOptions}. */
export const KEY_OPTIONS: readonly (keyof KeyOptions)[] = ['format', 'curve', 'allowInsecure'];

/** The longer format that a name also stands for. */
const LONGER: Readonly<Record<string, string>> = { arkworks: 'arkworks-uncompressed', gnark: 'gnark-raw' };

/** Checks and prepares a key. Returns it with its bytes in the layout that `Verifier.id` hashes. @internal */
export function preparedKey(input: unknown, options: KeyOptions): readonly [key: Key, bytes: Uint8Array] {
  const { allowInsecure = false } = options;
  if (typeof allowInsecure !== 'boolean') throw unexpected('allowInsecure', 'a boolean', allowInsecure);
  const bytes = keyBytes(input, options);
  const key = readKey(bytes, allowInsecure);
  if (key instanceof Key) return [key, bytes];
  throw 'insecure' in key ? insecureKey(key) : invalidKey(key);
}

/** Writes a key in the layout that `Verifier.id` hashes. Doesn't check the points of bytes in that layout. */
function keyBytes(input: unknown, { format, curve }: KeyOptions): Uint8Array {
  if (byteLength(input) === undefined) return jsonBytes(input, format, curve);
  const on = CURVES.find(({ name }) => name === curve);
  if (on === undefined || (format !== 'fedzk' && keyLayout(format, on) === undefined)) {
    throw new FedzkError(
      'invalid-argument',
      `A verification key in bytes needs { format: 'fedzk', 'arkworks' or 'gnark', curve: 'bn254' or 'bls12-381' }, got format ${describe(format)} and curve ${describe(curve)}.`,
    );
  }
  const bytes = readable(() => copyBytes(input as Uint8Array));
  if (format === 'fedzk') {
    if (bytes[0] === on.id) return bytes;
    throw new FedzkError('invalid-verification-key', NO_KEY);
  }
  for (const name of [format, LONGER[`${format}`]]) {
    const layout = keyLayout(name, on);
    const key = layout && readKeyIn(layout, on, bytes, invalidKey);
    if (key !== undefined) return key;
  }
  throw new FedzkError(
    'invalid-verification-key',
    `The bytes are not a verification key of format "${format}" on ${curve}.`,
  );
}

/** Writes a key in JSON as bytes. The options must not contradict it. */
function jsonBytes(input: unknown, format: unknown, curve: unknown): Uint8Array {
  const bytes = keyJsonBytes(input);
  if (format !== undefined) {
    const message = `"format" is for a verification key in bytes, but this one is JSON: leave out ${describe(format)}.`;
    throw new FedzkError('invalid-argument', message);
  }
  const own = CURVES.find(({ id }) => id === bytes[0])?.name;
  if (curve !== undefined && curve !== own) throw unexpected('curve', `"${own}", which the key names`, curve);
  return bytes;
}

const NO_KEY =
  'The bytes are not a verification key: expected the curve (1 BN254, 2 BLS12-381), the number of public signals as u32, and as many points.';

/** Makes the error for a key with a wrong point, or with a wrong layout if there is no place. @internal */
export function invalidKey({ status, place }: PointProblem): FedzkError {
  const message =
    place === undefined
      ? NO_KEY
      : `"${keyPointName(place)}" expected a finite point of the curve's subgroup with coordinates below p, got one that is ${REASONS[status] ?? status}.`;
  return new FedzkError('invalid-verification-key', message);
}

const REASONS: Partial<Record<VerifyStatus, string>> = {
  'malformed-proof': 'wrongly flagged',
  'coordinate-range': 'not canonical: a coordinate is p or above',
  infinity: 'infinity',
  'not-on-curve': 'off the curve',
  'not-in-subgroup': 'outside the subgroup',
};

function insecureKey({ insecure }: Insecurity): FedzkError {
  const { what, why } = RELATIONS[insecure] ?? { what: '"vk_delta_2" is known', why: UNCONTRIBUTED };
  return new FedzkError(
    'invalid-verification-key',
    `${what}, so anyone can forge proofs for this key: ${why}. For a test, pass { allowInsecure: true }.`,
  );
}

const UNCONTRIBUTED = 'nobody has contributed to its set-up ("snarkjs zkey contribute")';
const MADE_UP = 'no set-up makes such a key';

/** The relations by the number of `Insecure` in rust/groth16/src/vk.rs. */
const RELATIONS: Readonly<Record<number, { readonly what: string; readonly why: string }>> = {
  1: { what: '"vk_delta_2" is plus or minus "vk_gamma_2"', why: UNCONTRIBUTED },
  2: { what: '"vk_delta_2" is plus or minus the generator of G2', why: UNCONTRIBUTED },
  3: { what: '"vk_delta_2" is plus or minus "vk_beta_2"', why: MADE_UP },
  4: { what: '"vk_gamma_2" is plus or minus "vk_beta_2"', why: MADE_UP },
};
