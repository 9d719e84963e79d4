// The bytes of a key that is to be kept.

import type { Request } from './command.js';
import { isStandardInput, readFile, readInput } from './private-file.js';
import { Trouble } from './trouble.js';

/** From a file, from standard input, or typed where that is a terminal. To be wiped. */
export async function readKey(file: string | undefined, { io, values }: Request): Promise<Uint8Array> {
  const fromInput = file === undefined || isStandardInput(file);
  if (fromInput && io.inputIsTerminal) return typedKey(io);
  if (fromInput && [values['passphrase-file'], values['key-file']].some(isStandardInput)) {
    throw new Trouble('Standard input has the passphrase or the key file already; name the FILE of the key.');
  }
  const what = 'the file of the key';
  return fromInput ? readInput(what, io) : readFile(file, what);
}

async function typedKey(io: Request['io']): Promise<Uint8Array> {
  const terminal = io.openTerminal();
  if (terminal === undefined) throw new Trouble('The key is given as a FILE, or piped to standard input.');
  try {
    const typed = await terminal.ask('Key in hexadecimal or base64: ');
    const text = Buffer.from(typed).toString('latin1').trim();
    typed.fill(0);
    return decoded(text);
  } finally {
    terminal.close();
  }
}

/** Hexadecimal where all are its digits, in pairs; else base64 or base64url, of which there is one for each bytes. */
function decoded(text: string): Uint8Array {
  if (/^(?:[0-9a-f]{2})+$/i.test(text)) return new Uint8Array(Buffer.from(text, 'hex'));
  const digits = text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  const bytes = Buffer.from(digits, 'base64');
  const same = bytes.toString('base64').replace(/=+$/, '') === digits;
  if (bytes.length > 0 && same) return new Uint8Array(bytes);
  throw new Trouble('That is neither hexadecimal nor base64; bytes as they are come from a FILE or a pipe.');
}
