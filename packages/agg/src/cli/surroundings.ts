// The output streams that the command line uses: a process's, or a test's.

import { readFileSync } from 'node:fs';

export interface Surroundings {
  /** The package's version. */
  version(): string;
  /**
   * Writes a line to standard output.
   *
   * @param code the exit code, also if the reader of the line has gone
   */
  end(code: number, line: string): void;
  /** Writes a line to standard error. */
  tell(line: string): void;
}

/**
 * Returns the surroundings of this process.
 *
 * @param manifest the package's package.json
 */
export function processSurroundings(manifest: URL): Surroundings {
  return {
    version: () => JSON.parse(readFileSync(manifest, 'utf8')).version,
    end(code, line) {
      process.exitCode = code;
      process.stdout.write(`${line}\n`);
    },
    tell: (line) => {
      process.stderr.write(`${line}\n`);
    },
  };
}
