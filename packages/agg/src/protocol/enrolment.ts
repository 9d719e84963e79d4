// Proves to both operators that a client has the private key of the public key that it asks them to put
// into a task file: agg-service.md, §4.

import { bytesOf, fieldsOf } from '@fedzk/core';
import { checkId, readPrivateKey } from './argument.js';
import { type Bytes, join, lp, utf8 } from './encoding.js';
import { hash } from './hashes.js';
import { faultOfSigningKey, KEY_BYTES, SIGNATURE_BYTES, sign, signingPublicKey, verifySignature } from './keys.js';
import type { TaskClient } from './task.js';

/** A client's id and public key, and the proof that it has the private key. */
export interface Enrolment extends TaskClient {
  /** Ed25519 over H("enrol", lp(id) ‖ publicKey), 64 bytes. */
  readonly proof: Uint8Array;
}

/**
 * Makes a client's enrolment.
 *
 * @param signingKey Ed25519, 32 bytes
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const { id, publicKey, proof } = await createEnrolment('hospital-1', signingKey);
 * ```
 */
export async function createEnrolment(id: string, signingKey: Uint8Array): Promise<Enrolment> {
  checkId('id', id);
  const key = readPrivateKey('signingKey', signingKey);
  try {
    const publicKey = signingPublicKey(key);
    return { id, publicKey, proof: await sign(key, message(id, publicKey)) };
  } finally {
    key.fill(0);
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
