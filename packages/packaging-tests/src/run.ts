import { spawn } from 'node:child_process';

/** The end of a program. */
export interface Ended {
  /** Its exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds after which a program is killed. */
const PATIENCE_MS = 300_000;

/** Makes the environment of a user: without the variables of npm and vitest. */
export const environment: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_.*|VITEST.*|NODE_ENV|NODE_OPTIONS|FORCE_COLOR)$/.test(name)),
);

/** Runs a program to its end, with a text as its standard input. */
export function run(command: string, args: readonly string[], cwd: string, stdin = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: environment,
      stdio: 'pipe',
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // A program that reads none of it may end before it is written.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'unknown', stdout, stderr }));
  });
}

/** Runs a program that has to succeed, and gives its standard output. */
export async function must(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, cwd);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
