// Reads a client's signing key: bytes, or an object that signs with a key elsewhere.

import { describe, FedzkError, methodsOf, ownBytes, type SigningKey, unexpected } from '@fedzk/core';
import { describeSecret } from './argument.js';
import type { Bytes } from './encoding.js';
import { faultOfSigningKey, KEY_BYTES, SIGNATURE_BYTES, sign, signingPublicKey, verifySignature } from './keys.js';

const EXPECTED = 'an Ed25519 private key of 32 bytes, or an object with publicKey and sign';

/** Signs with one Ed25519 key. */
export interface OwnKey {
  /** 32 bytes. */
  readonly publicKey: Bytes;
  /** A copy of the private key, 32 bytes; undefined if it is elsewhere. */
  readonly privateKey: Bytes | undefined;
  /** Signs a message: 64 bytes. */
  sign(message: Bytes): Promise<Bytes>;
}

/**
 * Reads a signing key.
 *
 * @throws {FedzkError} `invalid-argument`; what the getter `publicKey` throws of our errors
 */
export function readOwnKey(name: string, given: Uint8Array | SigningKey): OwnKey {
  if (isSigner(given)) return readSigner(name, given);
  const privateKey = ownBytes(given, KEY_BYTES);
  if (privateKey?.length !== KEY_BYTES) {
    throw new FedzkError('invalid-argument', `"${name}" expected ${EXPECTED}, got ${describeSecret(given)}.`);
  }
  return { publicKey: signingPublicKey(privateKey), privateKey, sign: (message) => sign(privateKey, message) };
}

function isSigner(given: unknown): given is SigningKey {
  try {
    return typeof given === 'object' && given !== null && 'sign' in given;
  } catch {
    return true; // a proxy that throws, which the check of its methods refuses
  }
}

function readSigner(name: string, signer: SigningKey): OwnKey {
  methodsOf(signer, ['sign'], name, EXPECTED);
  const publicKey = readPublicKey(name, signer);
  return { publicKey, privateKey: undefined, sign: (message) => signed(name, signer, publicKey, message) };
}

function readPublicKey(name: string, signer: SigningKey): Bytes {
  let given: unknown;
  try {
    given = signer.publicKey;
  } catch (cause) {
    if (cause instanceof FedzkError) throw cause; // such as a handle of a key of another kind
    throw unexpected(name, EXPECTED, signer, { cause });
  }
  const key = ownBytes(given, KEY_BYTES);
  const fault = key?.length === KEY_BYTES ? faultOfSigningKey(key) : `${describe(given)}, and not 32 bytes`;
  if (key !== undefined && fault === undefined) return key;
  throw new FedzkError('invalid-argument', `"${name}.publicKey" expected an Ed25519 public key; it is ${fault}.`);
}

/** Has a message signed. A wrong signature is noticed here, since a round is reported once. */
async function signed(name: string, signer: SigningKey, publicKey: Bytes, message: Bytes): Promise<Bytes> {
  const given = ownBytes(await signer.sign(message.slice()), SIGNATURE_BYTES);
  const fits = given?.length === SIGNATURE_BYTES && (await verifySignature(publicKey, given, message));
  if (given !== undefined && fits) return given;
  throw new FedzkError(
    'invalid-argument',
    `"${name}.sign" is to give an Ed25519 signature of the message under its publicKey, 64 bytes; it gave another answer.`,
  );
}
