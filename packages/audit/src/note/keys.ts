// Keys that verify the signatures of notes (C2SP signed-note, tlog-cosignature).

import { concat, FedzkError, toHex } from '@fedzk/core';
import { ed25519 } from '@noble/curves/ed25519.js';
import { parseVerifierKey } from '../../wasm/fedzk_audit.js';
import { unexpected } from '../argument.js';
import { utf8 } from '../utf8.js';
import { Fields } from './bytes.js';

/** Signatures of logs. */
export const ED25519 = 1;
/** Signatures of witnesses, with a time. */
export const COSIGNATURE = 4;

/** A key that verifies: `name+id+base64`. */
export interface VerifierKey {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly algorithm: typeof ED25519 | typeof COSIGNATURE;
  readonly key: Uint8Array;
}

/** @throws {FedzkError} `invalid-argument`; `unsupported` for another kind of key */
export function readVerifierKey(text: string, name = 'verifierKey'): VerifierKey {
  const parsed = typeof text === 'string' ? parseVerifierKey(text) : undefined;
  if (parsed === undefined) throw unexpected(name, expectedFor(text), text);
  const fields = new Fields(parsed);
  const keyId = fields.take(4);
  const algorithm = fields.u8();
  const key = fields.bytes();
  if (algorithm !== ED25519 && algorithm !== COSIGNATURE) {
    throw new FedzkError(
      'unsupported',
      `"${name}" is of type ${algorithm}; this version has Ed25519 (1) and cosignatures by it (4).`,
    );
  }
  if (key.length !== 32) throw unexpected(name, 'an Ed25519 key of 32 bytes', key);
  return { name: fields.text(), keyId, algorithm, key };
}

/** Matches the three parts of a verifier key, valid or not. */
const THREE_PARTS = /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/;

function expectedFor(text: unknown): string {
  if (typeof text !== 'string' || !THREE_PARTS.test(text)) return 'a verifier key: name+id+base64';
  return 'a verifier key whose id fits its name and its key (one of the three is mistyped or cut: copy all of it)';
}

/** Tells whether two signature lines are of one key: by name and id, as a note has them. */
export function sameKey(a: Pick<VerifierKey, 'name' | 'keyId'>, b: Pick<VerifierKey, 'name' | 'keyId'>): boolean {
  return a.name === b.name && toHex(a.keyId) === toHex(b.keyId);
}

/** Tells whether a key signed a note's text. */
export function verifySignature({ algorithm, key }: VerifierKey, text: string, signature: Uint8Array): boolean {
  if (algorithm === ED25519) return verifyEd25519(signature, utf8(text), key);
  if (signature.length !== 8 + 64) return false;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return time < 2n ** 63n && verifyEd25519(signature.subarray(8), cosigned(text, time), key);
}

/** Makes the bytes that a witness signs. */
function cosigned(text: string, time: bigint): Uint8Array {
  return concat(utf8(`cosignature/v1\ntime ${time}\n`), utf8(text));
}

function verifyEd25519(signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  try {
    // RFC 8032, not ZIP 215: other verifiers refuse more than ZIP 215 does.
    return signature.length === 64 && ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false; // a key that is no point
  }
}
