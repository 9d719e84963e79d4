// Commands, and how they open a store.

import { resolve, sep } from 'node:path';
import { escaped } from '@fedzk/core';
import { type KeyStorage, KeyStore, type KeyStoreOptions } from '@fedzk/keys';
import { directoryAnchor, directoryStorage } from '@fedzk/keys/node';
import type { OptionName, Values } from './arguments.js';
import { auditFile } from './audit-file.js';
import type { Surroundings } from './surroundings.js';
import { Trouble } from './trouble.js';
import { type FileUnlock, readUnlock, type UnlockFiles, wipe } from './unlock.js';

export interface Command {
  /** The words that follow it, such as `DIR ID [FILE]`. */
  readonly usage: string;
  readonly summary: string;
  /** Lines of help beyond those of its options. */
  readonly details?: readonly string[];
  /** Explains options that mean something else for other commands. */
  readonly explained?: Partial<Readonly<Record<OptionName, string>>>;
  /** How many names it takes. */
  readonly names: readonly [least: number, most: number];
  /** Whether it may ask more than one question, so that the terminal stays open. */
  readonly asksAgain?: boolean;
  /** Whether it takes words after `--`. */
  readonly takesProgram?: boolean;
  readonly options: readonly OptionName[];
  /** @returns the exit code; 0 where it gives none */
  run(request: Request): Promise<number | undefined>;
}

/** A command line, read. */
export interface Request {
  readonly names: readonly string[];
  readonly program: readonly string[];
  readonly values: Values;
  readonly io: Surroundings;
}

/** Options by which a store is opened. */
export const OPENING = ['passphrase-file', 'key-file', 'anchor', 'audit'] as const satisfies readonly OptionName[];

/** The same for commands that also open a folder of API keys, which is a key store. */
export const OPENING_ANY = [...OPENING, 'pepper-file'] as const satisfies readonly OptionName[];

/** A command on an open store in the folder of its first name. It is locked at the end, whatever happens. */
export function onStore(
  run: (store: KeyStore, request: Request, unlock: FileUnlock) => Promise<number | undefined>,
): Command['run'] {
  return async (request) => {
    const unlock = await readUnlock(filesOf(request), request.io);
    let store: KeyStore | undefined;
    try {
      store = await openStore(request, unlock);
      return await run(store, request, unlock);
    } finally {
      wipe(unlock);
      store?.lock();
    }
  };
}

export function openStore(request: Request, unlock: FileUnlock, options: KeyStoreOptions = {}): Promise<KeyStore> {
  const [folder = ''] = request.names;
  return KeyStore.open(storageAt(folder), unlock, { ...storeOptions(request), ...options });
}

/** @param folder the store's */
export function storeOptions(
  { names: [first = ''], values: { anchor, audit }, io: { env } }: Request,
  folder: string = first,
): KeyStoreOptions {
  if (anchor !== undefined && `${resolve(anchor)}${sep}`.startsWith(`${resolve(folder)}${sep}`)) {
    throw new Trouble(
      'The anchor is in the folder of the store, and an older copy would bring it along. Keep it on another disk or machine.',
    );
  }
  return {
    ...(anchor !== undefined && { anchor: directoryAnchor(anchor) }),
    // The user is read only with --audit: a runtime may ask for a permission for each variable.
    ...(audit !== undefined && { audit: auditFile(audit), user: env['USER'] || env['LOGNAME'] || 'fedzk-keys' }),
  };
}

export function filesOf({ values }: Request): UnlockFiles {
  return { passphraseFile: values['passphrase-file'], keyFile: values['key-file'], pepperFile: values['pepper-file'] };
}

export function newFilesOf({ values }: Request): UnlockFiles {
  return { passphraseFile: values['new-passphrase-file'], keyFile: values['new-key-file'] };
}

/**
 * Prints a result: in words, or for `--json`.
 *
 * @param lost what to say if it can't be printed, of a result that can't be had again
 */
export async function say({ values, io }: Request, value: unknown, words: string, lost?: string): Promise<undefined> {
  const output = `${values.json ? escaped(JSON.stringify(value)) : words}\n`;
  await io.write(output, lost && `fedzk-keys: ${escaped(lost)}\n`);
  return undefined;
}

/** Returns the key's name, the second word, in NFC. */
export function keyNameOf({ names: [, id = ''] }: Request): string {
  return id.normalize('NFC');
}

/** Opens the storage in the folder that the command line names. */
export function storageAt(folder: string): KeyStorage {
  if (folder === '') throw new Trouble('DIR expected the path of a folder.');
  return directoryStorage(folder);
}
