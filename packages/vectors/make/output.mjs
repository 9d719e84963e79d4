/**
 * Writes the makers' files. With `--check`, compares with the existing file instead, and fails if they differ.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from './json.mjs';

/** Writes or compares a file. `path` is relative to packages/vectors; `depth` is how far objects spread over lines. */
export function output(path, value, depth) {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const text = `${stringify(value, depth)}\n`;
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) throw new Error(`${path} is not what its maker makes`);
  console.log(`${path}: ${text.length} bytes`);
}

/** Returns the version of an installed package. Not every package exports its package.json, so this searches upwards. */
export function versionOf(name) {
  const entry = createRequire(import.meta.url).resolve(name === '@noble/curves' ? '@noble/curves/bn254.js' : name);
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    try {
      const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      if (found.name === name) return found.version;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
}
