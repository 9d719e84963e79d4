/** Private Ed25519 keys, as people keep them in files. */
import { fromBase64, toHex } from '@fedzk/core';

/** Before the 32 bytes of a private key in PKCS #8 (RFC 8410 §7), in hexadecimal. */
export const PKCS8 = '302e020100300506032b657004220420';

/**
 * Reads a file with an Ed25519 key: 32 bytes, their hexadecimal, or PKCS #8 as PEM, which OpenSSL writes.
 *
 * @returns 64 hexadecimal digits; undefined for anything else
 */
export function privateKeyIn(file: Uint8Array): string | undefined {
  if (file.length === 32) return toHex(file);
  const text = new TextDecoder('latin1').decode(file).trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  const [, pem = ''] = /^-----BEGIN PRIVATE KEY-----\s([\w+/=\s]+)-----END PRIVATE KEY-----$/.exec(text) ?? [];
  const encoded = toHex(fromBase64(pem.replace(/\s/g, '')) ?? new Uint8Array());
  return encoded.startsWith(PKCS8) && encoded.length === PKCS8.length + 64 ? encoded.slice(PKCS8.length) : undefined;
}
