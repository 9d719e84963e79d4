// Reads and writes the documents that aggregators sign: canonical JSON (RFC 8785) with exactly the
// fields of its type. Big integers and decimals are strings. Errors name the place in the document.

import { bytesOf, canonicalJson, describe, FedzkError, fromBase64url, unexpected } from '@fedzk/core';
import { check } from './argument.js';
import { type Bytes, equal, readUtf8, utf8 } from './encoding.js';
import { KEY_BYTES } from './keys.js';

/** An object's values by field name. */
export type Fields<Name extends string> = Readonly<Record<Name, unknown>>;

/** A kind of document: the value of its field `type`, and its fields besides `type` and `v`. */
export interface Kind<Name extends string> {
  readonly type: string;
  readonly fields: readonly Name[];
  /** The most bytes of such a document. */
  readonly most: number;
}

const VERSION = 1;

/** Writes a document as canonical JSON. */
export function writeDocument<Name extends string>(kind: Kind<Name>, fields: Fields<Name>): Bytes {
  return utf8(canonicalJson({ ...fields, type: kind.type, v: VERSION }, 'fields', kind.most));
}

/**
 * Reads a document.
 *
 * @param name the document's name for messages
 * @returns its text, and its fields as JSON values
 * @throws {FedzkError} `invalid-argument`: too long, another type, a field that is missing or unknown, or not canonical;
 *   `unsupported`: a later version
 */
export function readDocument<Name extends string>(
  name: string,
  bytes: unknown,
  kind: Kind<Name>,
): { readonly text: string; readonly fields: Fields<Name> } {
  const own = bytesOf(bytes, name, 0, kind.most);
  const text = readUtf8(own);
  const value = text === undefined ? undefined : parse(text);
  if (text === undefined || !isObject(value)) throw refused(name, `JSON of the type ${kind.type}`);
  if (value.type !== kind.type) throw refused(name, `JSON of the type ${kind.type}, got ${describe(value.type)}`);
  if (value.v !== VERSION) {
    throw new FedzkError(
      'unsupported',
      `"${name}" has version ${describe(value.v)}, and this package reads ${VERSION}.`,
    );
  }
  const fields = objectOf(name, value, [...kind.fields, 'type', 'v']);
  requireCanonical(name, own, utf8(canonicalJson(value, name)));
  return { text, fields };
}

/** Parses JSON; `undefined` if it is invalid. The message of JSON.parse quotes its input, so it is dropped. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function requireCanonical(name: string, bytes: Bytes, canonical: Bytes): void {
  if (equal(bytes, canonical)) return;
  const at = bytes.findIndex((byte, i) => byte !== canonical[i]);
  const place = at < 0 ? bytes.length : at;
  const shown = (of: Bytes): string => describe(new TextDecoder().decode(of.subarray(place, place + 20)));
  const expected = 'canonical JSON (RFC 8785: names sorted, none twice, no spaces)';
  throw refused(name, `${expected}, at byte ${place} ${shown(canonical)}, got ${shown(bytes)}`);
}

function refused(name: string, expected: string): FedzkError {
  return new FedzkError('invalid-argument', `"${name}" expected ${expected}.`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads an object with exactly these fields. */
export function objectOf<Name extends string>(place: string, value: unknown, names: readonly Name[]): Fields<Name> {
  if (!isObject(value)) throw unexpected(place, 'an object', value);
  const missing = names.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw refused(place, `an object with "${missing}", got one without`);
  const unknown = Object.keys(value).find((name) => !(names as readonly string[]).includes(name));
  if (unknown === undefined) return value as Fields<Name>;
  throw refused(place, `an object without ${describe(unknown)}, which no field has as its name`);
}

/** Reads a value; returns `undefined` for null. */
export function orNull<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === null ? undefined : read(value);
}

/** Reads a string of this form. */
function textOf(place: string, value: unknown, form: RegExp, expected: string): string {
  check(place, value, expected, typeof value === 'string' && form.test(value));
  return value as string;
}

/** Reads a SHA-256 hash in hexadecimal. */
export function hashOf(place: string, value: unknown): string {
  return textOf(place, value, /^[0-9a-f]{64}$/, '64 lower-case hex digits');
}

/** Reads a decimal integer from 0. */
export function integerTextOf(place: string, value: unknown): bigint {
  return BigInt(textOf(place, value, /^(?:0|[1-9][0-9]{0,99})$/, 'a decimal integer as a string'));
}

/** Reads a public key of 32 bytes in base64url. */
export function keyTextOf(place: string, value: unknown): Bytes {
  const bytes = typeof value === 'string' ? fromBase64url(value) : undefined;
  if (bytes?.length === KEY_BYTES) return bytes;
  throw unexpected(place, `a public key of ${KEY_BYTES} bytes in base64url`, value);
}

/** Reads a number above 0 from its shortest decimal without an exponent. */
export function decimalOf(place: string, value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : Number.NaN;
  const right = Number.isFinite(number) && number > 0 && decimal(number) === value;
  check(place, value, 'a decimal above 0 as a string, such as "0.5", without needless zeros', right);
  return number;
}

/** Writes a number as the shortest decimal without an exponent that reads as the same number. */
export function decimal(value: number): string {
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  const [whole = '', fraction = ''] = digits.split('.');
  const [all, point] = [whole + fraction, whole.length + Number(exponent)];
  if (point <= 0) return `0.${'0'.repeat(-point)}${all}`;
  return point < all.length ? `${all.slice(0, point)}.${all.slice(point)}` : all.padEnd(point, '0');
}

/** Reads a time in UTC, to the second, and returns milliseconds since 1970. */
export function timeOf(place: string, value: unknown): number {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  const right = Number.isFinite(time) && timeText(time) === value;
  check(place, value, 'a moment in UTC such as 2027-01-04T00:00:00Z', right);
  return time;
}

/** Writes a time for {@link timeOf}; `undefined` if it has no such form. */
export function timeText(time: number): string | undefined {
  const right = Number.isInteger(time / 1000) && time >= 0 && time < END_OF_YEARS;
  return right ? `${new Date(time).toISOString().slice(0, 19)}Z` : undefined;
}

/** The year 10000, whose five digits the form does not allow. */
const END_OF_YEARS = 253_402_300_800_000;

/** Thrown for a document of another task. */
export class WrongTask extends FedzkError {
  constructor(name: string, hash: unknown, own: string) {
    super('invalid-argument', `"${name}.task" expected ${own}, the hash of this task, got ${describe(hash)}.`);
  }
}
