// Reads what opens a store: a passphrase from the environment, a file or the terminal, or a raw key from a file. Never from
// an argument, which every process can see.

import { hkdf } from '@fedzk/keys/primitives';
import { readPrivateFile } from './private-file.js';
import type { Surroundings } from './surroundings.js';
import { Trouble } from './trouble.js';

export const VARIABLE = 'FEDZK_MASTER_PASSWORD';
const KEY_BYTES = 32;
const NO_PASSPHRASE = `There is no passphrase: set ${VARIABLE}, use --passphrase-file FILE or --key-file FILE, or run it in a terminal.`;
const [LEAST_PEPPER_BYTES, MOST_PEPPER_BYTES] = [32, 1024];
const [NEWLINE, RETURN] = [10, 13];

export type FileUnlock = { readonly passphrase: Uint8Array } | { readonly key: Uint8Array };

/** Files of options: `--passphrase-file` and `--key-file`, or the same with `--new-`; `--pepper-file`. */
export interface UnlockFiles {
  readonly passphraseFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly pepperFile?: string | undefined;
}

/** Reads what opens the store. Wipe it with {@link wipe}. */
export async function readUnlock(files: UnlockFiles, io: Surroundings): Promise<FileUnlock> {
  return (await fromFiles(files, '', io)) ?? { passphrase: fromEnvironment(io) ?? (await askOnce('Passphrase: ', io)) };
}

/** Reads what will open a new store. */
export async function readUnlockOfNew(files: UnlockFiles, io: Surroundings): Promise<FileUnlock> {
  return (
    (await fromFiles(files, '', io)) ?? {
      passphrase: fromEnvironment(io) ?? (await askTwice('Passphrase: ', io, NO_PASSPHRASE)),
    }
  );
}

/**
 * Reads a new unlocker of an existing store, from `--new-passphrase-file`, `--new-key-file`, or the terminal.
 *
 * @param ways the options that the command takes for it
 */
export async function readNewUnlock(
  files: UnlockFiles,
  io: Surroundings,
  ways = '--new-passphrase-file FILE or --new-key-file FILE',
): Promise<FileUnlock> {
  const given = await fromFiles(files, 'new-', io);
  const none = `There is no new passphrase: use ${ways}, or run it in a terminal.`;
  return given ?? { passphrase: await askTwice('New passphrase: ', io, none) };
}

/** Reads an unlocker from a file; undefined if none is named. */
export async function fromFiles(
  { passphraseFile, keyFile, pepperFile }: UnlockFiles,
  prefix: '' | 'new-',
  io: Surroundings,
): Promise<FileUnlock | undefined> {
  if (passphraseFile !== undefined && keyFile !== undefined) {
    throw new Trouble(`Take either --${prefix}passphrase-file or --${prefix}key-file.`);
  }
  if (pepperFile !== undefined) {
    if (passphraseFile === undefined && keyFile === undefined) return { key: await keyOfPepper(pepperFile, io) };
    throw new Trouble('Take --pepper-file for a folder of API keys, or one of the other files for a key store.');
  }
  if (passphraseFile !== undefined) return { passphrase: await passphraseIn(passphraseFile, io) };
  if (keyFile !== undefined) return { key: await keyIn(keyFile, io) };
  return undefined;
}

export function wipe(unlock: FileUnlock | undefined): void {
  if (unlock !== undefined) ('key' in unlock ? unlock.key : unlock.passphrase).fill(0);
}

function fromEnvironment({ env }: Surroundings): Uint8Array | undefined {
  const given = env[VARIABLE];
  return given === undefined || given === '' ? undefined : normalForm(new TextEncoder().encode(given));
}

async function passphraseIn(file: string, io: Surroundings): Promise<Uint8Array> {
  const bytes = await readPrivateFile(file, 'the file of the passphrase', io);
  const end = bytes.findIndex((byte) => byte === NEWLINE || byte === RETURN);
  const line = bytes.slice(0, end < 0 ? bytes.length : end);
  bytes.fill(0);
  if (line.length > 0) return normalForm(line);
  throw new Trouble('The file of the passphrase has no first line.');
}

async function keyIn(file: string, io: Surroundings): Promise<Uint8Array> {
  const bytes = await readPrivateFile(file, 'the key file', io);
  if (bytes.length === KEY_BYTES) return bytes;
  const { length } = bytes;
  bytes.fill(0);
  throw new Trouble(
    `A key file has ${KEY_BYTES} random bytes, got ${length}; "head -c ${KEY_BYTES} /dev/urandom > FILE" makes one.`,
  );
}

/** Derives the key that opens the key store in a folder of API keys (FORMAT.md, "API keys"). */
async function keyOfPepper(file: string, io: Surroundings): Promise<Uint8Array> {
  const pepper = await readPepper(file, io);
  try {
    return hkdf(pepper, { info: new TextEncoder().encode('fedzk/api-keys'), length: KEY_BYTES });
  } finally {
    pepper.fill(0);
  }
}

/** Reads a pepper; the caller wipes it. */
export async function readPepper(file: string, io: Surroundings): Promise<Uint8Array> {
  const pepper = await readPrivateFile(file, 'the file of the pepper', io);
  const { length } = pepper;
  if (length >= LEAST_PEPPER_BYTES && length <= MOST_PEPPER_BYTES) return pepper;
  pepper.fill(0);
  const expected = `The file of the pepper has ${LEAST_PEPPER_BYTES} to ${MOST_PEPPER_BYTES} random bytes, got ${length}`;
  throw new Trouble(`${expected}; "(umask 077; head -c ${LEAST_PEPPER_BYTES} /dev/urandom > FILE)" makes one.`);
}

async function askOnce(question: string, io: Surroundings): Promise<Uint8Array> {
  const terminal = io.openTerminal();
  if (terminal === undefined) throw new Trouble(NO_PASSPHRASE);
  try {
    return notEmpty(await terminal.ask(question));
  } finally {
    terminal.close();
  }
}

async function askTwice(question: string, io: Surroundings, otherwise: string): Promise<Uint8Array> {
  const terminal = io.openTerminal();
  if (terminal === undefined) throw new Trouble(otherwise);
  try {
    const passphrase = notEmpty(await terminal.ask(question));
    const again = normalForm(await terminal.ask('Once more: '));
    const same = passphrase.length === again.length && passphrase.every((byte, i) => byte === again[i]);
    again.fill(0);
    if (same) return passphrase;
    passphrase.fill(0);
    throw new Trouble('The two passphrases differ; nothing was changed.');
  } finally {
    terminal.close();
  }
}

function notEmpty(typed: Uint8Array): Uint8Array {
  if (typed.length === 0) throw new Trouble('A passphrase cannot be empty.');
  return normalForm(typed);
}

/**
 * Normalizes a passphrase as the key store does with strings: UTF-8 of its NFC form, so that it does not matter how accents
 * are typed. Bytes that are not UTF-8 stay as they are. Wipes the argument if it returns other bytes.
 */
function normalForm(bytes: Uint8Array): Uint8Array {
  if (bytes.every((byte) => byte < 0x80)) return bytes;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes; // another encoding: only the same bytes are the same passphrase
  }
  bytes.fill(0);
  return new TextEncoder().encode(text.normalize('NFC'));
}
