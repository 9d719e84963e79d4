import { plainView } from './bytes.js';
import { FedzkError } from './errors.js';

/**
 * Writes bytes in base64url without padding (RFC 4648 §5).
 *
 * @throws {FedzkError} `invalid-argument`: no Uint8Array
 */
export function toBase64url(bytes: Uint8Array): string {
  const plain = plainView(bytes, ['Uint8Array']);
  if (plain === undefined) throw new FedzkError('invalid-argument', '"bytes" expected a Uint8Array.');
  let binary = '';
  for (const byte of plain) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Decodes what {@link toBase64url} writes; returns undefined for anything else. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text !== 'string' || !/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(binary.length);
  // Twenty times as fast as Uint8Array.from with a function.
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  // The last character may have spare bits, which must be 0.
  return toBase64url(bytes) === text ? bytes : undefined;
}
