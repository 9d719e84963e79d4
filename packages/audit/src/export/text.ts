// What some program takes for the end of a line, beside \r and \n, and what terminals obey.
const NOT_IN_A_LINE = /[\p{Cc}\p{Cs}\u2028\u2029]/gu;

/** Matches invisible characters that change the direction of text (Unicode's UAX #9). */
const DIRECTIONS = /\p{Bidi_Control}/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Writes JSON in one line for every reader. Parsed, it is the same value; canonical JSON leaves some characters unescaped. */
export function lineJson(value: unknown): string {
  return shown(JSON.stringify(value));
}

/**
 * Writes text in one line and escapes control characters. Joiners, which Persian and emojis use, stay: an export keeps all
 * fields as they are.
 */
export function shown(text: string): string {
  return text.replace(NOT_IN_A_LINE, escaped).replace(DIRECTIONS, escaped);
}
