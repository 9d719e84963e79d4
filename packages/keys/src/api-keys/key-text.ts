// The text of an API key: fedzk_<env>_<id>_<secret>_<crc> (FORMAT.md, "API keys").

import { utf8 } from '../format/bytes.js';

/** Which of two worlds a key is for. A key of one is unknown in the other. */
export type ApiKeyEnv = 'live' | 'test';

/**
 * Matches an API key anywhere in a text, for secret scanners and for taking keys out of logs. It has no flags, so it keeps
 * no position between calls.
 *
 * @example
 * ```ts
 * const safe = line.replace(new RegExp(API_KEY_PATTERN, 'g'), '[API key]');
 * ```
 */
export const API_KEY_PATTERN: RegExp = /fedzk_(?:live|test)_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}/;

const WHOLE = new RegExp(`^${API_KEY_PATTERN.source}$`);
const ID = /^[0-9A-Za-z]{12}$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = ALPHABET.length;
/** The least byte that is no digit: 248 is the largest multiple of 62 that a byte reaches, so that no digit is likelier. */
const FIRST_REFUSED = 256 - (256 % BASE);
const [ID_DIGITS, SECRET_DIGITS, CRC_DIGITS] = [12, 43, 6];
/** Where the fields are in a key. Each is followed by `_`. */
const [ENV_AT, ID_AT, SECRET_AT, CRC_AT] = [6, 11, 24, 68];
const KEY_CHARACTERS = CRC_AT + CRC_DIGITS;
/** The bytes that the checksum covers: all before the last `_`. */
const CHECKED = CRC_AT - 1;

/** Draws an id that is not secret. */
export function drawId(): string {
  return digits(ID_DIGITS);
}

/** Draws a new key for an id: its secret has 256 bits. */
export function drawKey(env: ApiKeyEnv, id: string): string {
  const checked = `fedzk_${env}_${id}_${digits(SECRET_DIGITS)}`;
  return `${checked}_${checksum(checked)}`;
}

/** Draws random digits of base 62. */
function digits(count: number): string {
  const bytes = new Uint8Array(count * 2);
  let text = '';
  while (text.length < count) {
    crypto.getRandomValues(bytes);
    for (const byte of bytes) {
      if (byte < FIRST_REFUSED && text.length < count) text += ALPHABET[byte % BASE];
    }
  }
  bytes.fill(0);
  return text;
}

/** Tells whether a text is the id of a key. */
export function isApiKeyId(text: unknown): text is string {
  return typeof text === 'string' && ID.test(text);
}

/** The parts of a presented key that are not secret. */
export interface PresentedKey {
  readonly env: string;
  readonly id: string;
}

/** Reads what was presented. Looks nothing up. */
export function readKey(presented: unknown): PresentedKey | 'malformed' | 'checksum' {
  if (typeof presented !== 'string' || presented.length !== KEY_CHARACTERS || !WHOLE.test(presented)) {
    return 'malformed';
  }
  if (checksum(presented.slice(0, CHECKED)) !== presented.slice(CRC_AT)) return 'checksum';
  return { env: presented.slice(ENV_AT, ID_AT - 1), id: presented.slice(ID_AT, SECRET_AT - 1) };
}

const LABEL = utf8('fedzk-apikey-v1');

/**
 * Returns what the HMAC of a well-formed key covers: the label, the environment, the id and the secret, with a zero between
 * them. The caller wipes it.
 */
export function messageOf(key: string): Uint8Array {
  const fields = CHECKED - ENV_AT;
  const message = new Uint8Array(LABEL.length + 1 + fields);
  message.set(LABEL);
  for (let i = 0; i < fields; i++) message[LABEL.length + 1 + i] = key.charCodeAt(ENV_AT + i);
  for (const at of [ID_AT, SECRET_AT]) message[LABEL.length + at - ENV_AT] = 0;
  return message;
}

/** Computes the checksum of a text of ASCII: CRC-32/ISO-HDLC as 6 digits, the most significant first. */
export function checksum(text: string): string {
  let left = crc32(text);
  let written = '';
  for (let i = 0; i < CRC_DIGITS; i++) {
    written = `${ALPHABET[left % BASE]}${written}`;
    left = Math.floor(left / BASE);
  }
  return written;
}

let table: Uint32Array | undefined;

/** CRC-32/ISO-HDLC, the CRC of gzip: polynomial 0x04C11DB7, reflected, all ones at the start and at the end. */
function crc32(text: string): number {
  table ??= makeTable();
  let crc = 0xffff_ffff;
  for (let i = 0; i < text.length; i++) {
    crc = (crc >>> 8) ^ (table[(crc ^ text.charCodeAt(i)) & 0xff] ?? 0);
  }
  return ~crc >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
    return crc;
  });
}
