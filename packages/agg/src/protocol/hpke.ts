// HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, one message
// per context.
//
// HKDF is noble's, which is synchronous: WebCrypto needs two calls for each of the five steps, and each
// waits for another thread.

import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, join, u8, u16, utf8 } from './encoding.js';
import { PROTOCOL } from './hashes.js';
import type { KeyPair } from './keys.js';
import { type Agreement, importPrivateKey, publicKeyOf } from './x25519.js';

/** The aggregator that a message is sealed to. */
export type Role = 'leader' | 'helper';

/** Returns the byte that stands for a role in what is hashed or sealed: 0 for the leader, 1 for the helper. */
export function roleByte(role: Role): Bytes {
  return u8(role === 'leader' ? 0 : 1);
}

/** Returns the other role. */
export function otherOf(role: Role): Role {
  return role === 'leader' ? 'helper' : 'leader';
}

/** An encapsulated key, and the ciphertext under it. */
export interface Sealed {
  /** 32 bytes. */
  readonly enc: Bytes;
  /** 16 bytes longer than the plaintext. */
  readonly ciphertext: Bytes;
}

/** The length of an encapsulated key in bytes. */
export const ENC_BYTES = 32;
/** Bytes that sealing adds. */
export const AEAD_TAG_BYTES = 16;

/** Nsecret, Nk and Nn of RFC 9180 §7. */
const [SECRET_BYTES, KEY_BYTES, NONCE_BYTES] = [32, 32, 12];
const NONE: Bytes = new Uint8Array();

/** suite_id of §4.1, of the KEM 0x0020. */
const KEM = join(utf8('KEM'), u16(0x0020));
/** suite_id of §5.1: the KEM, the KDF 0x0001, the AEAD 0x0002. */
const HPKE = join(utf8('HPKE'), u16(0x0020), u16(0x0001), u16(0x0002));

/**
 * Seals a share to an aggregator.
 *
 * @param publicKey a key that createTask has checked: not of small order
 * @param aad M, so that the ciphertext opens in no other report
 * @param ephemeral the seed of the ephemeral private key (§7.1.3), for tests only; by default random
 */
export async function seal(
  role: Role,
  publicKey: Bytes,
  aad: Bytes,
  plaintext: Bytes,
  ephemeral: Uint8Array = crypto.getRandomValues(new Uint8Array(SECRET_BYTES)),
): Promise<Sealed> {
  const agree = await importPrivateKey(labeledExpand(KEM, labeledExtract(KEM, NONE, 'dkp_prk', ephemeral), 'sk', NONE));
  const enc = await publicKeyOf(agree);
  const secret = await agree(publicKey);
  if (secret === undefined) throw new Error('seal: a public key of small order, which createTask refuses');
  const { key, iv } = await schedule(role, secret, join(enc, publicKey), 'encrypt');
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: aad }, key, plaintext);
  return { enc, ciphertext: new Uint8Array(sealed) };
}

/** An aggregator's key pair as {@link open} takes it. */
export interface Recipient {
  readonly agree: Agreement;
  readonly publicKey: Bytes;
}

/** Imports an aggregator's key pair once for all reports. It may keep using the private key's array; wiping that ends its use. */
export async function importRecipient({ privateKey, publicKey }: KeyPair): Promise<Recipient> {
  return { agree: await importPrivateKey(privateKey), publicKey };
}

/** Opens a message that was sealed to this aggregator; `undefined` if it does not open. */
export async function open(
  role: Role,
  { agree, publicKey }: Recipient,
  aad: Bytes,
  { enc, ciphertext }: Sealed,
): Promise<Bytes | undefined> {
  if (enc.length !== ENC_BYTES || ciphertext.length < AEAD_TAG_BYTES) return undefined;
  const secret = await agree(enc);
  if (secret === undefined) return undefined;
  const { key, iv } = await schedule(role, secret, join(enc, publicKey), 'decrypt');
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: aad }, key, ciphertext));
  } catch (reason) {
    if ((reason as Error | null)?.name === 'OperationError') return undefined; // WebCrypto's error for a wrong tag
    throw reason;
  }
}

/** ExtractAndExpand of §4.1, then KeySchedule of §5.1 without psk. Wipes the secret. */
async function schedule(
  role: Role,
  secret: Bytes,
  kemContext: Bytes,
  usage: 'encrypt' | 'decrypt',
): Promise<{ readonly key: CryptoKey; readonly iv: Bytes }> {
  const prk = labeledExtract(KEM, NONE, 'eae_prk', secret);
  const shared = labeledExpand(KEM, prk, 'shared_secret', kemContext);
  const hashes = [labeledExtract(HPKE, NONE, 'psk_id_hash', NONE), labeledExtract(HPKE, NONE, 'info_hash', info(role))];
  const context = join(u8(0), ...hashes);
  const scheduled = labeledExtract(HPKE, shared, 'secret', NONE);
  const material = labeledExpand(HPKE, scheduled, 'key', context, KEY_BYTES);
  const iv = labeledExpand(HPKE, scheduled, 'base_nonce', context, NONCE_BYTES);
  const imported = crypto.subtle.importKey('raw', material, 'AES-GCM', false, [usage]);
  const key = await imported.finally(() => [secret, prk, shared, scheduled, material].map((used) => used.fill(0)));
  return { key, iv };
}

function info(role: Role): Bytes {
  return utf8(PROTOCOL + role);
}

/** LabeledExtract of §4. */
function labeledExtract(suite: Bytes, salt: Bytes, label: string, material: Uint8Array): Bytes {
  const labeled = join(utf8(`HPKE-v1`), suite, utf8(label), material);
  const prk = extract(sha256, labeled, salt);
  labeled.fill(0);
  return new Uint8Array(prk.buffer as ArrayBuffer);
}

/** LabeledExpand of §4. */
function labeledExpand(suite: Bytes, prk: Bytes, label: string, info: Uint8Array, length = SECRET_BYTES): Bytes {
  const labeled = join(u16(length), utf8('HPKE-v1'), suite, utf8(label), info);
  return new Uint8Array(expand(sha256, prk, labeled, length));
}
