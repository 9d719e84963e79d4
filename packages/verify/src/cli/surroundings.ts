// The streams of the command line: a process's, or a test's.

import { readFileSync } from 'node:fs';

export interface Surroundings {
  /** Returns the package's version. */
  version(): string;
  /** Standard input, as it comes. */
  readonly input: AsyncIterable<Uint8Array>;
  /**
   * Writes a line to standard output.
   *
   * @param code the exit code so far, used if the reader closes the output
   */
  end(code: number, line: string): void;
  /** Writes a line to standard error. */
  tell(line: string): void;
}

/**
 * Returns the streams of this process.
 *
 * @param manifest the package's package.json
 */
export function processSurroundings(manifest: URL): Surroundings {
  return {
    version: () => JSON.parse(readFileSync(manifest, 'utf8')).version,
    get input() {
      return process.stdin;
    },
    end(code, line) {
      process.exitCode = code;
      process.stdout.write(`${line}\n`);
    },
    tell: (line) => {
      process.stderr.write(`${line}\n`);
    },
  };
}
