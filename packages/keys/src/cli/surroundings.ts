// What the command line reads and writes beside its folder and files: a process's streams and terminal, or a test's.

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
   * Reads all of standard input, and waits for it; of more than `most` bytes some more than that, and no rest. They are
   * the caller's to wipe.
   */
  readInput(most: number): Promise<Uint8Array>;
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
  const { stdout, stderr, env } = process;
  return {
    env,
    version: () => JSON.parse(readFileSync(manifest, 'utf8')).version,
    inputIsTerminal: isatty(0),
    outputIsTerminal: stdout.isTTY === true,
    errorIsTerminal: stderr.isTTY === true,
    readInput,
    write: (output) => new Promise((resolve) => stdout.write(output, () => resolve())),
    tell: (words) => {
      stderr.write(words);
    },
    openTerminal,
  };
}

/** By the stream: a synchronous read fails with EAGAIN where standard input is a pipe that does not block. */
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
    // No Buffer, whose memory others may share.
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
