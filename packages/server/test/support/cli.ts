// The command line in this process.

import { main } from '../../src/cli/main.js';

/** What a command printed, and its exit code. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a command is given besides its words. */
export interface Around {
  readonly input?: Uint8Array;
  readonly atTerminal?: boolean;
  /** Gets each line of standard error when it is written. */
  readonly told?: string[];
  /** Resolves when the command is asked to end, as by Ctrl-C. */
  readonly asked?: Promise<void>;
}

/** Runs a command. */
export async function run(args: readonly string[], around: Around = {}): Promise<Said> {
  const { input, atTerminal = false, asked = new Promise(() => {}) } = around;
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, {
    version: () => '1.2.3',
    program: new URL('file:///nowhere'),
    atTerminal,
    readInput: async () => input ?? new Uint8Array(),
    say: (line) => out.push(line),
    tell: (line) => {
      err.push(line);
      around.told?.push(line);
    },
    asked: () => asked,
  });
  // Two sentences that were put together without a look at how the first one ends.
  for (const line of [...out, ...err]) {
    if (/(^|[^.])\.\.($|\s)/.test(line)) throw new Error(`fedzk ${args.join(' ')}: two full stops: ${line}`);
  }
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** Runs a command with --json, which must end with this exit code. */
export async function json<T>(args: readonly string[], around: Around = {}, expected = 0): Promise<T> {
  const { code, out, err } = await run([...args, '--json'], around);
  if (code !== expected) throw new Error(`fedzk ${args.join(' ')}: exit ${code}: ${err || out}`);
  return JSON.parse(out) as T;
}
