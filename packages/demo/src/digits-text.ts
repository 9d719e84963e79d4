/**
 * The handwritten digits as text, read into typed arrays. Without files, so that a page can do it too.
 */

/** Pixels of one picture: 8 rows of 8. */
export const PIXELS = 64;
/** Classes, the digits 0 to 9. */
export const CLASSES = 10;

const ROWS = 1797;
const MAX_PIXEL = 16;

/** Labelled pictures. Picture i has the pixels `[i * 64, (i + 1) * 64)`, each 0..1, and the label `labels[i]`, 0..9. */
export interface Digits {
  readonly pixels: Float32Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/**
 * Reads the whole data set. The pixels' 0..16 become 0..1 by a division that is exact in binary.
 *
 * @throws Error when a row isn't 64 pixels 0..16 and a class 0..9; the message names the row, counted from 1.
 */
export function parseDigits(text: string): Digits {
  const lines = text.trimEnd().split('\n');
  if (lines.length !== ROWS) throw new Error(`digits: expected ${ROWS} rows, got ${lines.length}`);

  const pixels = new Float32Array(ROWS * PIXELS);
  const labels = new Uint8Array(ROWS);
  for (const [row, line] of lines.entries()) {
    const fields = line.trimEnd().split(',');
    if (fields.length !== PIXELS + 1) {
      throw new Error(`digits: row ${row + 1}: expected ${PIXELS + 1} fields, got ${fields.length}`);
    }
    for (const [column, field] of fields.entries()) {
      const isLabel = column === PIXELS;
      const value = parseField(field, isLabel ? CLASSES - 1 : MAX_PIXEL, row);
      if (isLabel) labels[row] = value;
      else pixels[row * PIXELS + column] = value / MAX_PIXEL;
    }
  }
  return { pixels, labels, count: ROWS };
}

function parseField(field: string, max: number, row: number): number {
  const value = /^\d{1,2}$/.test(field) ? Number(field) : Number.NaN;
  if (!(value <= max)) throw new Error(`digits: row ${row + 1}: expected an integer in 0..${max}, got "${field}"`);
  return value;
}
