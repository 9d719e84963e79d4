// A log, and the results that programs/audit-threads.js must have of it in every runtime.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { verifyLog } from '@fedzk/audit/verify';
import { entriesOf, LOG_KEY, logOf, pathAt, readerOf } from '../../audit/test/support/logs.js';

/** A log that the calling thread has not done when another one starts, with a tile that isn't its own. */
const BUNDLES = 323;
export const { verifierKey } = LOG_KEY;
export const files = logOf(entriesOf((BUNDLES - 1) * 256 + 1)).set(pathAt(0, 65), new Uint8Array(8192));
export const problems = [{ where: pathAt(0, 65), why: 'it is not what its entries make' }];

/** Written by one thread, by the sources. */
export const report = await verifyLog(readerOf(files), { verifierKey });
export const expected = [
  { name: 'report', seen: report },
  { name: 'steps', seen: Array.from({ length: BUNDLES }, (_, i) => (i + 1) / BUNDLES) },
  { name: 'as many threads as there are', seen: report },
  { name: 'aborted', seen: 'enough' },
  { name: 'no threads', seen: 'invalid-argument' },
  { name: 'no place', seen: 'invalid-argument' },
];

/** Writes the log into a folder. */
export function writeLog(folder: string): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
