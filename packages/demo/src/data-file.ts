/** Text of the files of `../data`, which are gzip where their name says so. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The address of a file of `../data`. */
export function dataFile(name: string): URL {
  return new URL(`../data/${name}`, import.meta.url);
}

/** @throws Error when the file is missing, or isn't gzip and is named so */
export function readData(file: URL): string {
  try {
    const bytes = readFileSync(file);
    return (file.pathname.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
  } catch (cause) {
    throw new Error(`cannot read ${file.pathname}`, { cause });
  }
}
