// What the body is given: proofs of packages/vectors, in JSON and in bytes that this file writes, not the package.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';
import type { Input } from '../programs/body.js';
import { root } from './places.js';

type Point = readonly string[];
type TwistPoint = readonly Point[];

const P = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const COMPRESSED = { smaller: 0b10n, larger: 0b11n };

function vectors<T>(path: string): T {
  return JSON.parse(readFileSync(join(root, 'packages/vectors', path), 'utf8')) as T;
}

const hex = (value: string | bigint = ''): string => BigInt(value).toString(16).padStart(64, '0');

/** gnark's uncompressed points: x, y; on the twist the u part of each coordinate first. */
const point = ([x, y]: Point): string => hex(x) + hex(y);
const twistPoint = ([x, y]: TwistPoint): string => hex(x?.[1]) + hex(x?.[0]) + hex(y?.[1]) + hex(y?.[0]);

/** gnark's compressed points: x, and in its two top bits which y. */
function compressed([x = '', y = '']: Point): string {
  const flag = BigInt(y) > (P - 1n) / 2n ? COMPRESSED.larger : COMPRESSED.smaller;
  return hex(BigInt(x) | (flag << 254n));
}

function proofBytes({ pi_a, pi_b, pi_c }: ProofJson): { fedzk: string; uncompressed: string } {
  return {
    fedzk: compressed(pi_a) + twistPoint(pi_b) + compressed(pi_c),
    uncompressed: point(pi_a) + twistPoint(pi_b) + point(pi_c),
  };
}

/** u8 curve (1: BN254), u32 nPublic, alpha, beta, gamma, delta, IC. */
function keyBytes(key: VerificationKeyJson): string {
  const twist = [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].map(twistPoint).join('');
  return `01${key.nPublic.toString(16).padStart(8, '0')}${point(key.vk_alpha_1)}${twist}${key.IC.map(point).join('')}`;
}

const { verificationKey, proofs } = vectors<{
  verificationKey: VerificationKeyJson;
  proofs: readonly { name: string; proof: ProofJson; publicSignals: readonly string[] }[];
}>('groth16/update-slice.json');

const { g2OutsideSubgroup } = vectors<{ g2OutsideSubgroup: readonly { point: TwistPoint }[] }>('bn254/noble.json');

/** Five proofs under one key. */
export const input: Input = {
  verificationKey,
  verificationKeyBytes: keyBytes(verificationKey),
  statements: proofs.map(({ proof, publicSignals }) => ({
    proof,
    bytes: proofBytes(proof),
    publicSignals,
    signalBytes: publicSignals.map(hex).join(''),
  })),
  outsideSubgroup: [...(g2OutsideSubgroup[0]?.point ?? []), ['1', '0']],
};
