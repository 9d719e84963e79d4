// Reads the bytes of a key to put.

import type { Request } from './command.js';
import { isStandardInput, readFile, readInput } from './private-file.js';
import { Trouble } from './trouble.js';

/** Reads a key from a file or standard input, or asks for it on a terminal. The caller wipes it. */
export async function readKey(file: string | undefined, { io, values }: Request): Promise<Uint8Array> {
  const fromInput = file === undefined || isStandardInput(file);
  if (fromInput && io.inputIsTerminal) return typedKey(io);
  if (fromInput && [values['passphrase-file'], values['key-file']].some(isStandardInput)) {
    throw new Trouble('Standard input is used for the passphrase or the key file; give the key as a FILE.');
  }
  const what = 'the file of the key';
  return fromInput ? readInput(what, io) : readFile(file, what);
}

async function typedKey(io: Request['io']): Promise<Uint8Array> {
  const terminal = io.openTerminal();
  if (terminal === undefined)
    throw new Trouble('There is no terminal to ask for the key: give it as a FILE, or pipe it to standard input.');
  try {
    const typed = await terminal.ask('Key in hexadecimal or base64: ');
    const text = Buffer.from(typed).toString('latin1').trim();
    typed.fill(0);
    return decoded(text);
  } finally {
    terminal.close();
  }
}

/** Decodes hexadecimal if all are pairs of its digits, else canonical base64 or base64url. */
function decoded(text: string): Uint8Array {
  if (/^(?:[0-9a-f]{2})+$/i.test(text)) return new Uint8Array(Buffer.from(text, 'hex'));
  const digits = text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Buffer.from(digits, 'base64');
  const same = bytes.toString('base64').replace(/=+$/, '') === digits;
  if (bytes.length > 0 && same) return new Uint8Array(bytes);
  throw new Trouble('The typed key is neither hexadecimal nor base64; give raw bytes as a FILE or by a pipe.');
}
