// Primitives by WebCrypto, which every runtime has.

import { concat } from '@fedzk/core';
import { type Bytes, utf8 } from './bytes.js';
import { CSEAL_INFO, NO_NONCE, SALT, SEAL_HEAD } from './peers.js';

const { subtle } = crypto;

/**
 * Narrows the type to bytes that are not shared, as TypeScript's declarations of WebCrypto require.
 */
const own = (bytes: Uint8Array): Bytes => bytes as Bytes;

/** Imports a key of AES-256-GCM once. */
export async function webGcm(bytes: Uint8Array): Promise<{
  seal(nonce: Uint8Array, plaintext: Uint8Array): Promise<Bytes>;
  open(nonce: Uint8Array, sealed: Uint8Array): Promise<Bytes>;
}> {
  const key = await aesKey(bytes);
  return {
    seal: async (nonce, plaintext) => {
      return new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv: own(nonce) }, key, own(plaintext)));
    },
    open: async (nonce, sealed) => {
      return new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv: own(nonce) }, key, own(sealed)));
    },
  };
}

function aesKey(bytes: Uint8Array): Promise<CryptoKey> {
  return subtle.importKey('raw', own(bytes), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Imports a key for derivation. */
export function derivable(bytes: Uint8Array): Promise<CryptoKey> {
  return subtle.importKey('raw', own(bytes), 'HKDF', false, ['deriveBits']);
}

export async function webHkdf(key: CryptoKey, salt: Uint8Array, info: Uint8Array, length: number): Promise<Bytes> {
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: own(salt), info: own(info) };
  return new Uint8Array(await subtle.deriveBits(algorithm, key, 8 * length));
}

export async function webSha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await subtle.digest('SHA-256', own(bytes)));
}

export async function webHmac(key: Uint8Array, message: Uint8Array): Promise<Bytes> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await subtle.importKey('raw', own(key), hmac, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', imported, own(message)));
}

export async function webPbkdf2(
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Promise<Bytes> {
  const key = await subtle.importKey('raw', own(password), 'PBKDF2', false, ['deriveBits']);
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: own(salt), iterations };
  return new Uint8Array(await subtle.deriveBits(algorithm, key, 8 * length));
}

const INFO = utf8(CSEAL_INFO);

/** Makes the committing seal of FORMAT.md, "Committing seal". */
export const webCommitting = {
  async seal(key: CryptoKey, context: Uint8Array, plaintext: Uint8Array, salt: Uint8Array): Promise<Bytes> {
    const okm = await webHkdf(key, salt, concat(INFO, await webSha256(context)), 64);
    const algorithm = { name: 'AES-GCM', iv: NO_NONCE, additionalData: own(context) };
    const sealed = await subtle.encrypt(algorithm, await aesKey(okm.subarray(0, 32)), own(plaintext));
    return own(concat(salt, okm.subarray(32), new Uint8Array(sealed)));
  },
  async open(key: CryptoKey, context: Uint8Array, sealed: Uint8Array): Promise<Bytes> {
    const okm = await webHkdf(key, sealed.subarray(0, SALT), concat(INFO, await webSha256(context)), 64);
    if (!sameBytes(okm.subarray(32), sealed.subarray(SALT, SEAL_HEAD))) throw new Error('another commitment');
    const algorithm = { name: 'AES-GCM', iv: NO_NONCE, additionalData: own(context) };
    const rest = own(sealed.subarray(SEAL_HEAD));
    return new Uint8Array(await subtle.decrypt(algorithm, await aesKey(okm.subarray(0, 32)), rest));
  },
};

/** Compares bytes in constant time. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
