/** Private Ed25519 keys, as people keep them in files. */
import { fromBase64, fromHex, toHex } from '@fedzk/core';

/** Before the 32 bytes of a private key in PKCS #8 (RFC 8410 §7), in hexadecimal. */
export const PKCS8 = '302e020100300506032b657004220420';

/**
 * Reads a file with an Ed25519 key: 32 bytes, their hexadecimal, or PKCS #8 as PEM, which OpenSSL writes.
 *
 * @returns 32 bytes of their own, which the caller wipes; undefined for anything else
 */
export function privateKeyIn(file: Uint8Array): Uint8Array | undefined {
  if (file.length === 32) return file.slice();
  const text = new TextDecoder('latin1').decode(file).trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return fromHex(text.toLowerCase());
  const [, pem = ''] = /^-----BEGIN PRIVATE KEY-----\s([\w+/=\s]+)-----END PRIVATE KEY-----$/.exec(text) ?? [];
  const encoded = fromBase64(pem.replace(/\s/g, ''));
  const head = PKCS8.length / 2;
  const isKey = encoded?.length === head + 32 && toHex(encoded.subarray(0, head)) === PKCS8;
  const key = isKey ? encoded.slice(head) : undefined;
  encoded?.fill(0);
  return key;
}

/** What may name a key in its line `name+id+base64`, and in a note. */
export const KEY_NAME: RegExp = /^[^\s+\p{Cc}]+$/u;
