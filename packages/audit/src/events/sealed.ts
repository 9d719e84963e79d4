// Personal fields of an entry, encrypted with a key of the person's own. To destroy the key is to erase the person; the
// entry, its leaf hash and its proof stay as they are.
//
// The entry's `user_id` is `s:` and base64url of HKDF-SHA-256(key, no salt, "fedzk.dev/audit-subject/v1"), 16 bytes. Its
// `sealed` is base64url, without padding, of
//
// | at | bytes | what |
// |---|---|---|
// | 0 | 16 | salt, random |
// | 16 | 32 k | AES-256-GCM of the plaintext |
// | 16 + 32 k | 16 | its tag |
// | 32 + 32 k | 32 | HMAC-SHA-256 of associated data ‖ 0A ‖ plaintext: the commitment |
//
// - plaintext: canonical JSON of actor, session, source and user_id, such as are there, and zeros up to a multiple of 32;
// - associated data: origin ‖ 0A ‖ id of the entry;
// - HKDF-SHA-256(key, salt, "fedzk.dev/audit-sealed/v1"), 76 bytes: AES key (32) ‖ nonce (12) ‖ HMAC key (32).
//
// Each entry has a salt and so an AES key of its own, which encrypts once. GCM alone does not commit to a key: a ciphertext
// can be made that two keys open. The commitment allows one key and one plaintext only.

import {
  asOptions,
  byteLength,
  concat,
  copyBytes,
  fromBase64url,
  methodsOf,
  type SubjectKeys,
  toBase64url,
} from '@fedzk/core';
import { unexpected } from '../argument.js';
import { fromUtf8, utf8 } from '../utf8.js';
import { type TextWriter, writeText, writeUserId } from './checks.js';
import type { AuditEntry, AuditEvent } from './event.js';

const SUBJECT_LABEL = 'fedzk.dev/audit-subject/v1';
const SEALED_LABEL = 'fedzk.dev/audit-sealed/v1';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const COMMITMENT_BYTES = 32;
const SUBJECT_BYTES = 16;
const PADDED_TO = 32;
const OVERHEAD = SALT_BYTES + TAG_BYTES + COMMITMENT_BYTES;
/** Four fields of 256 UTF-16 units each, of three bytes at most; an escaped character has two. */
const MOST_PLAIN_BYTES = 3200;
const SUBJECT = /^s:[\w-]{22}$/;

/** The fields of an event that are sealed. */
export type PersonalFields = Pick<AuditEvent, 'user_id' | 'actor' | 'session' | 'source'>;

export type { SubjectKeys };

/** The result of opening an entry: the entry with its personal fields, or why there is none. */
export type OpenedEntry =
  /** `clear`: nothing was sealed. */
  | { readonly status: 'opened' | 'clear'; readonly entry: AuditEntry }
  /** `erased`: there is no key. `not-authentic`: what is sealed was changed, or sealed for another entry or person. */
  | { readonly status: 'erased' | 'not-authentic' };

/**
 * Derives a person's pseudonym in a log from the person's key: `s:` and 22 characters, the same for the same key. It does not
 * reveal the key. A store of keys finds a key by it.
 *
 * @param key at least 32 random bytes; copied, and the copy is wiped
 * @throws {FedzkError} `invalid-argument`
 */
export async function subjectOf(key: Uint8Array): Promise<string> {
  const bytes = await derive(key, new Uint8Array(0), SUBJECT_LABEL, SUBJECT_BYTES);
  return `s:${toBase64url(bytes)}`;
}

/** Encrypts personal fields with a fresh salt. */
export async function seal(
  fields: PersonalFields,
  { origin, id }: { readonly origin: string; readonly id: string },
  key: Uint8Array,
): Promise<string> {
  const plaintext = padded(utf8(writePersonal(fields)));
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const associated = utf8(`${origin}\n${id}`);
  try {
    const keys = await entryKeys(key, salt);
    const sealed = await crypto.subtle.encrypt(gcm(keys.nonce, associated), keys.cipher, plaintext);
    const commitment = await crypto.subtle.sign('HMAC', keys.mac, committed(associated, plaintext));
    return toBase64url(concat(salt, new Uint8Array(sealed), new Uint8Array(commitment)));
  } finally {
    plaintext.fill(0);
  }
}

/**
 * Opens an entry's encrypted personal fields.
 *
 * @param entry of `decodeEvent`, or of a log's `entries`
 * @param origin the log's
 * @param keys whose `find` is asked for the key
 * @throws {FedzkError} `invalid-argument`: a key is too short; what `find` throws
 *
 * @example
 * ```ts
 * for await (const { origin, entry } of log.entries()) {
 *   const opened = await openSealed(entry, origin, keys);
 *   console.log('entry' in opened ? opened.entry.user_id : opened.status);
 * }
 * ```
 */
export async function openSealed(
  entry: AuditEntry,
  origin: string,
  keys: Pick<SubjectKeys, 'find'>,
): Promise<OpenedEntry> {
  const { sealed, ...rest } = plainEntry(entry);
  if (typeof origin !== 'string') throw unexpected('origin', "the log's name", origin);
  methodsOf(keys, ['find'], 'keys', 'keys of persons, { find }');
  if (sealed === undefined) return { status: 'clear', entry };
  const bytes = readSealed(sealed);
  if (bytes === undefined) return { status: 'not-authentic' };
  const key = await keys.find(rest.user_id);
  if (key === undefined) return { status: 'erased' };
  const fields = await open(bytes, utf8(`${origin}\n${rest.id}`), key);
  return fields === undefined ? { status: 'not-authentic' } : { status: 'opened', entry: { ...rest, ...fields } };
}

async function open(bytes: Uint8Array, associated: Uint8Array, key: Uint8Array): Promise<PersonalFields | undefined> {
  const keys = await entryKeys(key, bytes.slice(0, SALT_BYTES));
  const ciphertext = bytes.slice(SALT_BYTES, -COMMITMENT_BYTES);
  const plaintext = await crypto.subtle
    .decrypt(gcm(keys.nonce, associated), keys.cipher, ciphertext)
    .then((plain) => new Uint8Array(plain))
    .catch(() => undefined); // WebCrypto rejects a wrong tag
  if (plaintext === undefined) return undefined;
  const commitment = bytes.slice(-COMMITMENT_BYTES);
  if (!(await crypto.subtle.verify('HMAC', keys.mac, commitment, committed(associated, plaintext)))) return undefined;
  return readPersonal(plaintext);
}

interface EntryKeys {
  readonly cipher: CryptoKey;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly mac: CryptoKey;
}

async function entryKeys(key: Uint8Array, salt: Uint8Array): Promise<EntryKeys> {
  const bytes = await derive(key, salt, SEALED_LABEL, KEY_BYTES + NONCE_BYTES + KEY_BYTES);
  try {
    const [cipher, mac] = await Promise.all([
      crypto.subtle.importKey('raw', bytes.subarray(0, KEY_BYTES), 'AES-GCM', false, ['encrypt', 'decrypt']),
      crypto.subtle.importKey('raw', bytes.subarray(-KEY_BYTES), { name: 'HMAC', hash: 'SHA-256' }, false, [
        'sign',
        'verify',
      ]),
    ]);
    return { cipher, nonce: bytes.slice(KEY_BYTES, KEY_BYTES + NONCE_BYTES), mac };
  } finally {
    bytes.fill(0);
  }
}

/** HKDF-SHA-256 (RFC 5869). */
async function derive(key: Uint8Array, salt: Uint8Array, label: string, length: number) {
  if ((byteLength(key) ?? 0) < KEY_BYTES) throw unexpected('key', `a Uint8Array of ${KEY_BYTES} or more`, key);
  const copy = new Uint8Array(copyBytes(key));
  try {
    const secret = await crypto.subtle.importKey('raw', copy, 'HKDF', false, ['deriveBits']);
    const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(salt), info: utf8(label) };
    return new Uint8Array(await crypto.subtle.deriveBits(how, secret, 8 * length));
  } finally {
    copy.fill(0);
  }
}

function gcm(iv: Uint8Array<ArrayBuffer>, associated: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new Uint8Array(associated), tagLength: 8 * TAG_BYTES };
}

function committed(associated: Uint8Array, plaintext: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(concat(associated, Uint8Array.of(0x0a), plaintext));
}

/** Pads with zeros. JSON does not end in a zero byte, so the padding can be recognised. */
function padded(text: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PADDED_TO * Math.ceil(text.length / PADDED_TO));
  bytes.set(text);
  return bytes;
}

/** Canonical JSON: names in the order of their UTF-16 units. */
function writePersonal({ actor, session, source, user_id }: PersonalFields): string {
  const optional = (name: string, value: unknown): string =>
    value === undefined ? '' : `"${name}":"${writeText(name, value)}",`;
  const fields = optional('actor', actor) + optional('session', session) + optional('source', source);
  return `{${fields}"user_id":"${writeUserId('user_id', user_id)}"}`;
}

/** Reads personal fields; undefined for a text that {@link writePersonal} does not write, since others rely on its checks. */
function readPersonal(plaintext: Uint8Array): PersonalFields | undefined {
  try {
    let { length } = plaintext;
    while (plaintext[length - 1] === 0) length--;
    const text = fromUtf8(plaintext.subarray(0, length));
    const fields = JSON.parse(text) as PersonalFields;
    return writePersonal(fields) === text ? fields : undefined;
  } catch {
    return undefined;
  }
}

function readSealed(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length > Math.ceil(((OVERHEAD + MOST_PLAIN_BYTES) * 4) / 3)) return undefined;
  const bytes = fromBase64url(text);
  const plain = (bytes?.length ?? 0) - OVERHEAD;
  return plain > 0 && plain % PADDED_TO === 0 ? bytes : undefined;
}

/** Writes `sealed` of an entry. */
export const writeSealed: TextWriter = (name, value) => {
  if (readSealed(value) !== undefined) return value as string;
  throw unexpected(name, 'encrypted personal fields in base64url', value);
};

/** Writes `user_id` of an entry that has `sealed`. */
export const writeSubject: TextWriter = (name, value) => {
  if (typeof value === 'string' && SUBJECT.test(value)) return value;
  throw unexpected(name, 's: and 22 characters in an entry that has "sealed"', value);
};

/** Copies the entry's own fields, each read once. */
function plainEntry(entry: AuditEntry): AuditEntry {
  const given = asOptions(entry, 'entry');
  try {
    return { ...given };
  } catch (cause) {
    throw unexpected('entry', 'an entry of a log', entry, { cause });
  }
}
