// What the command line reads and writes beside its folder and files: a process's streams and terminal, or a test's.

import { readFileSync } from 'node:fs';
import { openTerminal, type Terminal } from './terminal.js';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The package's version. */
  version(): string;
  readonly inputIsTerminal: boolean;
  readonly outputIsTerminal: boolean;
  readonly errorIsTerminal: boolean;
  /** All of standard input. */
  readInput(): Uint8Array;
  /** Writes to standard output; resolves when it is handed over. */
  write(output: string | Uint8Array): Promise<void>;
  /** Writes to standard error. */
  tell(words: string): void;
  /** The terminal of the one who runs it, whatever standard input is; undefined where there is none. */
  openTerminal(): Terminal | undefined;
}

/**
 * Those of this process.
 *
 * @param manifest the package's package.json
 */
export function processSurroundings(manifest: URL): Surroundings {
  const { stdin, stdout, stderr, env } = process;
  return {
    env,
    version: () => JSON.parse(readFileSync(manifest, 'utf8')).version,
    inputIsTerminal: stdin.isTTY === true,
    outputIsTerminal: stdout.isTTY === true,
    errorIsTerminal: stderr.isTTY === true,
    // No Buffer, whose slice would be wiped with the rest.
    readInput: () => new Uint8Array(readFileSync(0)),
    write: (output) => new Promise((resolve) => stdout.write(output, () => resolve())),
    tell: (words) => {
      stderr.write(words);
    },
    openTerminal,
  };
}
