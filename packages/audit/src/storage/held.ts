// Node on Linux: holds folders open during work in them. A path by an open folder, /proc/self/fd/N, leads to
// that folder even if somebody replaces it. Other systems have no such paths, and Node has no call such as
// unlinkat(2).

import * as fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { explainDenied } from './denied.js';
import { codeOf, type HeldFolder } from './files.js';
import { requireFolder } from './regular.js';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = fs.constants;
const [open, close] = [promisify(fs.open), promisify(fs.close)];
const OPENED = '/proc/self/fd';
/** Deno reads /proc only with all permissions. */
const isLinux = process.platform === 'linux' && !('Deno' in globalThis);

/** Opens a folder within another one, as in `FileLayer`; undefined also if /proc is missing. */
export async function holdFolder(base: string, folder: string): Promise<HeldFolder | undefined> {
  if (!isLinux) return undefined;
  let held = await openFolder(base, base, 0);
  try {
    if (!fs.existsSync(`${OPENED}/${held}`)) {
      await close(held);
      return undefined;
    }
    let path = base;
    for (const name of folder.split('/').filter((part) => part !== '.')) {
      path = join(path, name);
      const next = await openFolder(`${OPENED}/${held}/${name}`, path, O_NOFOLLOW);
      await close(held);
      held = next;
    }
  } catch (error) {
    await close(held);
    throw error;
  }
  return { at: `${OPENED}/${held}`, look: async () => undefined, release: () => close(held) };
}

/** @param path its usual path, for errors */
async function openFolder(at: string, path: string, flags: number): Promise<number> {
  try {
    return await open(at, O_RDONLY | O_DIRECTORY | flags);
  } catch (error) {
    // Throws an error that says what is there instead.
    if (codeOf(error) === 'ENOTDIR' || codeOf(error) === 'ELOOP') await requireFolder(path, false);
    throw explainDenied(path, error);
  }
}
