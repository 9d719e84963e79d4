// Programs that a machine may have or lack. A test that needs one is skipped where it is missing, and its name says why.

import { spawnSync } from 'node:child_process';

/**
 * Looks for a program.
 *
 * @param args with which it does nothing and ends with 0
 * @param why what the name of a skipped test says
 * @returns undefined where it is there, else why
 */
export function missingTool(command: string, args: readonly string[], why: string): string | undefined {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0 ? undefined : why;
}

/** What gives a command a terminal. */
export function missingTerminal(): string | undefined {
  return missingTool('script', ['-qec', 'true', '/dev/null'], 'no script of util-linux');
}

/** A test's name, with why it is skipped, if it is: `scripts/lib/skips.mjs` lists what CI lets pass. */
export function named(name: string, missing: string | undefined): string {
  return missing === undefined ? name : `${name} (skipped: ${missing})`;
}
