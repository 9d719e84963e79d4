// What the command line says and hears beside files: a process's streams and signals, or a test's.

import { readFileSync } from 'node:fs';

export interface Surroundings {
  /** The package's version. */
  version(): string;
  /** Whether somebody sees standard output. */
  readonly outputIsTerminal: boolean;
  /** Whether somebody sees standard error. */
  readonly errorIsTerminal: boolean;
  /** Writes to standard output; resolves when a slower reader has room for more. */
  write(output: string): Promise<void>;
  /** Writes to standard error. */
  tell(words: string): void;
  /** Says with which code this ends if its reader goes before all is written. */
  ends(code: 0 | 1): void;
  /** Is aborted when whoever runs this wants no more of it. A command that asks for it ends by it, and leaves nothing half done. */
  cancelled(): AbortSignal;
}

/**
 * Those of this process.
 *
 * @param manifest the package's package.json
 */
export function processSurroundings(manifest: URL): Surroundings {
  const { stdout, stderr } = process;
  return {
    version: () => JSON.parse(readFileSync(manifest, 'utf8')).version,
    outputIsTerminal: stdout.isTTY === true,
    errorIsTerminal: stderr.isTTY === true,
    async write(output) {
      if (stdout.write(output)) return;
      await new Promise<void>((resolve) => stdout.once('drain', resolve));
    },
    tell: (words) => {
      stderr.write(words);
    },
    ends: (code) => {
      process.exitCode = code;
    },
    cancelled() {
      const stop = new AbortController();
      process.once('SIGINT', () => {
        stderr.write('fedzk-audit: stopping; Ctrl-C again ends it at once\n');
        stop.abort();
      });
      return stop.signal;
    },
  };
}
