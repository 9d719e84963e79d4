// Node: says why the system denies access. If root ran a command in a log's folder, files are left that the writer's user may
// not read or replace.

import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, Unreadable } from './files.js';

const DENIED: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM']);

/**
 * Makes the error for denied access, with the owner of the file or folder and what to do. Returns other errors as they are.
 *
 * @param path the file to read, or the folder to change
 */
export function explainDenied(path: string, error: unknown): unknown {
  const { geteuid } = process;
  // Deno would ask for a permission to read the user's number.
  if (!DENIED.has(codeOf(error)) || geteuid === undefined || 'Deno' in globalThis) return error;
  for (let at = named(path); ; at = dirname(at)) {
    const stats = look(at);
    const why = stats && whyDenied(at, stats, geteuid());
    if (stats !== undefined) return why === undefined ? error : new Unreadable(why, String(codeOf(error)));
    if (dirname(at) === at) return error;
  }
}

/** Returns the usual path of one that begins with an open folder (held.ts). */
function named(path: string): string {
  return path.replace(/^\/proc\/self\/fd\/\d+/, (open) => readlinkSync(open));
}

/** Reads a file's status; undefined in a folder that may not be searched. */
function look(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function whyDenied(path: string, stats: Stats, user: number): string | undefined {
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
  if (stats.uid !== user) {
    const owner = stats.uid === 0 ? 'root' : `user ${stats.uid}`;
    return (
      `permission denied: ${path} belongs to ${owner}, with mode ${mode}, and this process is user ${user}; run this as the ` +
      "log's user; what a command of another user left in the log's folder, give back with chown"
    );
  }
  const wanted = stats.isDirectory() ? 0o700 : 0o600;
  if ((stats.mode & wanted) === wanted) return undefined;
  return `permission denied: ${path} has mode ${mode}; chmod it to ${wanted.toString(8).padStart(4, '0')}`;
}
