// What some program takes for the end of a line, beside \r and \n, and what terminals obey.
const NOT_IN_A_LINE = /[\p{Cc}\p{Cs}\u2028\u2029]/gu;

/** What makes a text look like another one: it changes the direction of others (Unicode's UAX #9), and isn't seen. */
const DIRECTIONS = /\p{Bidi_Control}/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** JSON in one line, whoever reads it. Parsed, it is what was given; canonical JSON has some of these as they are. */
export function lineJson(value: unknown): string {
  return shown(JSON.stringify(value));
}

/**
 * Text of one line in which what steers a reader is escaped. Joiners, which Persian and emojis have, stay: an export gives
 * all fields back.
 */
export function shown(text: string): string {
  return text.replace(NOT_IN_A_LINE, escaped).replace(DIRECTIONS, escaped);
}
