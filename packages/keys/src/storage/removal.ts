// Removing objects of a folder, and the folder, unless another store came into its place: each gets a name that nobody
// reads first, and where it is not this store's then, its own back. A name alone doesn't tell whose it is, and a process
// may sleep between a look and a step.

import { join } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { codeOf, eachOf, storageError } from './files.js';
import type { Folder } from './folder.js';
import { isHead, isWritten, type Subfolder, unfinishedName } from './names.js';
import { notAFolder } from './within.js';

/** Of a folder whose store was erased, until it is removed. */
const ERASED = '.erased-';

/**
 * Removes objects, unless they are not `ours`.
 *
 * @returns whether they were removed
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
    // Heads go in their order, which others rely on; buckets have none.
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

/** Gives an object another name, if it is there. */
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
 * Removes a folder with its objects, durably. At once nobody can write there any more, not even a process that has it
 * open: it has another name from then on. What others left in it stays, under that name. Where it is not `ours` then,
 * or no folder, it gets its own back.
 *
 * @param ours is given how to read in it
 * @returns whether it was removed
 * @throws {FedzkError} `storage`: it is no folder, or one that can't be removed
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

/** Removes a folder that has another name, and what is written in it meanwhile, unless there is more than objects. */
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
