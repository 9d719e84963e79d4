// Signs HTTP messages of aggregators and named readers: RFC 9421 with Ed25519 (§3.3.6), and Content-Digest of RFC 9530.
//
//   request  over "@method" "@target-uri" "content-digest"
//   answer   over "@status" "content-digest" "signature";req
//   reading  over "@method" "@target-uri", by a reader that the task's file names
//
// Of structured fields (RFC 8941) this reads only what such a message has: one signature and one digest. A message with more
// of either is refused, since this protocol makes none.

import { fromBase64, toBase64, toBase64url } from '@fedzk/core';
import { type Bytes, utf8 } from '../protocol/encoding.js';
import type { Role } from '../protocol/hpke.js';
import { SIGNATURE_BYTES, sign, signingPublicKey, verifySignature } from '../protocol/keys.js';

/** Seconds by which `created` may differ from the receiver's clock. */
const MOST_SKEW_SECONDS = 300;

const LABEL = 'fedzk';
const REQUEST = ['"@method"', '"@target-uri"', '"content-digest"'] as const;
const ANSWER = ['"@status"', '"content-digest"', '"signature";req'] as const;

const READING = ['"@method"', '"@target-uri"'] as const;

/** A covered component of the signature base, RFC 9421 §2.5: its identifier and its value. */
type Component = readonly [identifier: string, value: string];

/** The signed parts of a request. */
export interface RequestParts {
  readonly method: string;
  /** The whole URL; it begins as in the task's file. */
  readonly target: string;
  readonly body: Bytes;
}

/** The signed parts of an answer. */
export interface AnswerParts {
  readonly status: number;
  readonly body: Bytes;
  /** The field Signature of the request that is answered. */
  readonly request: string;
}

/** Who signs, and when. */
export interface Signer {
  readonly role: Role;
  /** Ed25519, 32 bytes. */
  readonly signingKey: Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Whose signature is expected, and when. */
export interface Expected {
  readonly role: Role;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The header fields that a signature adds. */
export interface SignatureFields {
  readonly 'content-digest': string;
  readonly 'signature-input': string;
  readonly signature: string;
}

/** The `keyid` of a signature: a role, or a reader's public key in base64url. */
interface Keyed {
  readonly keyid: string;
  readonly now: number;
}

/** The value of Content-Digest: RFC 9530 §2, with sha-256. */
export async function contentDigest(body: Bytes): Promise<string> {
  return `sha-256=:${toBase64(new Uint8Array(await crypto.subtle.digest('SHA-256', body)))}:`;
}

/** The signature base of RFC 9421 §2.5: a line for each component, then the parameters. */
export function signatureBase(components: readonly Component[], parameters: string): Bytes {
  const lines = [...components, ['"@signature-params"', parameters] as const];
  return utf8(lines.map(([identifier, value]) => `${identifier}: ${value}`).join('\n'));
}

/** Signs a request. */
export async function signRequest(parts: RequestParts, signer: Signer): Promise<SignatureFields> {
  const digest = await contentDigest(parts.body);
  return { 'content-digest': digest, ...(await signed(requestComponents(parts, digest), byRole(signer))) };
}

/** Signs an answer to a request that was signed. */
export async function signAnswer(parts: AnswerParts, signer: Signer): Promise<SignatureFields> {
  const digest = await contentDigest(parts.body);
  return { 'content-digest': digest, ...(await signed(answerComponents(parts, digest), byRole(signer))) };
}

/**
 * Signs a reader's GET of a url. The `keyid` is the reader's public key in base64url.
 *
 * @param reader `signingKey` of 32 bytes, and milliseconds since 1970
 */
export function signRead(
  target: string,
  { signingKey, now }: Omit<Signer, 'role'>,
): Promise<Omit<SignatureFields, 'content-digest'>> {
  const keyid = toBase64url(signingPublicKey(new Uint8Array(signingKey)));
  return signed(named(READING, ['GET', target]), { keyid, signingKey, now });
}

/** Tells whether a reader has signed a GET of a url, at about the present time. */
export function isSignedRead(
  target: string,
  headers: Headers,
  { publicKey, now }: Omit<Expected, 'role'>,
): Promise<boolean> {
  return isSigned(named(READING, ['GET', target]), headers, { keyid: toBase64url(publicKey), publicKey, now });
}

/** Reads the `keyid` of a message, unverified. */
export function keyidOf(headers: Headers): string | undefined {
  return readInput(headers.get('signature-input') ?? '')?.keyid;
}

/** Reads the `created` of a message, unverified, in seconds since 1970. */
export function createdOf(headers: Headers): number | undefined {
  return readInput(headers.get('signature-input') ?? '')?.created;
}

function byRole<Who extends Signer | Expected>({ role, ...who }: Who): Omit<Who, 'role'> & Keyed {
  return { ...who, keyid: role };
}

/**
 * Tells whether the other aggregator has signed a request at about the present time, before its body is read. The signature
 * covers the field Content-Digest, with which {@link hasDigest} compares the body.
 */
export function isSignedRequest(
  parts: Omit<RequestParts, 'body'>,
  headers: Headers,
  expected: Expected,
): Promise<boolean> {
  const digest = headers.get('content-digest') ?? '';
  return isSigned(requestComponents(parts, digest), headers, byRole(expected));
}

/** Tells whether Content-Digest has the digest of a body. */
export async function hasDigest(body: Bytes, headers: Headers): Promise<boolean> {
  return headers.get('content-digest') === (await contentDigest(body));
}

/** Tells whether the other aggregator has signed an answer to this very request, at about the present time. */
export async function isSignedAnswer(parts: AnswerParts, headers: Headers, expected: Expected): Promise<boolean> {
  const digest = await contentDigest(parts.body);
  const isOf = headers.get('content-digest') === digest;
  return isOf && isSigned(answerComponents(parts, digest), headers, byRole(expected));
}

function requestComponents({ method, target }: Omit<RequestParts, 'body'>, digest: string): readonly Component[] {
  return named(REQUEST, [method, target, digest]);
}

function answerComponents({ status, request }: AnswerParts, digest: string): readonly Component[] {
  return named(ANSWER, [String(status), digest, request]);
}

function named(identifiers: readonly string[], values: readonly string[]): readonly Component[] {
  return identifiers.map((identifier, i) => [identifier, values[i] ?? ''] as const);
}

async function signed(
  components: readonly Component[],
  { keyid, signingKey, now }: Keyed & { readonly signingKey: Uint8Array },
): Promise<Omit<SignatureFields, 'content-digest'>> {
  const covered = components.map(([identifier]) => identifier).join(' ');
  const parameters = `(${covered});created=${Math.floor(now / 1000)};keyid="${keyid}"`;
  const signature = await sign(signingKey, signatureBase(components, parameters));
  return {
    'signature-input': `${LABEL}=${parameters}`,
    signature: `${LABEL}=:${toBase64(signature)}:`,
  };
}

async function isSigned(
  components: readonly Component[],
  headers: Headers,
  { keyid, publicKey, now }: Keyed & { readonly publicKey: Uint8Array },
): Promise<boolean> {
  const input = readInput(headers.get('signature-input') ?? '');
  const signature = readSignature(headers.get('signature') ?? '');
  if (input === undefined || signature === undefined || signature.label !== input.label) return false;
  if (input.covered !== components.map(([identifier]) => identifier).join(' ')) return false;
  if (input.keyid !== keyid || Math.abs(input.created - now / 1000) > MOST_SKEW_SECONDS) return false;
  return verifySignature(new Uint8Array(publicKey), signature.bytes, signatureBase(components, input.parameters));
}

interface Input {
  readonly label: string;
  /** The parameters as written, which the signature covers. */
  readonly parameters: string;
  /** The identifiers of the components, with a space between. */
  readonly covered: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly keyid: string;
}

const INPUT = /^([a-z*][a-z0-9_.*-]*)=(\(([^()]*)\)((?:;[a-z]+=(?:\d{1,15}|"[^"\\]*"))*))$/;
const SIGNATURE = /^([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]{86}==):$/;

/** Reads Signature-Input, RFC 9421 §4.1: `created` and `keyid` once each, `alg` optional; `undefined` for anything else. */
function readInput(field: string): Input | undefined {
  const [, label, parameters, covered, rest] = INPUT.exec(field) ?? [];
  if (label === undefined || parameters === undefined || covered === undefined || rest === undefined) return undefined;
  const found = new Map<string, string>();
  for (const parameter of rest.split(';').slice(1)) {
    const [name = '', value = ''] = parameter.split('=');
    if (found.has(name)) return undefined;
    found.set(name, value);
  }
  const [created = '', keyid = '', alg] = ['created', 'keyid', 'alg'].map((name) => found.get(name));
  const isKnown = [...found.keys()].every((name) => ['created', 'keyid', 'alg'].includes(name));
  if (!isKnown || !/^\d+$/.test(created) || !keyid.startsWith('"')) return undefined;
  if (alg !== undefined && alg !== '"ed25519"') return undefined;
  return { label, parameters, covered, created: Number(created), keyid: keyid.slice(1, -1) };
}

function readSignature(field: string): { readonly label: string; readonly bytes: Bytes } | undefined {
  const [, label, digits] = SIGNATURE.exec(field) ?? [];
  if (label === undefined || digits === undefined) return undefined;
  const bytes = fromBase64(digits);
  return bytes?.length === SIGNATURE_BYTES ? { label, bytes } : undefined;
}
