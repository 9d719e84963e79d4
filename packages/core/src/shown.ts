// Text of others as a terminal or a log may have it: what steers one is escaped.

import { FedzkError } from './errors.js';

/** Control characters, those of direction and format, ends of lines, and halves of surrogate pairs that stand alone. */
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Escapes what steers a terminal, or makes a text look like another, in one line: a message, or JSON, which means the same
 * afterwards. `\` stays as it is.
 */
export function escaped(line: string): string {
  return textOf(line).replace(STEERING, (found) =>
    // One escape for each half of a surrogate pair.
    [...Array(found.length).keys()].map((i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );
}

/** Quotes a text as JSON does, with all that steers a terminal escaped. */
export function quoted(text: string): string {
  return escaped(JSON.stringify(textOf(text)));
}

/** Gives a text as it is, or {@link quoted} where it has what steers a terminal. */
export function shown(text: string): string {
  return textOf(text).search(STEERING) < 0 ? text : quoted(text);
}

/** @throws {FedzkError} `invalid-argument` */
function textOf(text: unknown): string {
  if (typeof text === 'string') return text;
  throw new FedzkError('invalid-argument', `"text" expected a string, got a ${typeof text}.`);
}
