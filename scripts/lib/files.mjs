// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './paths.mjs';

/**
 * @param {string} dir
 * @param {readonly string[]} skip names of folders and files not to enter
 * @returns {string[]} every file below, sorted; none when the folder isn't there
 */
export function filesUnder(dir, skip = []) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => !skip.includes(entry.name))
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      return entry.isDirectory() ? filesUnder(path, skip) : [path];
    })
    .sort();
}

/**
 * @param {readonly string[]} files
 * @param {string} [also] what else decides
 * @param {string} [base] the folder from which their names count
 * @returns {string} a hash of their names, lengths and contents
 */
export function hashFiles(files, also = '', base = root) {
  const hash = createHash('sha256').update(also);
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(base, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** @param {string} file @returns {string | undefined} what was last recorded there */
export function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** @param {string} file @param {string} value */
export function writeStamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${value}\n`);
}
