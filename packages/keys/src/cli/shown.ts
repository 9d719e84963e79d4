// Names and texts of a store as a terminal may have them: what steers one is escaped.

/** Control characters, those of direction and format, and ends of lines, which JSON leaves as they are in part. */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text as it is; in quotes, with escapes, where it has what steers a terminal. */
export function shown(text: string): string {
  return text.search(STEERING) < 0 ? text : quoted(text);
}

/** A text as JSON has it, with all that steers a terminal escaped. */
export function quoted(text: string): string {
  return escaped(JSON.stringify(text));
}

/** JSON of one line, or a message. */
export function escaped(line: string): string {
  return line.replace(STEERING, (found) =>
    // One escape for each half of a surrogate pair.
    [...Array(found.length).keys()].map((i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  );
}
