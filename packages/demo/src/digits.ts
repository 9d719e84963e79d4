/**
 * The handwritten digits of `../data`, read once into typed arrays. Origin and licence: `../data/README.md`.
 */
import { dataFile, readData } from './data-file.js';
import { type Digits, PIXELS, parseDigits } from './digits-text.js';

export { CLASSES, type Digits, PIXELS } from './digits-text.js';

/**
 * Reads the whole data set.
 *
 * @throws Error when the file is missing, isn't gzip, or is not as `parseDigits` expects it.
 */
export function loadDigits(file: URL = dataFile('digits.csv.gz')): Digits {
  return parseDigits(readData(file));
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
