import type { Signer } from '@fedzk/core';
import { ed25519 } from '@noble/curves/ed25519.js';
import { signatureLine, verifierKey as verifierKeyOf } from '../../wasm/fedzk_audit.js';
import { requireBytes, unexpected } from '../argument.js';
import { utf8 } from '../utf8.js';
import { requireOrigin } from './checkpoint.js';
import { ED25519, readVerifierKey } from './keys.js';

export type { Signer };

/**
 * Creates a signer with a key in memory. Its `verifierKey` is what verifiers need: publish it.
 *
 * @param name the log's origin, such as `example.com/audit`
 * @param privateKey 32 bytes, copied; by default a new key, which can't be read out again
 * @throws {FedzkError} `invalid-argument`
 */
export async function createSigner(name: string, privateKey?: Uint8Array): Promise<Signer> {
  requireOrigin(name, 'name');
  if (privateKey !== undefined && requireBytes(privateKey, 'privateKey').length !== 32) {
    throw unexpected('privateKey', 'a Uint8Array of 32', privateKey);
  }
  const key = privateKey === undefined ? ed25519.utils.randomSecretKey() : new Uint8Array(privateKey);
  const verifierKey = verifierKeyOf(name, ED25519, ed25519.getPublicKey(key));
  if (verifierKey === undefined) throw unexpected('name', 'a name without spaces and pluses', name);
  return { name, verifierKey, sign: async (message) => ed25519.sign(requireBytes(message, 'message'), key) };
}

/** Signs a text as a note. */
export async function signNote(text: string, signer: Signer): Promise<string> {
  const { name, verifierKey } = signer;
  const { keyId } = readVerifierKey(verifierKey);
  const line = signatureLine(name, keyId, await signer.sign(utf8(text)));
  if (line === undefined) throw unexpected('signer', 'a name without spaces and pluses', name);
  return `${text}\n${line}`;
}
