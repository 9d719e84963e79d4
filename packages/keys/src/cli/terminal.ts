// Questions in a terminal whose answers are not shown.

import { openSync, writeSync } from 'node:fs';
import { isatty, ReadStream } from 'node:tty';
import { Trouble } from './trouble.js';

const [ENTER, NEWLINE, END, INTERRUPT, ERASE, BACKSPACE] = [13, 10, 4, 3, 127, 8];

export interface Terminal {
  /** Asks a question without showing what is typed. The caller wipes the answer's bytes. */
  ask(question: string): Promise<Uint8Array>;
  close(): void;
}

/** Opens the terminal of this process: standard input if it is one, otherwise `/dev/tty`. */
export function openTerminal(): Terminal | undefined {
  if (isatty(0)) return new HiddenInput(process.stdin, (text) => process.stderr.write(text));
  let fd: number;
  try {
    fd = openSync('/dev/tty', 'r+');
  } catch {
    return undefined; // a service, a container or Windows: nobody can be asked
  }
  const input = new ReadStream(fd);
  const close = (): void => {
    input.destroy();
  };
  return new HiddenInput(input, (text) => writeSync(fd, text), close);
}

/**
 * Keeps the terminal open from the first question to the end of the work, so that keys typed between
 * questions are not shown.
 */
export async function keepTerminal<T extends { openTerminal(): Terminal | undefined }, Result>(
  io: T,
  use: (io: T) => Promise<Result>,
): Promise<Result> {
  let terminal: Terminal | undefined;
  const openTerminal = (): Terminal | undefined => {
    terminal ??= io.openTerminal();
    return terminal && { ask: terminal.ask.bind(terminal), close: () => undefined };
  };
  try {
    return await use({ ...io, openTerminal });
  } finally {
    terminal?.close();
  }
}

/** Signals after which Node does not restore the terminal; it does so after SIGINT and SIGTERM. */
const NOT_RESTORED = ['SIGHUP', 'SIGQUIT'] as const;

/** A terminal in raw mode while it is open, so that keys typed early are not shown either. */
class HiddenInput implements Terminal {
  readonly #input: ReadStream;
  readonly #show: (text: string) => unknown;
  readonly #done: () => void;
  /** Bytes that were typed before a question. */
  readonly #early: number[] = [];
  #take: (() => void) | undefined;
  #asking = false;

  constructor(input: ReadStream, show: (text: string) => unknown, done: () => void = () => undefined) {
    this.#input = input;
    this.#show = show;
    this.#done = done;
    input.setRawMode(true);
    input.on('data', this.#onData);
    input.resume();
    for (const signal of NOT_RESTORED) process.on(signal, this.#end);
  }

  async ask(question: string): Promise<Uint8Array> {
    this.#show(question);
    this.#asking = true;
    const typed: number[] = [];
    try {
      for (;;) {
        const byte = await this.#next();
        if (byte === ENTER || byte === NEWLINE || byte === END) return Uint8Array.from(typed);
        if (byte === INTERRUPT) throw new Trouble('Stopped.');
        if (byte === ERASE || byte === BACKSPACE) eraseLast(typed);
        else typed.push(byte);
      }
    } finally {
      typed.fill(0);
      this.#show('\n');
      this.#asking = false;
      this.#heedInterrupt();
    }
  }

  close(): void {
    this.#early.fill(0);
    this.#early.length = 0;
    for (const signal of NOT_RESTORED) process.off(signal, this.#end);
    this.#input.off('data', this.#onData);
    this.#input.setRawMode(false);
    this.#input.pause();
    this.#done();
  }

  readonly #onData = (bytes: Uint8Array): void => {
    this.#early.push(...bytes);
    this.#take?.();
    this.#heedInterrupt();
  };

  /** Handles Ctrl-C between questions: in raw mode it is a byte. */
  #heedInterrupt(): void {
    if (!this.#asking && this.#early.includes(INTERRUPT)) this.#end('SIGINT');
  }

  readonly #end = (signal: NodeJS.Signals): void => {
    this.close();
    process.kill(process.pid, signal);
  };

  async #next(): Promise<number> {
    while (this.#early.length === 0) {
      await new Promise<void>((resolve) => {
        this.#take = resolve;
      });
    }
    return this.#early.shift() ?? INTERRUPT;
  }
}

/** Erases the last character, which may have several bytes of UTF-8. */
function eraseLast(typed: number[]): void {
  let byte = typed.pop();
  while (byte !== undefined && byte >> 6 === 2) byte = typed.pop();
}
