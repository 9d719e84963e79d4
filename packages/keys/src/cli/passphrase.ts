// The passphrase: from the environment, from a file, or asked for. Never from an argument, which every process can see.

import { lstatSync, readFileSync } from 'node:fs';
import { Trouble } from './trouble.js';

const VARIABLE = 'FEDZK_MASTER_PASSWORD';
const OTHERS = 0o077;
const [ENTER, NEWLINE, END, INTERRUPT, ERASE, BACKSPACE] = [13, 10, 4, 3, 127, 8];

/**
 * @param file `--passphrase-file`: its first line
 * @param twice for a new one
 * @returns bytes, to be wiped
 */
export async function readPassphrase(file: string | undefined, twice: boolean): Promise<Uint8Array> {
  if (file !== undefined) return fromFile(file);
  const given = process.env[VARIABLE];
  if (given !== undefined && given !== '') return new TextEncoder().encode(given.normalize('NFC'));
  if (!process.stdin.isTTY) {
    throw new Trouble(`There is no passphrase: set ${VARIABLE}, pass --passphrase-file FILE, or run it in a terminal.`);
  }
  const passphrase = await ask('Passphrase: ');
  if (!twice) return passphrase;
  const again = await ask('Once more: ');
  const same = passphrase.length === again.length && passphrase.every((byte, i) => byte === again[i]);
  again.fill(0);
  if (same) return passphrase;
  throw new Trouble('The two are not the same; nothing was made.');
}

function fromFile(file: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    if (process.getuid !== undefined && (lstatSync(file).mode & OTHERS) !== 0) {
      throw new Trouble('Others may read the file of the passphrase; chmod it to 0600.');
    }
    // No Buffer, whose slice would be wiped with the rest.
    bytes = new Uint8Array(readFileSync(file));
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble('The file of the passphrase cannot be read.');
  }
  const end = bytes.findIndex((byte) => byte === NEWLINE || byte === ENTER);
  const line = bytes.slice(0, end < 0 ? bytes.length : end);
  bytes.fill(0);
  if (line.length > 0) return line;
  throw new Trouble('The file of the passphrase has no first line.');
}

/** Asks without showing what is typed. */
function ask(question: string): Promise<Uint8Array> {
  const { stdin, stderr } = process;
  const typed: number[] = [];
  // Before the question: who answers at once is not shown what he types.
  stdin.setRawMode(true);
  stderr.write(question);
  stdin.resume();
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const onData = (bytes: Uint8Array): void => {
      for (const byte of bytes) {
        if (byte === ENTER || byte === NEWLINE || byte === END) {
          finish();
          const passphrase = Uint8Array.from(typed);
          typed.fill(0);
          if (passphrase.length === 0) reject(new Trouble('A passphrase cannot be empty.'));
          else resolve(passphrase);
          return;
        }
        if (byte === INTERRUPT) {
          finish();
          typed.fill(0);
          reject(new Trouble('Stopped.'));
          return;
        }
        if (byte === ERASE || byte === BACKSPACE) eraseLast(typed);
        else typed.push(byte);
      }
    };
    stdin.on('data', onData);
  });
}

/** The last character, which may have several bytes of UTF-8. */
function eraseLast(typed: number[]): void {
  let byte = typed.pop();
  while (byte !== undefined && byte >> 6 === 2) byte = typed.pop();
}
