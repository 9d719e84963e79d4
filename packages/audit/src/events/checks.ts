// The checks of single fields. Each takes any value and returns the field's canonical JSON. Those of strings return it
// without the quotes: a text that is put together of fewer parts takes less time.

import { unexpected } from '../argument.js';
import { NO_ESCAPE, writeString } from './canonical.js';

/** Writes a field's value as JSON, or throws `invalid-argument`. */
export type FieldWriter = (name: string, value: unknown) => string;
/** The same of a string, without the quotes. */
export type TextWriter = FieldWriter;

const MOST_CHARACTERS = 256;
const MOST_REASON_CHARACTERS = 1024;

/** Control characters, lone surrogates, and what some programs take for the end of a line. */
const NOT_IN_A_LINE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const NAME = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$/;
const HASH_DIGITS = 64;
const HASH = /^[0-9a-f]{64}$/;
const HASH_OF_ANY_CASE = /^[0-9a-f]{64}$/i;
/** RFC 9562 §5.7, and §5.8 for one that is derived from what happened. */
const UUID_V7_OR_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** W3C Trace Context §3.2.2: neither id is all zeros. */
const TRACE = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const RESULTS: readonly unknown[] = ['success', 'failure', 'denied', 'error', 'logged'];
const SEVERITIES: readonly unknown[] = ['info', 'low', 'medium', 'high', 'critical'];

export const writeText: TextWriter = (name, value) => writeLine(name, value, MOST_CHARACTERS);

export const writeReason: TextWriter = (name, value) => writeLine(name, value, MOST_REASON_CHARACTERS);

function writeLine(name: string, value: unknown, most: number): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > most) {
    throw unexpected(name, `a string of 1 to ${most} characters`, value);
  }
  // Most strings are sound, and written as they are.
  if (NO_ESCAPE.test(value)) return value;
  if (NOT_IN_A_LINE.test(value)) {
    throw unexpected(name, 'a string of one line, without control characters and lone surrogates', value);
  }
  return writeString(value).slice(1, -1);
}

export const writeUserId: TextWriter = (name, value) => {
  if (typeof value === 'string' && value.length === HASH_DIGITS && HASH_OF_ANY_CASE.test(value)) {
    throw unexpected(
      name,
      'a name or pseudonym(tenantKey, userId), and not the hash of a name, which is easily guessed',
      value,
    );
  }
  return writeText(name, value);
};

/** Operations of the log's own entries. Callers may not use them, or readers would take a caller's entry for the log's. */
const OWN_OPERATIONS: readonly unknown[] = ['log.epoch', 'log.prune', 'privacy.erase'];

/** Writes `operation` of an event that a caller appends. */
export const writeCallersOperation: TextWriter = (name, value) => {
  if (!OWN_OPERATIONS.includes(value)) return writeName(name, value);
  throw unexpected(name, `an operation other than ${OWN_OPERATIONS.join(', ')}, which only the log itself uses`, value);
};

export const writeName: TextWriter = (name, value) => {
  if (typeof value === 'string' && value.length <= MOST_CHARACTERS && NAME.test(value)) return value;
  throw unexpected(
    name,
    `a name such as proof_generation or model.update, of 1 to ${MOST_CHARACTERS} characters`,
    value,
  );
};

export const writeHash: TextWriter = (name, value) =>
  writeMatching(name, value, HASH, '64 lower-case hexadecimal digits');

export const writeId: TextWriter = (name, value) =>
  writeMatching(name, value, UUID_V7_OR_V8, 'a UUIDv7 or UUIDv8 in lower case');

export const writeTrace: TextWriter = (name, value) =>
  writeMatching(name, value, TRACE, 'a traceparent of W3C Trace Context, version 00');

/** Writes strings of a pattern that has no character which JSON escapes. */
function writeMatching(name: string, value: unknown, pattern: RegExp, expected: string): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw unexpected(name, expected, value);
}

export const writeTime: TextWriter = (name, value) => {
  // The second condition refuses dates such as the 30th of February.
  if (typeof value === 'string' && TIME.test(value) && isoTime(Date.parse(value)) === value) return value;
  throw unexpected(name, 'a time in UTC with milliseconds, such as 2026-01-31T12:00:00.000Z', value);
};

/** RFC 3339 in UTC with milliseconds; `undefined` outside of the years 0 to 9999. */
export function isoTime(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return undefined;
  const text = date.toISOString();
  // Other years have a sign and six digits.
  return text.length === 24 ? text : undefined;
}

export const writeResult: TextWriter = (name, value) => writeOneOf(name, value, RESULTS);

export const writeSeverity: TextWriter = (name, value) => writeOneOf(name, value, SEVERITIES);

function writeOneOf(name: string, value: unknown, choices: readonly unknown[]): string {
  if (choices.includes(value)) return value as string;
  throw unexpected(name, `one of ${choices.join(', ')}`, value);
}

export const writeDuration: FieldWriter = (name, value) => {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return String(value as number);
  throw unexpected(name, 'whole microseconds, from 0 to 2^53 - 1', value);
};

export const writeBoolean: FieldWriter = (name, value) => {
  if (typeof value === 'boolean') return String(value);
  throw unexpected(name, 'true or false', value);
};
