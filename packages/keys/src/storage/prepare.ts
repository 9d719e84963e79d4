// Makes a store's folder with mode 0700, and refuses one that other users could read or write.

import { dirname, join, relative } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { cannotSync, codeOf, eachOf, storageError } from './files.js';
import type { Folder } from './folder.js';
import { isHead } from './names.js';

const PRIVATE_DIR = 0o700;
const OTHERS = 0o077;

/** Makes a store's folders where they are missing, durably, and checks all that is in them. */
export async function prepare(folder: Folder): Promise<void> {
  for (const path of [folder.path, join(folder.path, 'h'), join(folder.path, 'b')]) {
    await folder.files.mkdir(path, { mode: PRIVATE_DIR, recursive: path === folder.path }).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw storageError('make', path, error);
    });
    await refuseLoose(folder, path);
  }
  for (const name of ['h', 'b'] as const) {
    const names = await folder.names(name);
    await eachOf(names, (one) => refuseLoose(folder, join(folder.path, name, one)));
  }
  await folder.sync('.');
  // Without a head, the folder itself may not be durable yet.
  if (!(await folder.names('h')).some((name) => isHead(`h/${name}`))) await syncAbove(folder);
}

/** Syncs the folders above, which this or another process may have made. One that can't be synced was not. */
async function syncAbove(folder: Folder): Promise<void> {
  for (let path = folder.path; path !== dirname(path); path = dirname(path)) {
    await folder.sync(relative(folder.path, dirname(path))).catch((error: unknown) => {
      if (!(error instanceof FedzkError && cannotSync(error.cause))) throw error;
    });
  }
}

/** Refuses a link, another user's file, and a mode that lets others read or write. */
async function refuseLoose({ files }: Folder, path: string): Promise<void> {
  const stat = await files.lstat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined; // another process removed it meanwhile
    throw storageError('look at', path, error);
  });
  if (stat === undefined) return;
  if (stat.isSymbolicLink()) {
    throw new FedzkError(
      'storage',
      `${path} is a symbolic link, which a key store refuses; replace it with the file or folder itself.`,
    );
  }
  const { getuid } = process;
  // Windows has neither modes nor numbers of users.
  if (getuid === undefined) return;
  if (stat.uid !== getuid()) {
    throw new FedzkError(
      'storage',
      `${path} belongs to user ${stat.uid}, and this process is user ${getuid()}. Run as the store's user. If a ` +
        'command run as another user left files in the store, give them back with chown.',
    );
  }
  if ((stat.mode & OTHERS) === 0) return;
  const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
  const wanted = stat.isDirectory() ? '0700' : '0600';
  throw new FedzkError('storage', `${path} has mode ${mode}, so that others may use it; chmod it to ${wanted}.`);
}
