// Signatures of a manifest and drand's of a round, by noble: snarkjs has none. CEREMONY.md of @fedzk/verify.

import { fromHex } from '@fedzk/core';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** A text and its signature, in hexadecimal. */
export interface SignedText {
  readonly key: string;
  readonly text: string;
  readonly signature: string;
}

/** A round of drand's quicknet, in hexadecimal. */
export interface Round {
  readonly round: number;
  readonly signature: string;
  readonly publicKey: string;
}

const DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';

export function areSigned(texts: readonly SignedText[]): boolean {
  const encoder = new TextEncoder();
  return texts.every(({ key, text, signature }) =>
    ed25519.verify(fromHex(signature), encoder.encode(text), fromHex(key), { zip215: false }),
  );
}

export function isRound({ round, signature, publicKey }: Round): boolean {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(round));
  const { shortSignatures } = bls12_381;
  return shortSignatures.verify(fromHex(signature), shortSignatures.hash(sha256(number), DST), fromHex(publicKey));
}
