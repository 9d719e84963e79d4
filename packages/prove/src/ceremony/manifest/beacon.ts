/** The random beacon that ends a ceremony, against what was announced. */
import { fromHex, optionsOf, toHex, unexpected } from '@fedzk/core';
import { type Announcement, checkRound, type ManifestJson } from '@fedzk/verify/ceremony';
import type { Problem } from '../chain/problem.js';
import type { Beacon } from '../format/links.js';

/** The value of a ceremony's beacon: drand's signature, or the hash of a block. Hexadecimal. */
export type BeaconProof = ManifestJson['beacon'];

/** Reads a value that a caller gives. @throws {FedzkError} `invalid-argument` */
export function beaconProofOf(beacon: unknown): BeaconProof {
  const { signature, value } = optionsOf(
    beacon as { signature?: unknown; value?: unknown },
    ['signature', 'value'],
    'beacon',
  );
  if (typeof signature === 'string' && value === undefined && /^[0-9a-f]{96}$/.test(signature)) return { signature };
  if (typeof value === 'string' && signature === undefined && /^[0-9a-f]{64}$/.test(value)) return { value };
  throw unexpected('beacon', '{ signature } of 96 or { value } of 64 digits of lower-case hexadecimal', beacon);
}

/** Returns the value of a drand round: the SHA-256 of its signature. */
export async function valueOfRound(signature: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', signature));
}

/** Returns why a beacon is not the announced one. Whether a block has that hash is for a verifier to look up. */
export async function beaconProblem(
  { beacon: announced }: Announcement,
  proof: BeaconProof,
  beacon: Beacon | undefined,
): Promise<Problem> {
  if (beacon === undefined) return 'the last contribution is no beacon';
  if (beacon.exponent !== announced.iterations) {
    return `the beacon is of 2^${beacon.exponent} hashes, not the 2^${announced.iterations} that were announced`;
  }
  const value = toHex(beacon.value);
  if (announced.source === 'bitcoin') {
    if (!('value' in proof)) return `the hash of Bitcoin's block ${announced.height} was announced, not a signature`;
    return proof.value === value ? undefined : `the beacon's value is not the hash of block ${announced.height}`;
  }
  if (!('signature' in proof)) return `the signature of drand's round ${announced.round} was announced, not a block`;
  const signature = fromHex(proof.signature);
  if (!checkRound(announced.round, signature)) return `the signature is not drand's of round ${announced.round}`;
  return toHex(await valueOfRound(signature)) === value
    ? undefined
    : `the beacon's value is not that of drand's round ${announced.round}`;
}
