// The output streams that the command line uses: a process's, or a test's.

import { readFileSync } from 'node:fs';

export interface Surroundings {
  /** The package's version. */
  version(): string;
  /** The program's own file, which is started again for each aggregator. */
  readonly program: URL;
  /** Writes a line to standard output. */
  say(line: string): void;
  /** Writes a line to standard error. */
  tell(line: string): void;
  /** Resolves when the process is asked to end. */
  asked(): Promise<void>;
}

/**
 * Returns the surroundings of this process.
 *
 * @param manifest the package's package.json
 */
export function processSurroundings(manifest: URL, program: URL): Surroundings {
  return {
    version: () => JSON.parse(readFileSync(manifest, 'utf8')).version,
    program,
    say: (line) => void process.stdout.write(`${line}\n`),
    tell: (line) => void process.stderr.write(`${line}\n`),
    asked: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
        // A supervisor that has gone ends its aggregators too.
        process.once('disconnect', () => resolve());
      }),
  };
}
