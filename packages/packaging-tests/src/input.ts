// The input of programs/body.js: proofs of packages/vectors, in JSON and in bytes that this file writes, not the package.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';
import { PRODUCT, keyed as proving } from '../../prove/test/support/keyed.js';
import { snarkjsWitness } from '../../prove/test/support/snarkjs.js';
import type { Bytes, Input, Keyed } from '../programs/verification.js';
import { root } from './places.js';

type Point = readonly string[];
type TwistPoint = readonly Point[];

interface Curve {
  readonly p: bigint;
  /** The first byte of a key, in hex. */
  readonly id: string;
  /** The length of a coordinate. */
  readonly bytes: number;
  /** The top bits of a compressed point: that it is one, and which y. */
  readonly flags: { readonly bits: number; readonly smaller: bigint; readonly larger: bigint };
}

const BN254: Curve = {
  p: 21888242871839275222246405745257275088696311157297823662689037894645226208583n,
  id: '01',
  bytes: 32,
  flags: { bits: 2, smaller: 0b10n, larger: 0b11n },
};
const BLS12_381: Curve = {
  p: 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
  id: '02',
  bytes: 48,
  flags: { bits: 3, smaller: 0b100n, larger: 0b101n },
};

function vectors<T>(path: string): T {
  return JSON.parse(readFileSync(join(root, 'packages/vectors', path), 'utf8')) as T;
}

const hex = (value: string | bigint = '', bytes = 32): string =>
  BigInt(value)
    .toString(16)
    .padStart(2 * bytes, '0');
const joined = ({ bytes }: Curve, coordinates: Point): string => coordinates.map((each) => hex(each, bytes)).join('');

const reversed = (element: Point): Point => [...element].reverse();

/** gnark's uncompressed points: x, y; on the twist the u part of each coordinate first. */
const point = (curve: Curve, [x = '', y = '']: Point): string => joined(curve, [x, y]);
const twistPoint = (curve: Curve, [x = [], y = []]: TwistPoint): string =>
  joined(curve, [...reversed(x), ...reversed(y)]);

/** gnark's compressed points: x as it is uncompressed, and in its top bits which y; on the twist the u part decides. */
function compressed(curve: Curve, x: Point, decisive: string): string {
  const { bits, smaller, larger } = curve.flags;
  const flags = BigInt(decisive) > (curve.p - 1n) / 2n ? larger : smaller;
  const bytes = curve.bytes * x.length;
  return hex(BigInt(`0x${joined(curve, x)}`) | (flags << BigInt(8 * bytes - bits)), bytes);
}

function proofBytes(curve: Curve, { pi_a, pi_b, pi_c }: ProofJson): Bytes {
  const small = ([x = '', y = '']: Point): string => compressed(curve, [x], y);
  const [x = [], y = []] = pi_b;
  const smallB = compressed(curve, reversed(x), y[1] ?? '');
  const b = twistPoint(curve, pi_b);
  return {
    fedzk: small(pi_a) + (curve === BN254 ? b : smallB) + small(pi_c),
    compressed: small(pi_a) + smallB + small(pi_c),
    uncompressed: point(curve, pi_a) + b + point(curve, pi_c),
  };
}

/** u8 curve, u32 nPublic, alpha, beta, gamma, delta, IC. */
function keyBytes(curve: Curve, key: VerificationKeyJson): string {
  const twist = [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].map((each) => twistPoint(curve, each));
  const points = [point(curve, key.vk_alpha_1), ...twist, ...key.IC.map((each) => point(curve, each))];
  return `${curve.id}${key.nPublic.toString(16).padStart(8, '0')}${points.join('')}`;
}

/** A key of packages/vectors, and proofs under it. */
function keyed(curve: Curve, path: string): Keyed {
  const { verificationKey, proofs } = vectors<{
    verificationKey: VerificationKeyJson;
    proofs: readonly { name: string; proof: ProofJson; publicSignals: readonly string[] }[];
  }>(path);
  return {
    verificationKey,
    verificationKeyBytes: keyBytes(curve, verificationKey),
    statements: proofs.map(({ proof, publicSignals }) => ({
      proof,
      bytes: proofBytes(curve, proof),
      publicSignals,
      signalBytes: publicSignals.map((signal) => hex(signal)).join(''),
    })),
  };
}

const { g2OutsideSubgroup } = vectors<{ g2OutsideSubgroup: readonly { point: TwistPoint }[] }>('bn254/noble.json');
const { g1OutsideSubgroup } = vectors<{ g1OutsideSubgroup: readonly { point: Point }[] }>('bls12-381/noble.json');

/** A proving key of snarkjs's for a product, and its witness of 6 · 7. */
const product = await proving(PRODUCT);
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A manifest in order, its key and the keys of its people. */
const ceremony = vectors<Input['ceremony']>('ceremony/manifest.json');

/** Five proofs under one key of BN254, and two of the same circuit over BLS12-381; what makes a proof. */
export const input: Input = {
  proving: { zkey: toHex(product.zkey), wtns: toHex(await snarkjsWitness(product.wasm, { a: 6, b: 7 })) },
  ceremony: {
    manifest: ceremony.manifest,
    verificationKey: Buffer.from(ceremony.verificationKey, 'base64').toString('hex'),
    trustedKeys: ceremony.trustedKeys,
  },
  ...keyed(BN254, 'groth16/update-slice.json'),
  outsideSubgroup: [...(g2OutsideSubgroup[0]?.point ?? []), ['1', '0']],
  bls12381: {
    ...keyed(BLS12_381, 'groth16/update-slice-bls12-381.json'),
    outsideSubgroup: [...(g1OutsideSubgroup[0]?.point ?? []), '1'],
  },
};
