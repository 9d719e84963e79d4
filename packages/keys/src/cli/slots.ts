// Commands for the slots, which open a store.

import { shown } from '@fedzk/core';
import type { KeyStore, SlotInfo } from '@fedzk/keys';
import { type Command, newFilesOf, OPENING, onStore, type Request, say } from './command.js';
import { Trouble } from './trouble.js';
import { type FileUnlock, readNewUnlock, wipe } from './unlock.js';

export type KdfName = 'argon2id' | 'pbkdf2';

export const SLOT_COMMANDS: Readonly<Record<string, Command>> = {
  passwd: {
    usage: 'DIR',
    summary: 'change the passphrase',
    details: ['It asks for the new one, unless --new-passphrase-file is given.'],
    names: [1, 1],
    asksAgain: true,
    options: ['passphrase-file', 'anchor', 'audit', 'new-passphrase-file', 'kdf', 'json'],
    run: onStore(passwd),
  },
  'slots list': {
    usage: 'DIR',
    summary: 'list the slots, which open the store',
    names: [1, 1],
    options: [...OPENING, 'json'],
    run: onStore(async (store, request) => {
      const slots = await store.slots();
      return say(request, slots, slots.map(line).join('\n'));
    }),
  },
  'slots add': {
    usage: 'DIR',
    summary: 'let one more passphrase or key file open the store',
    details: ['It asks for the new passphrase, unless --new-passphrase-file or --new-key-file is given.'],
    names: [1, 1],
    asksAgain: true,
    options: [...OPENING, 'new-passphrase-file', 'new-key-file', 'kdf', 'json'],
    run: onStore(add),
  },
  'slots remove': {
    usage: 'DIR SLOT',
    summary: 'remove a slot, by its id',
    names: [2, 2],
    options: [...OPENING, 'json'],
    run: onStore(async (store, request) => {
      const [, slot = ''] = request.names;
      await store.removeSlot(slot);
      return say(request, { removed: slot }, `removed ${slot}`);
    }),
  },
};

async function passwd(store: KeyStore, request: Request, unlock: FileUnlock): Promise<undefined> {
  const kdf = kdfOf(request.values.kdf);
  const renewed = await readNewUnlock(newFilesOf(request), request.io, '--new-passphrase-file FILE');
  try {
    if (!('passphrase' in unlock) || !('passphrase' in renewed))
      throw new Trouble('"passwd" changes a passphrase; a key file is replaced by "slots add" and "slots remove".');
    await store.changePassphrase(unlock.passphrase, { passphrase: renewed.passphrase, kdf: kdf ?? 'argon2id' });
    return await say(
      request,
      { changed: true },
      'the passphrase is changed; copies of older states open with the old one',
    );
  } finally {
    wipe(renewed);
  }
}

async function add(store: KeyStore, request: Request): Promise<undefined> {
  const kdf = kdfOf(request.values.kdf);
  const unlock = await readNewUnlock(newFilesOf(request), request.io);
  try {
    const id = await store.addSlot(withKdf(unlock, kdf));
    return await say(request, { id }, `slot ${id} opens the store too`);
  } finally {
    wipe(unlock);
  }
}

function line({ id, type, cost, provider }: SlotInfo): string {
  return [id, type, ...(cost === undefined ? [] : [cost]), ...(provider === undefined ? [] : [shown(provider)])].join(
    '  ',
  );
}

/** Describes a new slot: a passphrase has a KDF that makes guessing expensive, a key has none. */
export function withKdf(unlock: FileUnlock, kdf: KdfName | undefined): FileUnlock & { readonly kdf?: KdfName } {
  if ('passphrase' in unlock) return { passphrase: unlock.passphrase, kdf: kdf ?? 'argon2id' };
  if (kdf !== undefined) throw new Trouble('--kdf is for a new passphrase; leave it out with a key file.');
  return unlock;
}

/** Reads `--kdf`; undefined if it is left out. */
export function kdfOf(name: string | undefined): KdfName | undefined {
  if (name === undefined) return undefined;
  if (name === 'argon2id' || name === 'pbkdf2') return name;
  throw new Trouble(`--kdf expected argon2id or pbkdf2, got ${JSON.stringify(name)}.`);
}
