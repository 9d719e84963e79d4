// The output streams that the command line uses: a process's, or a test's.

import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';

export interface Surroundings {
  /** The package's version. */
  version(): string;
  /** The program's own file, which is started again for each aggregator. */
  readonly program: URL;
  /** Whether a person sees the output. */
  readonly atTerminal: boolean;
  /** Reads all of standard input. */
  readInput(): Promise<Uint8Array>;
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
    atTerminal: process.stdout.isTTY === true,
    readInput: async () => new Uint8Array(await buffer(process.stdin)),
    say: (line) => void process.stdout.write(`${line}\n`),
    tell: (line) => void process.stderr.write(`${line}\n`),
    asked: () =>
      new Promise((resolve) => {
        const end = (): void => {
          // A process with a listener for the channel to its supervisor does not end by itself while that is open.
          if (process.connected) process.disconnect();
          resolve();
        };
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
        // A supervisor that has gone ends its aggregators too.
        process.once('disconnect', end);
      }),
  };
}
