// Programs of the bench, in TypeScript, in processes of their own. They get and return JSON.

import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A process. Disposal ends it. */
export interface Forked extends AsyncDisposable {
  /**
   * Sends a message and returns the answer. Ask for one at a time.
   *
   * @throws what the program threw, or if it has ended
   */
  ask(message: object): Promise<unknown>;
}

interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

/**
 * Starts a program that calls {@link answering}.
 *
 * @param name of the process, for messages
 */
export function forked(
  program: URL,
  name: string,
  { execPath = process.execPath, env = {} }: { readonly execPath?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Forked {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const options = { execPath, execArgv: ['--import', loader], env: { ...process.env, ...env } };
  const child = fork(fileURLToPath(program), options);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    async ask(message) {
      const answer = new Promise<Answer>((resolve) => child.once('message', (sent) => resolve(sent as Answer)));
      child.send(message);
      const early = ended.then((code): Answer => ({ error: `${name} ended with code ${code}` }));
      const { error, result } = await Promise.race([answer, early]);
      if (error !== undefined) throw new Error(error);
      return result;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

/** Has this process answer each message. */
export function answering<Message>(answer: (message: Message) => Promise<unknown>): void {
  process.on('message', async (message) => {
    const sent: Answer = await answer(message as Message).then(
      (result) => ({ result }),
      (error: unknown) => ({ error: error instanceof Error ? `${error.stack}` : String(error) }),
    );
    process.send?.(sent);
  });
}
