// Processes that run programs made of sources, and how they ended.

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export { program, programOf } from './program.mjs';

/** What a process said, and its exit code; null where a signal ended it. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The surroundings of a process. */
export interface Surroundings extends Pick<SpawnOptions, 'cwd' | 'env'> {
  readonly input?: string | Uint8Array | undefined;
  /** The file that standard output goes to, in place of a pipe. */
  readonly output?: string | undefined;
  /** Closes its standard output at once. */
  readonly closed?: boolean | undefined;
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with all that it has said on standard output; it may kill the process. */
  readonly onOutput?: ((stdout: string, child: ChildProcess) => void) | undefined;
}

/** Milliseconds after which a process is killed. */
const LONGEST = 60_000;

/** Runs a script in Node to its end. */
export function runNode(args: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return run(process.execPath, args, surroundings);
}

/** Runs a program to its end. */
export function run(
  command: string,
  args: readonly string[],
  { input, output, closed, onStart, onOutput, ...options }: Surroundings = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const fd = output === undefined ? undefined : openSync(output, 'w');
    const how = { ...options, timeout: LONGEST, killSignal: 'SIGKILL' } as const;
    const child = spawn(command, args, { ...how, stdio: ['pipe', fd ?? 'pipe', 'pipe'] });
    if (fd !== undefined) closeSync(fd);
    onStart?.(child);
    const said = { stdout: '', stderr: '' };
    if (closed) child.stdout?.destroy();
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said.stdout += text;
      onOutput?.(said.stdout, child);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said.stderr += text;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, ...said }));
    // It may end before it has read all.
    child.stdin?.on('error', () => {}).end(input);
  });
}

/** A script in Node whose output is read line by line, and that is killed at any time, at the latest when the test ends. */
export class Lines {
  /** With its exit code, once all that it said was read. */
  readonly ended: Promise<{ readonly code: number | null; readonly killed: boolean }>;
  readonly #child: ChildProcess;

  /** @param onLine gets each line of standard output; what stands on standard error is shown */
  constructor(args: readonly string[], onLine: (line: string, process: Lines) => void) {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    onTestFinished(() => this.kill());
    const lines = createInterface({ input: child.stdout }).on('line', (line) => onLine(line, this));
    const read = new Promise((resolve) => lines.once('close', resolve));
    this.ended = new Promise((resolve, reject) => {
      child.on('error', reject).on('close', async (code, signal) => {
        await read;
        resolve({ code, killed: signal === 'SIGKILL' });
      });
    });
  }

  /** Kills it: none of its code runs any more, as after a power failure. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
