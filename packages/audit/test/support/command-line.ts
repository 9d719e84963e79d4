// The command line, in this process or as a program of its own.

import { tmpdir } from 'node:os';
import { folderOf } from '@fedzk/testkit/folders';
import { type Ended, program as programOf, runNode, type Surroundings } from '@fedzk/testkit/processes';
import { afterAll } from 'vitest';
import { main } from '../../src/cli/main.js';

export const program: string = await programOf(new URL('../../src/cli.ts', import.meta.url));
/** Where all of a test file's names lie. */
export const root: string = folderOf();
process.chdir(root);
afterAll(() => process.chdir(tmpdir()));

export interface Given {
  /** Ctrl-C. */
  readonly cancelled?: AbortSignal;
  /** The same, made when the command asks for it. */
  readonly asking?: () => AbortSignal;
  /** Whether somebody sees standard output and standard error. */
  readonly terminal?: boolean;
}

/** In this process. */
export async function run(
  args: readonly string[],
  { cancelled, asking, terminal = false }: Given = {},
): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const code = await main(args, {
    version: () => 'a version',
    outputIsTerminal: terminal,
    errorIsTerminal: terminal,
    write: async (output) => {
      stdout += output;
    },
    tell: (words) => {
      stderr += words;
    },
    ends: () => undefined,
    cancelled: asking ?? (() => cancelled ?? new AbortController().signal),
  });
  return { code, stdout, stderr };
}

/** As a program of its own. */
export function runProgram(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  return runNode([program, ...args], { cwd: root, ...surroundings });
}
