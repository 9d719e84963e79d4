// Node: why the system denies something, in words. A log is its writer's, and a command that root ran by hand in it leaves
// files that the writer's user may not read or replace.

import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, Unreadable } from './files.js';

const DENIED: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM']);

/**
 * The error for what was denied, with the file's or folder's owner and what to do. Other errors are given back.
 *
 * @param path what the system looked at: the file that was to be read, or the folder that was to be changed
 */
export function explainDenied(path: string, error: unknown): unknown {
  const { geteuid } = process;
  // Deno would ask for the permission to say who runs this.
  if (!DENIED.has(codeOf(error)) || geteuid === undefined || 'Deno' in globalThis) return error;
  for (let at = named(path); ; at = dirname(at)) {
    const stats = look(at);
    const why = stats && whyDenied(at, stats, geteuid());
    if (stats !== undefined) return why === undefined ? error : new Unreadable(why, String(codeOf(error)));
    if (dirname(at) === at) return error;
  }
}

/** A path by an open folder (held.ts), as people have it. */
function named(path: string): string {
  return path.replace(/^\/proc\/self\/fd\/\d+/, (open) => readlinkSync(open));
}

/** Undefined for what is in a folder that may not be searched. */
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
