import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Answer } from './node-child.js';
import type { Runtime } from './runtime.js';

/** Starts a process of another Node, by its path. */
export function openNode(execPath: string, version: string, env: Readonly<Record<string, string>> = {}): Runtime {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const program = fileURLToPath(new URL('./node-child.ts', import.meta.url));
  const child = fork(program, { execPath, execArgv: ['--import', loader], env: { ...process.env, ...env } });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    title: `Node ${version}`,
    async measure(name, input) {
      const answer = new Promise<Answer>((resolve) => child.once('message', (message) => resolve(message as Answer)));
      child.send({ name, input });
      const early = ended.then((code): Answer => ({ error: `Node ${version} ended with code ${code}` }));
      const { error, result } = await Promise.race([answer, early]);
      if (error !== undefined) throw new Error(error);
      return result as never;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
