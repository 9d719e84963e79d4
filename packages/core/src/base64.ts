import { fromBase64url, toBase64url } from './base64url.js';

/**
 * Writes bytes in base64 with padding (RFC 4648 §4).
 *
 * @throws {FedzkError} `invalid-argument`: no Uint8Array
 */
export function toBase64(bytes: Uint8Array): string {
  const digits = toBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return digits.padEnd(4 * Math.ceil(digits.length / 4), '=');
}

/** Decodes what {@link toBase64} writes, of which each value has one encoding; returns undefined for anything else. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text !== 'string' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return fromBase64url(text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
}
