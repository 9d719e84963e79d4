/** Text of the files of `../data`, which are gzip where their name says so. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The files, by addresses that bundlers recognise. */
const FILES = {
  'breast_cancer.csv': new URL('../data/breast_cancer.csv', import.meta.url),
  'digits.csv.gz': new URL('../data/digits.csv.gz', import.meta.url),
} as const;

/** The name of a file of `../data`. */
export type DataName = keyof typeof FILES;

/** The address of a file of `../data`. */
export function dataFile(name: DataName): URL {
  return FILES[name];
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
