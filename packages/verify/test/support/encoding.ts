// The byte formats once more, written from their description (api.md, gnark-crypto's marshal.go) and not from src.
import type { ProofFormat, ProofJson, VerificationKeyJson } from '@fedzk/verify';
import { bls12381, curveOf, type TestCurve } from './curves.js';

type Json1 = readonly string[];
type Json2 = readonly (readonly string[])[];

/** Hex digits, big-endian. */
export function hex(value: string | bigint, bytes: number): string {
  return BigInt(value)
    .toString(16)
    .padStart(2 * bytes, '0');
}

/** A Uint8Array that owns its buffer, as strangers make them. */
export function fromHex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** The coordinates in the order of the bytes: of a pair the u part first. */
function g1({ bytes }: TestCurve, [x = '', y = '']: Json1): string {
  return hex(x, bytes) + hex(y, bytes);
}

function g2({ bytes }: TestCurve, [x = [], y = []]: Json2): string {
  return [x[1], x[0], y[1], y[0]].map((part) => hex(part ?? '', bytes)).join('');
}

/** The parts of x, the decisive one first, with flags above: which of its two values y is, by its decisive part. */
function compressed({ p, bytes, flagBits, flags }: TestCurve, x: Json1, y: Json1): string {
  const decisive = y.map(BigInt).find((part) => part !== 0n) ?? 0n;
  const flag = decisive > (p - 1n) / 2n ? flags.larger : flags.smaller;
  const digits = x.map((part) => hex(part, bytes)).join('');
  return hex(BigInt(`0x${digits}`) | (BigInt(flag) << BigInt(4 * digits.length - flagBits)), digits.length / 2);
}

function compressed1(curve: TestCurve, [x = '', y = '']: Json1): string {
  return compressed(curve, [x], [y]);
}

function compressed2(curve: TestCurve, [x = [], y = []]: Json2): string {
  return compressed(curve, x.toReversed(), y.toReversed());
}

export const FORMATS = ['fedzk', 'compressed', 'uncompressed'] as const satisfies readonly ProofFormat[];

/** Whether a format compresses A and C, and whether B. */
export function compresses(format: ProofFormat, curve: TestCurve): { readonly ac: boolean; readonly b: boolean } {
  return { ac: format !== 'uncompressed', b: format === 'compressed' || (format === 'fedzk' && curve === bls12381) };
}

/** A proof in a format; of the curve that it names. */
export function proofIn(format: ProofFormat, proof: ProofJson): Uint8Array {
  const curve = curveOf(proof);
  const { ac, b } = compresses(format, curve);
  const outer = ac ? compressed1 : g1;
  const inner = b ? compressed2 : g2;
  return fromHex(outer(curve, proof.pi_a) + inner(curve, proof.pi_b) + outer(curve, proof.pi_c));
}

/** The 192 bytes of format `fedzk`. */
export function fedzkProof(proof: ProofJson): Uint8Array {
  return proofIn('fedzk', proof);
}

/** The bytes of format `uncompressed`: 256 on BN254, 384 on BLS12-381. */
export function uncompressedProof(proof: ProofJson): Uint8Array {
  return proofIn('uncompressed', proof);
}

/** The length of a proof: four, six or eight coordinates in all. */
export function proofLength(format: ProofFormat, curve: TestCurve): number {
  const { ac, b } = compresses(format, curve);
  return curve.bytes * ((ac ? 2 : 4) + (b ? 2 : 4));
}

/** Signals, 32 bytes each on both curves. */
export function signalBytes(signals: readonly (string | bigint)[]): Uint8Array {
  return fromHex(signals.map((signal) => hex(signal, 32)).join(''));
}

/** u8 curve ‖ u32 nPublic ‖ alpha ‖ beta ‖ gamma ‖ delta ‖ IC_0 ‖ …, what `Verifier.id` is the SHA-256 of. */
export function keyBytes(key: VerificationKeyJson): Uint8Array {
  const curve = curveOf(key);
  const header = curve.id + key.nPublic.toString(16).padStart(8, '0');
  const twist = [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].map((point) => g2(curve, point)).join('');
  return fromHex(header + g1(curve, key.vk_alpha_1) + twist + key.IC.map((point) => g1(curve, point)).join(''));
}

export const FOREIGN_FORMATS = [
  'evm',
  'arkworks',
  'arkworks-uncompressed',
  'gnark',
  'gnark-raw',
] as const satisfies readonly ProofFormat[];

/** EIP-197 and EIP-2537, ark-ec's and ark-bls12-381's serialization, gnark's marshal.go. */
export function foreignProofIn(format: (typeof FOREIGN_FORMATS)[number], proof: ProofJson): Uint8Array {
  const curve = curveOf(proof);
  const points = [proof.pi_a, proof.pi_b, proof.pi_c];
  if (format === 'evm' && curve === bls12381) return fromHex(points.map(eip2537).join(''));
  if (format.startsWith('arkworks') && curve !== bls12381) {
    return fromHex(points.map((point) => arkworksBn254(curve, point, format === 'arkworks')).join(''));
  }
  const isShort = format === 'arkworks' || format === 'gnark';
  const bytes = proofIn(isShort ? 'compressed' : 'uncompressed', proof);
  if (!format.startsWith('gnark')) return bytes;
  const tail = new Uint8Array(4 + (isShort ? 1 : 2) * curve.bytes);
  tail[4] = isShort ? curve.flags.infinity << (8 - curve.flagBits) : curve.uncompressedInfinity << (8 - curve.flagBits);
  return Uint8Array.from([...bytes, ...tail]);
}

/** x and y, the real part first, each in 64 bytes. */
function eip2537([x = '', y = '']: Json1 | Json2): string {
  return [x, y]
    .flat()
    .map((part) => hex(part, 64))
    .join('');
}

/** Little-endian, the real part first; the top bit of the last is for a y above the middle, by its imaginary part first. */
function arkworksBn254({ p }: TestCurve, [x = '', y = '']: Json1 | Json2, isShort: boolean): string {
  const [xs, ys] = [x, y].map((coordinate) => [coordinate].flat()) as [string[], string[]];
  const decisive = ys.map(BigInt).findLast((part) => part !== 0n) ?? 0n;
  const parts = (isShort ? xs : [...xs, ...ys]).map(BigInt);
  const last = (parts.pop() ?? 0n) + (decisive > (p - 1n) / 2n ? 1n << 255n : 0n);
  return [...parts, last].map((part) => toHex(fromHex(hex(part, 32)).reverse())).join('');
}
