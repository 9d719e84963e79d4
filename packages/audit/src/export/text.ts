// Matches the characters besides \r and \n that some program takes for a line end, and those that terminals obey.
const NOT_IN_A_LINE = /[\p{Cc}\p{Cs}\u2028\u2029]/gu;

/** Matches invisible characters that change the direction of text (Unicode's UAX #9). */
const DIRECTIONS = /\p{Bidi_Control}/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Writes JSON that every reader takes for one line. It parses to the same value; canonical JSON escapes fewer characters. */
export function lineJson(value: unknown): string {
  return shown(JSON.stringify(value));
}

/**
 * Writes text in one line, and escapes control characters. Joiners stay, since Persian and emojis use them: an export does
 * not change what a field says.
 */
export function shown(text: string): string {
  return text.replace(NOT_IN_A_LINE, escaped).replace(DIRECTIONS, escaped);
}
