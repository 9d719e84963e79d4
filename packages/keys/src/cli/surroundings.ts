// The streams and the terminal that the command line uses: a process's, or a test's.

import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { openTerminal, type Terminal } from './terminal.js';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The package's version. */
  version(): string;
  readonly inputIsTerminal: boolean;
  readonly outputIsTerminal: boolean;
  readonly errorIsTerminal: boolean;
  /**
   * Reads standard input to its end. If it has more than `most` bytes, reads only a part that is longer
   * than `most`. The caller wipes the bytes.
   */
  readInput(most: number): Promise<Uint8Array>;
  /**
   * Writes to standard output; resolves when the system has taken it. If it can't be written, the process ends with 2.
   *
   * @param lost what to say first then, where the output can't be had again
   */
  write(output: string | Uint8Array, lost?: string): Promise<void>;
  /** Writes to standard error. */
  tell(words: string): void;
  /** Opens the user's terminal, whatever standard input is; undefined if there is none. */
  openTerminal(): Terminal | undefined;
}

/**
 * Returns the surroundings of this process.
 *
 * @param manifest the package's package.json
 */
export function processSurroundings(manifest: URL): Surroundings {
  const { stdout, stderr, env } = process;
  return {
    env,
    version: () => JSON.parse(readFileSync(manifest, 'utf8')).version,
    inputIsTerminal: isatty(0),
    outputIsTerminal: stdout.isTTY === true,
    errorIsTerminal: stderr.isTTY === true,
    readInput,
    write: (output, lost) =>
      new Promise((resolve) =>
        stdout.write(output, (error) => {
          if (error && lost !== undefined) {
            // Nobody who has gone has seen enough of it.
            process.exitCode = 2;
            stderr.write(lost);
          }
          resolve();
        }),
      ),
    tell: (words) => {
      stderr.write(words);
    },
    openTerminal,
  };
}

/** Reads from the stream: a synchronous read fails with EAGAIN if standard input is a non-blocking pipe. */
async function readInput(most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      process.stdin
        .on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length <= most) return;
          process.stdin.destroy();
          resolve();
        })
        .on('end', resolve)
        .on('error', reject);
    });
    // Not a Buffer, whose memory may be shared with others.
    const all = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  } finally {
    for (const chunk of chunks) chunk.fill(0);
  }
}
