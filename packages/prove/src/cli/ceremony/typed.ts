// What a contributor types, to be mixed into the secret.

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { quoted, readInput, Trouble } from '../files.js';
import { SEE_HELP } from './options.js';
import type { Request } from './run.js';

const MOST_BYTES = 1 << 16;

/** Reads what is mixed into the secret: a file's text, or what is typed at a terminal. @throws {Trouble} */
export async function typedText({ values, call }: Pick<Request, 'values' | 'call'>): Promise<string> {
  const { typed } = values;
  if (typed === undefined) {
    const { stdin, stderr } = process;
    return stdin.isTTY && stderr.isTTY ? askedOf(stdin, stderr, call.signal) : '';
  }
  const bytes = await readInput(typed, call.signal, MOST_BYTES);
  const text = new TextDecoder().decode(bytes);
  bytes.fill(0);
  if (text.trim() !== '') return text;
  throw new Trouble(`--typed expected a text to mix into the secret, and ${quoted(typed)} is empty. ${SEE_HELP}`);
}

const QUESTION = 'Type something at random, then Enter (it does not show): ';

/** Asks at a terminal. What is typed does not show, since it is a part of the secret. */
export async function askedOf(input: ReadStream, output: Writable, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const nowhere = new Writable({ write: (_chunk, _encoding, taken) => taken() });
  output.write(QUESTION);
  const terminal = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  // After a pause, as by Ctrl-Z and "fg", the shell may have left the terminal showing what is typed.
  const goOn = (): void => {
    for (const isRaw of [false, true]) input.setRawMode(isRaw);
    output.write(`\n${QUESTION}`);
  };
  process.on('SIGCONT', goOn);
  // Node pauses the reading then, and would end for want of anything to wait for.
  terminal.on('SIGCONT', () => terminal.resume());
  try {
    return await new Promise<string>((resolve, reject) => {
      terminal.once('line', resolve);
      // Ctrl-D. The secret has enough of the system's randomness.
      terminal.once('close', () => resolve(''));
      // Ctrl-C is this interface's, and not the process's.
      terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  } finally {
    process.removeListener('SIGCONT', goOn);
    terminal.close();
    output.write('\n');
  }
}
