/**
 * The handwritten digits of `../data`, read once into typed arrays. Origin and licence: `../data/README.md`.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

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
 * @throws Error when the file is missing, isn't gzip, or a row isn't 64 pixels 0..16 and a class 0..9; the message
 *   names the row, counted from 1.
 */
export function loadDigits(file: URL = new URL('../data/digits.csv.gz', import.meta.url)): Digits {
  const lines = readText(file).trimEnd().split('\n');
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

/**
 * The rows that party `index` of `parties` holds, `index` from 0: consecutive, disjoint, together all rows, and their
 * numbers differ by one at most. The arrays are views of the given ones, not copies.
 *
 * @throws RangeError when `index` is not an integer in 0..parties-1.
 */
export function shareOf(all: Digits, index: number, parties: number): Digits {
  if (!Number.isInteger(index) || index < 0 || index >= parties) {
    throw new RangeError(`"index" expected an integer in 0..${parties - 1}, got ${index}`);
  }
  const from = Math.floor((index * all.count) / parties);
  const to = Math.floor(((index + 1) * all.count) / parties);
  return {
    pixels: all.pixels.subarray(from * PIXELS, to * PIXELS),
    labels: all.labels.subarray(from, to),
    count: to - from,
  };
}

function readText(file: URL): string {
  try {
    return gunzipSync(readFileSync(file)).toString('latin1');
  } catch (cause) {
    throw new Error(`digits: cannot read ${file.pathname}`, { cause });
  }
}

function parseField(field: string, max: number, row: number): number {
  const value = /^\d{1,2}$/.test(field) ? Number(field) : Number.NaN;
  if (!(value <= max)) throw new Error(`digits: row ${row + 1}: expected an integer in 0..${max}, got "${field}"`);
  return value;
}
