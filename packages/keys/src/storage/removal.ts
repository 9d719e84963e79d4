// Removes objects of a folder, and the folder itself, unless another store has taken its place. A name
// alone doesn't tell whose an object is, and a process may be suspended between a check and a removal.
// So each object is first renamed to a name that nobody reads, then checked, and given its name back if
// it is not this store's.

import { join } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { codeOf, eachOf, storageError } from './files.js';
import type { Folder } from './folder.js';
import { isHead, isWritten, type Subfolder, unfinishedName } from './names.js';
import { notAFolder } from './within.js';

/** The prefix of an erased store's folder until it is removed. */
const ERASED = '.erased-';

/**
 * Removes objects, unless they are not `ours`.
 *
 * @returns whether the objects were removed
 */
export async function removeOurs(
  folder: Folder,
  names: readonly string[],
  ours: () => Promise<boolean>,
): Promise<boolean> {
  if (!(await ours())) return false;
  if (names.length === 0) return true;
  const taken: { readonly name: string; readonly under: string }[] = [];
  let remove = false;
  try {
    const take = async (name: string): Promise<void> => {
      const under = unfinishedName(name.startsWith('h/') ? 'h' : 'b');
      taken.push({ name, under });
      await takeAway(folder, name, under);
    };
    // Heads are removed in order, which other writers rely on; the order of buckets doesn't matter.
    const [heads, buckets] = [names.filter(isHead), names.filter((name) => !isHead(name))];
    for (const name of heads) await take(name);
    await eachOf(buckets, take);
    remove = await ours();
  } finally {
    if (!remove) for (const { name, under } of taken) await giveBack(folder, under, name);
    await eachOf(taken, ({ under }) => folder.remove([under]));
  }
  return remove;
}

/** Renames an object, if it is there. */
async function takeAway(folder: Folder, name: string, under: string): Promise<void> {
  await folder.files.rename(folder.pathOf(name), folder.pathOf(under)).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw storageError('remove', name, error, 'unsure');
  });
}

async function giveBack(folder: Folder, under: string, name: string): Promise<void> {
  await folder.files.link(folder.pathOf(under), folder.pathOf(name)).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOENT') throw storageError('write', name, error, 'unsure');
  });
}

/**
 * Removes a folder with its objects, durably. It is renamed first, so nobody can write there any more,
 * not even a process that has the store open. Files of others stay in it, under the new name. If it is
 * not `ours`, or not a folder, it gets its name back.
 *
 * @param ours tells whether the folder is this store's, given a function that reads in it
 * @returns whether the folder was removed
 * @throws {FedzkError} `storage`: it is not a folder, or can't be removed
 */
export async function removeFolder(
  folder: Folder,
  name: Subfolder,
  ours: (read: (name: string, most: number) => Promise<Uint8Array | undefined>) => Promise<boolean>,
): Promise<boolean> {
  const { files } = folder;
  const [from, to] = [join(folder.path, name), join(folder.path, `${ERASED}${crypto.randomUUID()}`)];
  try {
    await files.rename(from, to);
    if (!(await files.lstat(to)).isDirectory()) {
      await files.rename(to, from);
      throw notAFolder(from);
    }
    if (!(await ours(async (object, most) => (await folder.readAt(join(to, object.slice(2)), most))?.bytes))) {
      await files.rename(to, from);
      return false;
    }
    await folder.sync('.', 'unsure');
    await empty(folder, name, to);
    await folder.sync('.', 'unsure');
    return true;
  } catch (error) {
    if (error instanceof FedzkError) throw error;
    if (codeOf(error) !== 'ENOENT') throw storageError('remove', from, error, 'unsure');
    return true;
  } finally {
    folder.forget();
  }
}

/** Removes a renamed folder and the objects in it, also new ones. Keeps it if it has other files. */
async function empty({ files }: Folder, folder: Subfolder, path: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const names = (await files.readdir(path)).filter((name) => isWritten(`${folder}/${name}`));
    if (tries > 0 && names.length === 0) return;
    await eachOf(names, async (name) => {
      await files.unlink(join(path, name)).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error;
      });
    });
    try {
      return await files.rmdir(path);
    } catch (error) {
      if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
    }
  }
}
