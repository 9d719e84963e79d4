/**
 * Writes packages/vectors/negative. With `--check` it compares, and fails on a difference:
 * `npx tsx packages/verify/test/make-negative.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { negativeFile, negativeText } from './support/negative.js';
import { both } from './support/vectors.js';

for (const vectors of both) {
  const path = `negative/${vectors.curve.name}.json`;
  const file = new URL(`../../vectors/${path}`, import.meta.url);
  const text = negativeText(negativeFile(vectors));
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) throw new Error(`${path} is not what its maker makes`);
  console.log(`${path}: ${text.length} bytes`);
}
