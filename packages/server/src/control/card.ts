// The card of an aggregator: what the other organisation and the clients need to know of it. Cards are compared by their
// fingerprint, over another channel than the one that they came by.

import { createHash } from 'node:crypto';
import type { Task } from '@fedzk/agg';
import type { TaskFile, TaskFileOptions } from '@fedzk/agg/task';
import { canonicalJson, FedzkError, fromBase64url, toBase64url } from '@fedzk/core';
import * as v from 'valibot';
import type { Mode, Role } from '../config.js';
import { modeSchema, quotedStart, roleSchema } from '../given.js';

const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, 'Expected 32 bytes in base64url.'));
const pin = v.pipe(v.string(), v.regex(/^sha256\/[A-Za-z0-9+/]{43}=$/, 'Expected sha256/ and 32 bytes in base64.'));
const https = v.pipe(
  v.string(),
  v.maxLength(255),
  v.regex(/^https:\/\/[^\s/?#@]+$/, 'Expected https:// and a host, without a path.'),
);

/** The form of a card. */
export const cardSchema = v.strictObject({
  v: v.literal(1),
  role: roleSchema,
  mode: modeSchema,
  /** Where clients send. */
  clients: https,
  /** Where the other aggregator sends. */
  peer: https,
  /** The pins of the public keys of both TLS certificates. */
  pins: v.strictObject({ clients: pin, peer: pin }),
  /** Ed25519, base64url: signs receipts, records and results. */
  signingKey: key,
  /** X25519, base64url: shares are sealed to it. */
  sealingKey: key,
  /** The verifier key of the audit log, as C2SP signed-note writes it. */
  log: v.pipe(v.string(), v.minLength(1), v.maxLength(512)),
});

/** What others need to know of an aggregator. */
export interface Card extends v.InferOutput<typeof cardSchema> {
  readonly role: Role;
  readonly mode: Mode;
}

/** Returns the text by which people compare a card or a request: SHA-256 of its canonical JSON, 32 digits in groups of four. */
export function fingerprintOf(json: object): string {
  const hash = createHash('sha256')
    .update(canonicalJson(json as never))
    .digest('hex');
  return grouped(hash);
}

/** Returns the text by which people compare a public key: SHA-256 of its bytes, 32 digits in groups of four. */
export function keyFingerprintOf(key: Uint8Array): string {
  return grouped(createHash('sha256').update(key).digest('hex'));
}

/** The keys of an aggregator, as people compare them: the one that signs, and the one that shares are sealed to. */
export interface KeyFingerprints {
  readonly signs: string;
  readonly opens: string;
}

/** Returns the fingerprints of a card's keys. */
export function keysOf({ signingKey, sealingKey }: Card): KeyFingerprints {
  return { signs: keyFingerprintOf(bytesOf(signingKey)), opens: keyFingerprintOf(bytesOf(sealingKey)) };
}

function grouped(hash: string): string {
  return (hash.slice(0, 32).match(/.{4}/g) ?? []).join(' ');
}

/** Whether a person's text is a fingerprint, however it is spaced. */
function isFingerprint(text: string, json: object): boolean {
  const plain = (value: string): string => value.toLowerCase().replace(/[\s:-]/g, '');
  return plain(text) === plain(fingerprintOf(json));
}

/**
 * Refuses what has another fingerprint than a person gave.
 *
 * @param what names it, such as `"helper.card.json"`
 * @throws {FedzkError} `not-authentic`, with both fingerprints
 */
export function requireFingerprint(text: string, json: object, what: string): void {
  if (isFingerprint(text, json)) return;
  throw new FedzkError(
    'not-authentic',
    `${what} has the fingerprint ${fingerprintOf(json)}, and the one given is ${quotedStart(text)}. It was changed on its way, or another one was meant. Have its sender read the fingerprint out over another channel, such as a call, and do not take it from this message.`,
  );
}

/** Returns the aggregator of a card, as a task file names it. */
export function partyOf({ clients, signingKey, sealingKey }: Card): TaskFileOptions['leader'] {
  return { url: urlOf(clients), signingKey: bytesOf(signingKey), sealingKey: bytesOf(sealingKey) };
}

/** Whether a task names the aggregator of a card: its url and both of its keys. */
export function isParty({ file, aggregatorKeys }: Task & { readonly file: TaskFile }, card: Card): boolean {
  const { url, signingKey } = file[card.role];
  return (
    url === urlOf(card.clients) &&
    toBase64url(signingKey) === card.signingKey &&
    toBase64url(aggregatorKeys[card.role]) === card.sealingKey
  );
}

/** Where the services of tasks are. */
export function urlOf(clients: string): string {
  return `${clients}/v1`;
}

/** Reads base64url that a schema has checked. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return fromBase64url(text) ?? new Uint8Array();
}
