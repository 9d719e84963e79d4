// What a client and an operator exchange: a request with the client's public keys, and an answer with its certificate and API key.

import { createEnrolment, isEnrolment } from '@fedzk/agg/task';
import { FedzkError, fromBase64url, quoted, toBase64url } from '@fedzk/core';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import * as v from 'valibot';
import type { Role } from '../config.js';
import { type Card, cardSchema } from '../control/card.js';
import { roleSchema } from '../given.js';

const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, 'Expected 32 bytes in base64url.'));
const bytes = (most: number) =>
  v.pipe(v.string(), v.maxLength(most), v.regex(/^[A-Za-z0-9_-]+$/, 'Expected base64url.'));

/** Names of those in the log who are no clients. */
const RESERVED: readonly string[] = ['fedzk', 'operator', 'peer', 'leader', 'helper', 'system', 'unknown'];

/** Ids of clients. A certificate's name has ASCII only. */
export const clientId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{3,64}$/, 'Expected 3 to 64 of A-Z, a-z, 0-9, _ and -.'),
  v.check((id) => !RESERVED.includes(id.toLowerCase()), `Reserved for the log: ${RESERVED.join(', ')}.`),
);

/** The form of a request. */
export const requestSchema = v.strictObject({
  v: v.literal(1),
  id: clientId,
  /** PEM: the request for a certificate, of which the public key alone counts. */
  csr: v.pipe(v.string(), v.maxLength(4096)),
  /** Ed25519: signs reports. */
  signingKey: key,
  /** Ed25519 over the id and the key: the client has the private key. */
  proof: bytes(86),
  /** X25519: the answer's API key is sealed to it. */
  sealingKey: key,
});

/** A client's request to be enrolled. */
export type EnrolmentRequest = v.InferOutput<typeof requestSchema>;

/** The form of an answer. */
export const answerSchema = v.strictObject({
  v: v.literal(1),
  id: clientId,
  role: roleSchema,
  card: cardSchema,
  /** PEM, with those above it. */
  certificate: v.pipe(v.string(), v.maxLength(16_384)),
  /** The API key, sealed by HPKE (RFC 9180) to the request's sealing key. */
  sealed: v.strictObject({ enc: key, ciphertext: bytes(1024) }),
});

/** An aggregator's answer to a request. */
export type EnrolmentAnswer = v.InferOutput<typeof answerSchema>;

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const INFO = new TextEncoder().encode('fedzk/1 enrolment');

/** Makes a request. */
export async function createRequest(
  id: string,
  keys: { readonly csr: string; readonly signingKey: Uint8Array; readonly sealingKey: Uint8Array },
): Promise<EnrolmentRequest> {
  const { publicKey, proof } = await createEnrolment(id, keys.signingKey);
  return {
    v: 1,
    id,
    csr: keys.csr,
    signingKey: toBase64url(publicKey),
    proof: toBase64url(proof),
    sealingKey: toBase64url(keys.sealingKey),
  };
}

/** Whether the client has the private key of the key that signs its reports. */
export function isRequestProved({ id, signingKey, proof }: EnrolmentRequest): Promise<boolean> {
  return isEnrolment({ id, publicKey: decoded(signingKey), proof: decoded(proof) });
}

/** Makes an answer, with an API key that the client alone can open. */
export async function createSealing(
  request: EnrolmentRequest,
  {
    key: apiKey,
    certificate,
    card,
    role,
  }: { readonly key: string; readonly certificate: string; readonly card: Card; readonly role: Role },
): Promise<EnrolmentAnswer> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(decoded(request.sealingKey));
  const sender = await suite.createSenderContext({ recipientPublicKey, info: INFO });
  const sealed = await sender.seal(new TextEncoder().encode(apiKey), aadOf(request.id, role));
  const enc = toBase64url(new Uint8Array(sender.enc));
  return {
    v: 1,
    id: request.id,
    role,
    card,
    certificate,
    sealed: { enc, ciphertext: toBase64url(new Uint8Array(sealed)) },
  };
}

/**
 * Opens the API key of an answer.
 *
 * @throws {FedzkError} `not-authentic`: it was sealed to another client
 */
export async function openAnswer({ id, role, sealed }: EnrolmentAnswer, privateKey: Uint8Array): Promise<string> {
  try {
    const recipientKey = await suite.kem.deserializePrivateKey(new Uint8Array(privateKey));
    const recipient = await suite.createRecipientContext({ recipientKey, enc: decoded(sealed.enc), info: INFO });
    return new TextDecoder().decode(await recipient.open(decoded(sealed.ciphertext), aadOf(id, role)));
  } catch {
    throw new FedzkError(
      'not-authentic',
      `The answer of the ${role} is sealed to another client than ${quoted(id)}, or was changed.`,
    );
  }
}

function aadOf(id: string, role: Role): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${role} ${id}`);
}

function decoded(text: string): Uint8Array<ArrayBuffer> {
  const found = fromBase64url(text);
  if (found === undefined) throw new FedzkError('invalid-argument', 'Expected base64url.');
  return new Uint8Array(found);
}
