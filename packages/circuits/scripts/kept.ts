/**
 * What the compiler made, kept in a folder that is named by all that it depends on.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { curves, type Prime, poseidonConstants } from '../src/poseidon-constants.js';
import { circomVersion, root } from './circom.js';

/** A hash of the compiler's version, of all sources, of a curve's constants, and of the given texts. */
export function hashOf(prime: Prime, texts: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (text: string): unknown => hash.update(`${Buffer.byteLength(text)}\n${text}`);
  for (const text of [circomVersion(), prime, poseidonConstants(curves[prime]), ...texts]) add(text);
  const sources = readdirSync(join(root, 'circom'), { recursive: true, encoding: 'utf8' });
  for (const file of sources.filter((each) => each.endsWith('.circom')).sort()) {
    add(file);
    add(readFileSync(join(root, 'circom', file), 'utf8'));
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * Makes a folder, unless it is there already. It appears whole or not at all, and several processes may call it at once.
 *
 * @param fill gets a folder to write to
 * @returns whether it was made
 */
export function keep(folder: string, fill: (fresh: string) => void): boolean {
  if (existsSync(folder)) return false;
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  const fresh = mkdtempSync(join(parent, 'new-'));
  try {
    fill(fresh);
    moveTo(folder, fresh);
    return true;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Where another process was faster, its outcome is the same. */
function moveTo(folder: string, fresh: string): void {
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

/** Removes the folders beside one that are named by a hash: they are of other sources. */
export function removeOthers(folder: string): void {
  const parent = dirname(folder);
  const others = readdirSync(parent).filter((each) => /^[0-9a-f]{16}$/.test(each) && join(parent, each) !== folder);
  for (const each of others) rmSync(join(parent, each), { recursive: true, force: true });
}
