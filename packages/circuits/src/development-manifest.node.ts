// The manifest of a development key, as CEREMONY.md of @fedzk/verify has it: it says what the key is for, and that anyone
// can forge proofs for it.
import { createHash } from 'node:crypto';
import { toBase64, toHex } from '@fedzk/core';
import { encodeVerificationKey, type VerificationKeyJson } from '@fedzk/verify';
import type { ManifestJson } from '@fedzk/verify/ceremony';

/** What a manifest tells of a circuit. */
export interface ManifestCircuit {
  readonly name: string;
  readonly level: string;
  readonly curve: 'bn254' | 'bls12-381';
  readonly constraints: number;
  readonly publicSignals: readonly string[];
  readonly r1csSha256: string;
}

/** The list of contributions, which the key maker writes last. */
const LIST = 10;
const HASH_BYTES = 64;

/** Makes the manifest of a development key. Nobody has contributed, and nobody signs. */
export function developmentManifest(
  { name, level, curve, constraints, publicSignals, r1csSha256 }: ManifestCircuit,
  { zkey, vkey }: { readonly zkey: Uint8Array; readonly vkey: VerificationKeyJson },
): ManifestJson {
  const phase2 = sectionOf(zkey, LIST);
  const power = Math.ceil(Math.log2(constraints + publicSignals.length + 1));
  return {
    announcement: {
      beacon: { iterations: 10, round: 1, source: 'drand-quicknet' },
      circuit: { constraints, domain: 2 ** power, name, publicSignals: [...publicSignals], r1csSha256 },
      closes: '1970-01-01T00:00:00Z',
      csHash: toHex(phase2.subarray(0, HASH_BYTES)),
      curve,
      development: true,
      level,
      ptau: { blake2b: '00'.repeat(HASH_BYTES), power, source: 'none' },
    },
    beacon: { signature: '00'.repeat(48) },
    contributors: [],
    phase2: toBase64(phase2),
    v: 1,
    verificationKey: toBase64(encodeVerificationKey(vkey, 'fedzk')),
    verifiers: [],
    zkey: { bytes: zkey.length, sha256: createHash('sha256').update(zkey).digest('hex') },
  };
}

/** Finds a section of a proving key that the key maker wrote. */
function sectionOf(zkey: Uint8Array, type: number): Uint8Array {
  const view = new DataView(zkey.buffer, zkey.byteOffset, zkey.length);
  for (let at = 12; at < zkey.length; ) {
    const length = Number(view.getBigUint64(at + 4, true));
    if (view.getUint32(at, true) === type) return zkey.subarray(at + 12, at + 12 + length);
    at += 12 + length;
  }
  throw new RangeError(`sectionOf() found no section ${type}`);
}
