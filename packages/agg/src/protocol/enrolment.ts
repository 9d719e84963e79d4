// Proves to both operators that a client has the private key of the public key that it asks them to put
// into a task file: agg-service.md, §4.

import { bytesOf, fieldsOf, type SigningKey } from '@fedzk/core';
import { checkId } from './argument.js';
import { type Bytes, join, lp, utf8 } from './encoding.js';
import { hash } from './hashes.js';
import { faultOfSigningKey, KEY_BYTES, SIGNATURE_BYTES, verifySignature } from './keys.js';
import { readOwnKey } from './signing-key.js';
import type { TaskClient } from './task.js';

/** A client's id and public key, and the proof that it has the private key. */
export interface Enrolment extends TaskClient {
  /** Ed25519 over H("enrol", lp(id) ‖ publicKey), 64 bytes. */
  readonly proof: Uint8Array;
}

/**
 * Makes a client's enrolment.
 *
 * @param signingKey Ed25519, 32 bytes, or an object that signs, such as a handle of `@fedzk/keys`
 * @throws {FedzkError} `invalid-argument`
 * @throws what `signingKey.sign` throws
 *
 * @example
 * ```ts
 * const { id, publicKey, proof } = await createEnrolment('hospital-1', signingKey);
 * ```
 */
export async function createEnrolment(id: string, signingKey: Uint8Array | SigningKey): Promise<Enrolment> {
  checkId('id', id);
  const { publicKey, privateKey, ...key } = readOwnKey('signingKey', signingKey);
  try {
    return { id, publicKey, proof: await key.sign(message(id, publicKey)) };
  } finally {
    privateKey?.fill(0);
  }
}

/**
 * Tells whether a client has proved that the key is its own. Whether the id is the client's, each
 * operator has to check in another way.
 *
 * @throws {FedzkError} `invalid-argument`: not an id, or not bytes
 */
export async function isEnrolment(enrolment: Enrolment): Promise<boolean> {
  const { id, ...given } = fieldsOf(enrolment, ['id', 'publicKey', 'proof'], 'enrolment');
  checkId('enrolment.id', id);
  const [publicKey, proof] = [bytesOf(given.publicKey, 'enrolment.publicKey'), bytesOf(given.proof, 'enrolment.proof')];
  if (publicKey.length !== KEY_BYTES || proof.length !== SIGNATURE_BYTES) return false;
  return faultOfSigningKey(publicKey) === undefined && verifySignature(publicKey, proof, message(id, publicKey));
}

function message(id: string, publicKey: Bytes): Bytes {
  return hash('enrol', join(lp(utf8(id)), publicKey));
}
