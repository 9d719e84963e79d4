import { byteLength, concat, copyBytes, describe, FedzkError, optionsOf } from '@fedzk/core';
import { committing, unexpected } from './argument.js';
import { CURVES, type Curve, type CurveLayout, DEFAULT_CURVE } from './codec/curves.js';
import { attempt, proofBytes } from './codec/input.js';
import { arkworks, evm } from './codec/notation.js';
import {
  COMPRESSED,
  type Encoding,
  type Group,
  infinity,
  type List,
  PLAIN,
  pointsLength,
  readPoints,
  same,
  writePoints,
} from './codec/points.js';
import { curveOfProof, packs, readPacked, readProof } from './codec/snarkjs.js';
import type { PackedPoints, ProofInput, ProofJson } from './input.js';
import type { VerifyStatus } from './status.js';

/**
 * The formats of a proof in bytes: its points A, B, C one after the other. README.md has the details. With points as gnark
 * writes them:
 * - `fedzk`, 192 bytes: A and C compressed; B uncompressed on BN254 and compressed on BLS12-381;
 * - `compressed`: all compressed, 128 bytes on BN254, 192 on BLS12-381;
 * - `uncompressed`: all uncompressed, 256 bytes on BN254, 384 on BLS12-381.
 *
 * As other software writes proofs:
 * - `evm`: for contracts. On BN254 256 bytes in EIP-197's order, the same as `uncompressed`, snarkjs's
 *   `exportSolidityCallData` and gnark's `MarshalSolidity`. On BLS12-381 512 bytes as in EIP-2537;
 * - `arkworks`, `arkworks-uncompressed`: `serialize_compressed` and `serialize_uncompressed` of ark-serialize 0.5;
 * - `gnark`, `gnark-raw`: `WriteTo` and `WriteRawTo` of gnark 0.14, with an empty list of commitments.
 *
 * When `decodeProof` reads bytes, `arkworks` and `gnark` stand for both of their forms.
 */
export type ProofFormat =
  | 'fedzk'
  | 'compressed'
  | 'uncompressed'
  | 'evm'
  | 'arkworks'
  | 'arkworks-uncompressed'
  | 'gnark'
  | 'gnark-raw';

/** A format on a curve. */
interface Layout extends Encoding {
  /** Tells whether gnark's commitments follow. */
  readonly commitments?: boolean;
  /** A longer format that is read under the same name. */
  readonly longer?: ProofFormat;
}

const LAYOUTS: Readonly<Record<ProofFormat, (curve: CurveLayout) => Layout>> = {
  fedzk: ({ id }) => ({ form: [true, id !== 1] }),
  compressed: () => ({ form: COMPRESSED }),
  uncompressed: () => ({ form: PLAIN }),
  evm: (curve) => ({ form: PLAIN, notation: evm(curve) }),
  arkworks: (curve) => ({ form: COMPRESSED, notation: arkworks(curve), longer: 'arkworks-uncompressed' }),
  'arkworks-uncompressed': (curve) => ({ form: PLAIN, notation: arkworks(curve) }),
  gnark: () => ({ form: COMPRESSED, commitments: true, longer: 'gnark-raw' }),
  'gnark-raw': () => ({ form: PLAIN, commitments: true }),
};

/** The formats that a verifier takes. It recognises them by their length. */
const NATIVE: readonly ProofFormat[] = ['uncompressed', 'fedzk', 'compressed'];

const PROOF: readonly Group[] = [1, 2, 1];

/**
 * The format of Semaphore's `points`: no bytes, but eight decimal strings, see {@link PackedPoints}. Only proofs on BN254
 * have it.
 */
const SEMAPHORE = 'semaphore';

/**
 * Writes a proof as bytes, or in the format `semaphore` as eight decimal strings. Checks all its points.
 *
 * @param proof snarkjs JSON, without `curve` on BN254; Semaphore's `points`; or bytes of `fedzk`, `compressed` or
 *   `uncompressed`
 * @param options the curve of bytes. Default: BN254
 * @throws {FedzkError} `invalid-proof`, with the status that a verifier would return; `unsupported`: another curve, or
 *   `semaphore` on BLS12-381; `invalid-argument`: another format
 *
 * @example
 * ```ts
 * const bytes = encodeProof(proof, 'fedzk'); // 192 bytes
 * const points = encodeProof(proof, 'semaphore'); // 8 strings
 * ```
 */
export function encodeProof(proof: ProofInput, format: ProofFormat, options?: { readonly curve?: Curve }): Uint8Array;
export function encodeProof(proof: ProofInput, format: 'semaphore', options?: { readonly curve?: 'bn254' }): string[];
export function encodeProof(
  proof: ProofInput,
  format: ProofFormat | 'semaphore',
  options: { readonly curve?: Curve } = {},
): Uint8Array | string[] {
  const { curve } = optionsOf(options, ['curve']);
  const on = curve === undefined ? curveOf(proof) : curveNamed(curve);
  if (format !== SEMAPHORE) return encoded(proof, format, on);
  if (!packs(on)) throw notPacked(on);
  return readPacked(encoded(proof, 'uncompressed', on, SEMAPHORE), on);
}

/** Writes a proof in a format. `name` is the format's name for messages. */
function encoded(proof: ProofInput, format: ProofFormat, on: CurveLayout, name: string = format): Uint8Array {
  const layout = layoutOf(format, on);
  const list = proofIn(name, on);
  const bytes = proofBytes(proof, on);
  const from = NATIVE.map((native) => LAYOUTS[native](on)).find((native) => lengthOf(native, on) === bytes.length);
  if (typeof bytes === 'string') throw refused(name, bytes);
  if (from === undefined) throw refused(name, 'malformed-proof');
  return concat(writePoints(list, bytes, from.form, layout), tailOf(layout, on));
}

/**
 * Reads a proof in bytes, or Semaphore's `points`, and returns snarkjs JSON. Checks all its points, and accepts only one
 * encoding of each. To verify bytes of `fedzk`, `compressed` or `uncompressed`, or `points`, pass them to the verifier
 * as they are.
 *
 * @throws {FedzkError} `invalid-proof`, with the status that a verifier would return; `unsupported`: another curve, or a
 *   gnark proof with commitments; `invalid-argument`: another format, or no bytes
 *
 * @example
 * ```ts
 * const proof = decodeProof(bytes, { format: 'fedzk', curve: 'bn254' });
 * ```
 */
export function decodeProof(
  bytes: Uint8Array,
  options: { readonly format: ProofFormat; readonly curve: Curve },
): ProofJson;
export function decodeProof(
  points: PackedPoints,
  options: { readonly format: 'semaphore'; readonly curve: 'bn254' },
): ProofJson;
export function decodeProof(
  bytes: Uint8Array | PackedPoints,
  options: { readonly format: ProofFormat | 'semaphore'; readonly curve: Curve },
): ProofJson {
  const { format, curve } = optionsOf(options, ['format', 'curve']);
  const on = curveNamed(curve);
  if (format === SEMAPHORE) {
    if (!packs(on)) throw notPacked(on);
    if (!attempt(false, false, () => Array.isArray(bytes)))
      throw unexpected('points', 'an array of 8 decimal strings', bytes);
    return readProof(encoded(bytes, 'uncompressed', on, SEMAPHORE), on);
  }
  const { longer = format } = layoutOf(format, on);
  const length = byteLength(bytes);
  if (length === undefined) throw unexpected('bytes', 'a Uint8Array', bytes);
  const layouts = [...new Set([format, longer])].map((name) => LAYOUTS[name](on));
  const layout = layouts.find((each) => lengthOf(each, on) === length);
  if (layout === undefined) {
    if (layouts.some((each) => hasCommitments(each, on, bytes as Uint8Array, length))) throw committing('proof');
    const expected = layouts.map((each) => lengthOf(each, on)).join(' or ');
    throw new FedzkError('invalid-proof', `"bytes" expected ${expected} bytes of format "${format}", got ${length}.`);
  }
  const copy = copyBytes(bytes as Uint8Array);
  const end = pointsLength(on, PROOF, layout);
  if (!same(copy.subarray(end), tailOf(layout, on))) throw refused(format, 'malformed-proof');
  return readProof(readPoints(proofIn(format, on), copy.subarray(0, end), layout), on);
}

/** Returns the curve that a proof in JSON names. For bytes and unreadable input returns the default. */
function curveOf(proof: unknown): CurveLayout {
  if (byteLength(proof) !== undefined) return DEFAULT_CURVE;
  return attempt(DEFAULT_CURVE, DEFAULT_CURVE, () => curveOfProof(proof));
}

function curveNamed(curve: unknown): CurveLayout {
  const found = CURVES.find(({ name }) => name === curve);
  if (found !== undefined) return found;
  throw new FedzkError('unsupported', `"curve" expected "bn254" or "bls12-381", got ${describe(curve)}.`);
}

function layoutOf(format: ProofFormat, curve: CurveLayout): Layout {
  if (typeof format === 'string' && Object.hasOwn(LAYOUTS, format)) return LAYOUTS[format](curve);
  const names = [...Object.keys(LAYOUTS), SEMAPHORE].map((name) => `"${name}"`);
  throw unexpected('format', `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`, format);
}

function lengthOf(layout: Layout, curve: CurveLayout): number {
  return pointsLength(curve, PROOF, layout) + tailOf(layout, curve).length;
}

/** Returns the bytes after the points. For gnark: 0 commitments as u32, and the point at infinity as their proof. */
function tailOf({ commitments = false, form }: Layout, curve: CurveLayout): Uint8Array {
  return commitments ? concat(new Uint8Array(4), infinity(curve, form)) : new Uint8Array();
}

const LONGEST = 65_536;

/** Recognises a gnark proof with commitments: their number follows the points, then as many points. */
function hasCommitments(layout: Layout, curve: CurveLayout, bytes: Uint8Array, length: number): boolean {
  const at = pointsLength(curve, PROOF, layout) + 4;
  if (layout.commitments !== true || length < at || length > LONGEST) return false;
  const count = new DataView(copyBytes(bytes).buffer).getUint32(at - 4);
  return length === at + (count + 1) * pointsLength(curve, [1], layout);
}

function notPacked({ name }: CurveLayout): FedzkError {
  return new FedzkError(
    'unsupported',
    `"curve" expected "bn254", the only curve of format "semaphore", got "${name}".`,
  );
}

function proofIn(format: string, curve: CurveLayout): List {
  return { curve, groups: PROOF, refuse: ({ status }) => refused(format, status) };
}

function refused(format: string, status: VerifyStatus): FedzkError {
  return new FedzkError('invalid-proof', `The proof can't be converted as "${format}": its status is ${status}.`);
}
