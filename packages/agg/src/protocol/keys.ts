// Checks public keys, and signs with Ed25519: aggregation.md, "createTask refuses" and check 3.

import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { type Bytes, join } from './encoding.js';
import { isSmallOrder } from './x25519.js';

/** The length of a public or private key in bytes, for X25519 and Ed25519. */
export const KEY_BYTES = 32;
/** The length of an Ed25519 signature in bytes. */
export const SIGNATURE_BYTES = 64;

/** The prime of both curves, RFC 7748 §4.1. */
const P = 2n ** 255n - 19n;

/** A private key and its public key, 32 bytes each. */
export interface KeyPair {
  readonly privateKey: Bytes;
  readonly publicKey: Bytes;
}

/** Makes a random X25519 key for an aggregator. */
export function createSealingKey(): KeyPair {
  const privateKey = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return { privateKey, publicKey: sealingPublicKey(privateKey) };
}

/** Makes a random Ed25519 key for a client or an aggregator. */
export function createSigningKey(): KeyPair {
  const privateKey = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return { privateKey, publicKey: signingPublicKey(privateKey) };
}

/** Says what is wrong with an X25519 public key; `undefined` if it is valid. */
export function faultOfSealingKey(key: Uint8Array): string | undefined {
  if (littleEndian(key) >= P) return 'not canonical';
  return isSmallOrder(key) ? 'of small order' : undefined;
}

/** Says what is wrong with an Ed25519 public key; `undefined` if it is valid. A key of small order verifies anything. */
export function faultOfSigningKey(key: Uint8Array): string | undefined {
  try {
    return ed25519.Point.fromBytes(key).isSmallOrder() ? 'of small order' : undefined;
  } catch {
    return 'not the canonical encoding of a point';
  }
}

/** Computes the X25519 public key of a private key. */
export function sealingPublicKey(privateKey: Uint8Array): Bytes {
  return new Uint8Array(x25519.getPublicKey(privateKey));
}

/** Computes the Ed25519 public key of a private key (the 32-byte seed of RFC 8032 §5.1.5). */
export function signingPublicKey(privateKey: Uint8Array): Bytes {
  return new Uint8Array(ed25519.getPublicKey(privateKey));
}

/** The bytes before the key in PKCS #8 (RFC 8410 §7), the only form in which WebCrypto takes a private key. */
const PKCS8_PREFIX = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

/** Signs with Ed25519. */
export async function sign(privateKey: Uint8Array, message: Bytes): Promise<Bytes> {
  const encoded = join(PKCS8_PREFIX, privateKey);
  const key = await crypto.subtle.importKey('pkcs8', encoded, 'Ed25519', false, ['sign']);
  encoded.fill(0);
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key, message));
}

/**
 * Verifies a signature by RFC 8032 §5.1.7 without the cofactor: S below the order, R compared as bytes.
 * All WebCrypto implementations agree on that for canonical keys, which createTask requires.
 */
export async function verifySignature(publicKey: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  return crypto.subtle.verify('Ed25519', key, signature, message);
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
