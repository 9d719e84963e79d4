// What the command line says beside files: a process's streams, or a test's.

import { readFileSync } from 'node:fs';

export interface Surroundings {
  /** The package's version. */
  version(): string;
  /**
   * Writes a line to standard output.
   *
   * @param code the exit code so far, with which this ends if the reader of the line goes
   */
  end(code: number, line: string): void;
  /** Writes a line to standard error. */
  tell(line: string): void;
}

/**
 * Those of this process.
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
