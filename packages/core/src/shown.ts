// Escapes foreign text for a terminal or a log.

import { FedzkError } from './errors.js';

/** Control characters, those of direction and format, ends of lines, and halves of surrogate pairs that stand alone. */
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Escapes the characters of a line that steer a terminal or make a text look like another. Works on messages and on JSON,
 * whose meaning stays the same. Keeps `\` as it is.
 */
export function escaped(line: string): string {
  return textOf(line).replace(STEERING, (found) =>
    // One escape for each half of a surrogate pair.
    [...Array(found.length).keys()].map((i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** Quotes a text as JSON does, and escapes the characters that steer a terminal. */
export function quoted(text: string): string {
  return escaped(JSON.stringify(textOf(text)));
}

/** Returns a text as it is, or {@link quoted} if it has characters that steer a terminal. */
export function shown(text: string): string {
  return textOf(text).search(STEERING) < 0 ? text : quoted(text);
}

/** @throws {FedzkError} `invalid-argument` */
function textOf(text: unknown): string {
  if (typeof text === 'string') return text;
  throw new FedzkError('invalid-argument', `"text" expected a string, got a ${typeof text}.`);
}
