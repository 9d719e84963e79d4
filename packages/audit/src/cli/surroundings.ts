// The streams and signals that the command line uses: a process's, or a test's.

import { readFileSync } from 'node:fs';

export interface Surroundings {
  /** The package's version. */
  version(): string;
  /** Whether standard output is a terminal. */
  readonly outputIsTerminal: boolean;
  /** Whether standard error is a terminal. */
  readonly errorIsTerminal: boolean;
  /** Writes to standard output; resolves when a slower reader has room for more. */
  write(output: string): Promise<void>;
  /** Writes to standard error. */
  tell(words: string): void;
  /** Sets the exit code for a reader that closes the output before all is written. */
  ends(code: 0 | 1): void;
  /** Returns a signal that Ctrl-C aborts. A command that asks for it ends then, and leaves nothing half done. */
  cancelled(): AbortSignal;
}

/**
 * Returns those of this process.
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
