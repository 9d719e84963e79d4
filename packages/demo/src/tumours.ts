/**
 * The tumours of `../data`, read into typed arrays. Origin and licence: `../data/README.md`.
 */

/** Measurements of one tumour. */
export const FEATURES = 30;

/** Labelled tumours. Tumour i has the features `[i * 30, (i + 1) * 30)`, and is benign where `labels[i]` is 1. */
export interface Tumours {
  readonly features: Float64Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/**
 * Reads the data set, and brings each feature to mean 0 and variance 1, since they are of very different sizes.
 *
 * @throws Error when a row isn't 30 numbers and a class, 0 or 1, or there are fewer or more than the header says; the
 *   message names the row, the header being row 1.
 */
export function parseTumours(text: string): Tumours {
  const [header = '', ...lines] = text.trimEnd().split(/\r?\n/);
  const count = Number(header.split(',')[0]);
  if (lines.length !== count) throw new Error(`tumours: expected ${count} rows, got ${lines.length}`);
  const features = new Float64Array(count * FEATURES);
  const labels = new Uint8Array(count);
  for (const [row, line] of lines.entries()) {
    const fields = line.split(',');
    const values = fields.map((field) => (field === '' ? Number.NaN : Number(field)));
    const label = values[FEATURES];
    if (values.length !== FEATURES + 1 || !values.every(Number.isFinite) || (label !== 0 && label !== 1)) {
      throw new Error(`tumours: row ${row + 2}: expected ${FEATURES} numbers and a class, 0 or 1, got "${line}"`);
    }
    features.set(values.slice(0, FEATURES), row * FEATURES);
    labels[row] = label;
  }
  for (let feature = 0; feature < FEATURES; feature++) standardize(features, feature, count);
  return { features, labels, count };
}

/** Brings one column to mean 0 and variance 1. */
function standardize(features: Float64Array, feature: number, count: number): void {
  const column = Float64Array.from({ length: count }, (_, row) => features[row * FEATURES + feature] ?? Number.NaN);
  const mean = column.reduce((sum, value) => sum + value, 0) / count;
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  for (const [row, value] of column.entries()) {
    features[row * FEATURES + feature] = (value - mean) / Math.sqrt(variance);
  }
}
