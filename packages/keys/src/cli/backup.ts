// Commands that back up a store, and that restore one.

import { readdirSync } from 'node:fs';
import { counted } from '@fedzk/core';
import { type BackupReceipt, FedzkError, KeyStore } from '@fedzk/keys';
import { backupFile } from '@fedzk/keys/node';
import {
  type Command,
  filesOf,
  OPENING_ANY,
  onStore,
  openStore,
  type Request,
  say,
  storageAt,
  storeOptions,
} from './command.js';
import { Trouble } from './trouble.js';
import { type FileUnlock, readUnlock, wipe } from './unlock.js';

export const BACKUP_COMMANDS: Readonly<Record<string, Command>> = {
  backup: {
    usage: 'DIR FILE',
    summary: 'copy the store to a file, also while others write to it',
    details: ['An existing file is kept, unless --replace is given.'],
    explained: { replace: 'replace FILE if it exists' },
    names: [2, 2],
    options: [...OPENING_ANY, 'replace', 'json'],
    run: onStore(async (store, request, unlock) => {
      const receipt = await backup(store, request, unlock);
      const { generation, entries, head } = receipt;
      return say(request, receipt, `kept generation ${generation}, ${counted(entries, 'key')}, head ${head}`);
    }),
  },
  restore: {
    usage: 'FILE DIR',
    summary: 'restore a store from a backup, into an empty folder',
    details: [
      'It opens with what opened the store when the backup was made. With --anchor it is anchored from then on. If the',
      'anchor knows a newer state, --accept-rollback accepts that what came after the backup is lost.',
    ],
    names: [2, 2],
    options: [...OPENING_ANY, 'accept-rollback', 'json'],
    run: restore,
  },
};

/** Makes a backup, with the store opened once more if another process rotated the root key meanwhile. */
async function backup(store: KeyStore, request: Request, unlock: FileUnlock): Promise<BackupReceipt> {
  const [, file = ''] = request.names;
  const target = backupFile(file, { replace: request.values.replace });
  try {
    return await store.backup(target);
  } catch (error) {
    if (!(error instanceof FedzkError) || error.code !== 'root-rotated') throw error;
    using again = await openStore(request, unlock);
    return await again.backup(target);
  }
}

async function restore(request: Request): Promise<undefined> {
  const [file = '', folder = ''] = request.names;
  requireEmpty(folder);
  const unlock = await readUnlock(filesOf(request), request.io);
  try {
    using store = await KeyStore.restore(storageAt(folder), backupFile(file), unlock, {
      ...storeOptions(request, folder),
      acceptRollback: request.values['accept-rollback'],
    });
    const { id, generation, freshness } = store;
    return await say(request, { id, generation, freshness }, `restored ${id}, generation ${generation}`);
  } finally {
    wipe(unlock);
  }
}

/** Refuses a folder with anything but the leftovers of an interrupted restore. */
function requireEmpty(folder: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    if (code === 'ENOENT') return;
    throw new Trouble(`${JSON.stringify(folder)} cannot be used (${code}); name a folder that does not exist yet.`);
  }
  const other = names.find((name) => name !== 'h' && name !== 'b');
  if (other !== undefined) {
    throw new Trouble(`${JSON.stringify(folder)} is not empty: it has ${JSON.stringify(other)}; name an empty folder.`);
  }
}
