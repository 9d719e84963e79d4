// Codes that people read and type, and what is kept of codes and tokens: never themselves.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { toBase64url, toHex } from '@fedzk/core';

/** Without the letters that are read as digits, and without U. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP = 5;
const LETTERS_AS_DIGITS: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' };

/** How many digits a code has; each has 5 bits. */
export const CODE_DIGITS = { setup: 20, recovery: 16, login: 8 } as const;

/** Makes a code of so many digits, in groups. */
export function newCode(digits: number): string {
  const text = Array.from(randomBytes(digits), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return (text.match(digits % GROUP === 0 ? /.{5}/g : /.{4}/g) ?? []).join('-');
}

/** Reads a code as a person types it: in small letters, with spaces, with O for 0. */
export function readCode(text: string): string {
  return text
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/[OIL]/g, (letter) => LETTERS_AS_DIGITS[letter] ?? letter);
}

/** Makes a token of 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Makes a UUID of version 7 (RFC 9562 §5.7). */
export function newId(now: number = Date.now()): string {
  const bytes = new Uint8Array(randomBytes(16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 256 ** (5 - i)) % 256;
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Hashes what must not be kept as it is, under a key. */
export class Hasher {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Makes a hasher under a key of its own that a pepper gives. */
  static from(pepper: Uint8Array, purpose: string): Hasher {
    return new Hasher(createHmac('sha256', pepper).update(`fedzk ${purpose}`).digest());
  }

  /** Returns the HMAC of some texts, in base64url. The first says what they are for. */
  of(purpose: string, ...texts: readonly string[]): string {
    const mac = createHmac('sha256', this.#key);
    for (const text of [purpose, ...texts]) mac.update(`${Buffer.byteLength(text)}:${text}`);
    return toBase64url(new Uint8Array(mac.digest()));
  }

  /** The key, for what takes one. */
  get key(): Uint8Array {
    return this.#key;
  }
}

/** Compares two texts of the same form in a time that says nothing of where they differ. */
export function isSame(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
