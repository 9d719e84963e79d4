// The documents that both aggregators sign: the task file, round records and results. A signature is
// Ed25519 over H(kind, bytes), by the role's signing key in the task file, and is kept beside the bytes.
// A document counts only with both signatures.

import { bytesOf, FedzkError, fromBase64url, optionsOf, ownBytes, toBase64url, unexpected } from '@fedzk/core';
import { readPrivateKey } from './argument.js';
import { WrongTask } from './canonical.js';
import { type Bytes, equal } from './encoding.js';
import { hash } from './hashes.js';
import type { Role } from './hpke.js';
import { SIGNATURE_BYTES, sign, signingPublicKey, verifySignature } from './keys.js';
import { type RoundRecord, readRecord } from './record.js';
import { type RoundResult, readResult } from './result.js';
import type { Task } from './task.js';
import { fileOf, readTaskFile } from './task-file.js';

/** The kinds of signed documents. */
export type DocumentKind = 'task-file' | 'record' | 'result';

/** Signatures of 64 bytes, by the signer's role. */
export interface Signatures {
  readonly leader?: Uint8Array | undefined;
  readonly helper?: Uint8Array | undefined;
}

/**
 * Why a document is refused. `malformed`: invalid, or with numbers that the task does not allow;
 * `wrong-task`: of another task; `bad-signature`: not signed by both aggregators of the task.
 */
export interface DocumentRefusal {
  readonly refused: 'malformed' | 'wrong-task' | 'bad-signature';
  /** The reason, for people. */
  readonly message: string;
}

const ROLES: readonly Role[] = ['leader', 'helper'];

/**
 * Checks a document, and signs it as one of the task's aggregators.
 *
 * @param bytes canonical JSON: the task file, or what `writeRecord` or `writeResult` gave
 * @param signingKey Ed25519, 32 bytes; the task file tells which aggregator's it is
 * @throws {FedzkError} `invalid-argument`: no document of the task, or neither aggregator's key
 *
 * @example
 * ```ts
 * const { role, signature } = await signDocument(task, 'task-file', bytes, signingKey);
 * ```
 */
export async function signDocument(
  task: Task,
  kind: DocumentKind,
  bytes: Uint8Array,
  signingKey: Uint8Array,
): Promise<{ readonly role: Role; readonly signature: Uint8Array }> {
  const file = fileOf(task);
  read(task, kind, bytes);
  const key = readPrivateKey('signingKey', signingKey);
  try {
    const publicKey = signingPublicKey(key);
    const role = ROLES.find((each) => equal(publicKey, file[each].signingKey));
    if (role !== undefined) return { role, signature: await sign(key, hash(kind, bytes)) };
  } finally {
    key.fill(0);
  }
  const expected = 'the key of one of the aggregators in the task file';
  throw new FedzkError('invalid-argument', `"signingKey" expected ${expected}, got another.`);
}

/**
 * Tells which aggregators' signatures of a document are missing or wrong.
 *
 * @returns the roles; empty if both have signed
 * @throws {FedzkError} `invalid-argument`: no task with a file, or no bytes
 */
export async function unsignedBy(
  task: Task,
  kind: DocumentKind,
  bytes: Uint8Array,
  signatures: Signatures,
): Promise<readonly Role[]> {
  const file = fileOf(task);
  const given = optionsOf(signatures, ROLES, 'signatures');
  const message = hash(kindOf(kind), bytes);
  const right = await Promise.all(
    ROLES.map((role) => isSignature(new Uint8Array(file[role].signingKey), given[role], message)),
  );
  return ROLES.filter((_, i) => !right[i]);
}

async function isSignature(publicKey: Bytes, signature: unknown, message: Bytes): Promise<boolean> {
  const own = ownBytes(signature, SIGNATURE_BYTES);
  return own?.length === SIGNATURE_BYTES && verifySignature(publicKey, own, message);
}

/**
 * Reads a round record, which must be signed by both aggregators. A client should take its model from no
 * other record.
 *
 * @throws {FedzkError} `invalid-argument`: no task with a file, or no bytes
 *
 * @example
 * ```ts
 * const record = await openRecord(task, bytes, signatures);
 * if ('refused' in record) throw new Error(record.message);
 * ```
 */
export function openRecord(
  task: Task,
  bytes: Uint8Array,
  signatures: Signatures,
): Promise<RoundRecord | DocumentRefusal> {
  return open(task, 'record', bytes, signatures, readRecord);
}

/**
 * Reads a result, which must be signed by both aggregators.
 *
 * @throws {FedzkError} `invalid-argument`: no task with a file, or no bytes
 */
export function openResult(
  task: Task,
  bytes: Uint8Array,
  signatures: Signatures,
): Promise<RoundResult | DocumentRefusal> {
  return open(task, 'result', bytes, signatures, readResult);
}

async function open<T>(
  task: Task,
  kind: DocumentKind,
  bytes: Uint8Array,
  signatures: Signatures,
  readAs: (task: Task, bytes: Uint8Array) => T,
): Promise<T | DocumentRefusal> {
  fileOf(task);
  const own = bytesOf(bytes, kind);
  let document: T;
  try {
    document = readAs(task, own);
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    return { refused: error instanceof WrongTask ? 'wrong-task' : 'malformed', message: error.message };
  }
  const missing = await unsignedBy(task, kind, own, signatures);
  if (missing.length === 0) return document;
  const message = `The ${kind} expected the signatures of both aggregators; the ${missing.join("'s and the ")}'s is missing or wrong.`;
  return { refused: 'bad-signature', message };
}

/** @throws {FedzkError} `invalid-argument` */
function read(task: Task, kind: DocumentKind, bytes: Uint8Array): void {
  const { text, hash } = fileOf(task);
  if (kindOf(kind) === 'record') readRecord(task, bytes);
  else if (kind === 'result') readResult(task, bytes);
  else {
    const { file } = readTaskFile(bytes);
    if (file.text !== text) throw new WrongTask('file', file.hash, hash);
  }
}

function kindOf(kind: DocumentKind): DocumentKind {
  if (kind === 'task-file' || kind === 'record' || kind === 'result') return kind;
  throw unexpected('kind', '"task-file", "record" or "result"', kind);
}

/**
 * Writes signatures as text, one line each: the role and the signature in base64url.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function writeSignatures(signatures: Signatures): string {
  const given = optionsOf(signatures, ROLES, 'signatures');
  return ROLES.flatMap((role) => {
    const signature = given[role];
    return signature === undefined ? [] : [`${role} ${toBase64url(signature)}\n`];
  }).join('');
}

/**
 * Reads text that {@link writeSignatures} wrote. Several such texts may be joined.
 *
 * @throws {FedzkError} `invalid-argument`: other text, or two different signatures of a role
 */
export function readSignatures(text: string): Signatures {
  if (typeof text !== 'string') throw unexpected('signatures', 'text', text);
  const found: { leader?: Uint8Array; helper?: Uint8Array } = {};
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, role, digits] = /^(leader|helper) ([\w-]{86})\r?$/.exec(line) ?? [];
    const signature = digits === undefined ? undefined : fromBase64url(digits);
    if (signature === undefined) {
      throw unexpected('signatures', 'lines of a role and a signature, as fedzk-agg task sign prints them', line);
    }
    const before = found[role as Role];
    if (before !== undefined && !equal(before, signature)) {
      throw new FedzkError('invalid-argument', `"signatures" expected one of the ${role}, got two that differ.`);
    }
    found[role as Role] = signature;
  }
  return found;
}
