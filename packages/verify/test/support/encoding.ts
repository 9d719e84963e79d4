// The byte formats once more, written from their description (api.md, gnark-crypto's marshal.go) and not from src.
import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';

/** The prime of the coordinates and the order of the groups, EIP-196. */
export const p: bigint = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
export const r: bigint = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

type Json1 = readonly string[];
type Json2 = readonly (readonly string[])[];

/** 64 hex digits, big-endian. */
export function hex32(value: string | bigint): string {
  return BigInt(value).toString(16).padStart(64, '0');
}

/** A Uint8Array that owns its buffer, as strangers make them. */
export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function g1([x = '', y = '']: Json1): string {
  return hex32(x) + hex32(y);
}

/** The u part stands first. */
function g2([x = [], y = []]: Json2): string {
  return [x[1], x[0], y[1], y[0]].map((part) => hex32(part ?? '')).join('');
}

/** x with the flag of gnark: 0b10, or 0b11 where y is the larger of its two values. */
function compressed([x = '', y = '']: Json1): string {
  const flag = BigInt(y) > (p - 1n) / 2n ? 0b11n : 0b10n;
  return hex32(BigInt(x) | (flag << 254n));
}

/** The 256 bytes of format `uncompressed`. */
export function uncompressedProof({ pi_a, pi_b, pi_c }: ProofJson): Uint8Array {
  return fromHex(g1(pi_a) + g2(pi_b) + g1(pi_c));
}

/** The 192 bytes of format `fedzk`. */
export function fedzkProof({ pi_a, pi_b, pi_c }: ProofJson): Uint8Array {
  return fromHex(compressed(pi_a) + g2(pi_b) + compressed(pi_c));
}

/** Signals, 32 bytes each. */
export function signalBytes(signals: readonly (string | bigint)[]): Uint8Array {
  return fromHex(signals.map(hex32).join(''));
}

/** u8 curve ‖ u32 nPublic ‖ alpha ‖ beta ‖ gamma ‖ delta ‖ IC_0 ‖ …, what `Verifier.id` is the SHA-256 of. */
export function keyBytes(key: VerificationKeyJson): Uint8Array {
  const header = `01${key.nPublic.toString(16).padStart(8, '0')}`;
  const points = g1(key.vk_alpha_1) + [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].map(g2).join('');
  return fromHex(header + points + key.IC.map(g1).join(''));
}
