import { linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { unexpected } from '../argument.js';

/**
 * Removes a file that names a process that has ended, and not one that another process has written there since.
 *
 * @param text what the file had in it when that was found out
 * @throws {FedzkError} `invalid-argument`
 */
export function removeStale(path: string, text: string): void {
  if (typeof path !== 'string') throw unexpected('path', 'the name of a file', path);
  if (typeof text !== 'string') throw unexpected('text', 'a string', text);
  const aside = `${path}-${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== text) linkSync(aside, path);
  } catch {
    // Another was faster.
  }
  rmSync(aside, { force: true });
}
