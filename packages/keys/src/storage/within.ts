// Keeps file operations inside a key store's own folders: nothing is read, made or removed through a
// link that somebody put in the place of a folder.

import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import { FedzkError } from '@fedzk/core';
import { codeOf, type FileLayer, type HeldFolder, type OpenFile } from './files.js';

/** Opens a folder, and refuses a link. Windows has neither flag. */
const FOLDER: number = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);
/** Error codes for opening anything else: ELOOP for a link, or EMLINK on FreeBSD. */
const NO_FOLDER: ReadonlySet<unknown> = new Set(['ENOTDIR', 'ELOOP', 'EMLINK']);

/**
 * Wraps a file layer so that it refuses links in the place of a folder and of the folders in it.
 *
 * On Linux it holds the folder open while it works, and names files relative to it, so anything put in
 * its place meanwhile is not touched. Elsewhere it checks before each operation; a link that appears
 * between the check and the operation is followed. Links above the folder are followed.
 *
 * @throws {FedzkError} `storage`: a folder is a link, or not a folder
 */
export function within(files: FileLayer, dir: string, canHold: () => Promise<boolean> = canNameByHandle): FileLayer {
  const root = resolve(dir);

  /** Works in a folder, given the name by which to reach it. */
  async function inFolder<T>(folder: string, work: (name: string) => Promise<T>): Promise<T> {
    if (folder !== root && !folder.startsWith(root + sep)) return work(folder);
    if (await canHold()) return hold(folder, work);
    await look(folder);
    return work(folder);
  }

  async function holdFolder(path: string): Promise<HeldFolder | OpenFile> {
    return files.holdFolder === undefined ? files.open(path, FOLDER, 0) : files.holdFolder(path, FOLDER);
  }

  function hold<T>(folder: string, work: (name: string) => Promise<T>): Promise<T> {
    const open = async (path: string): Promise<T> => {
      const held = await holdFolder(path).catch((error: unknown) => {
        throw NO_FOLDER.has(codeOf(error)) ? notAFolder(folder, error) : error;
      });
      try {
        return await work(`/proc/self/fd/${held.fd}`);
      } finally {
        await held.close();
      }
    };
    return folder === root ? open(folder) : hold(dirname(folder), (above) => open(`${above}/${basename(folder)}`));
  }

  async function look(folder: string): Promise<void> {
    if (folder !== root) await look(dirname(folder));
    if (!(await files.lstat(folder)).isDirectory()) throw notAFolder(folder);
  }

  function at<T>(path: string, work: (name: string) => Promise<T>): Promise<T> {
    return inFolder(dirname(path), (folder) => work(`${folder}${sep}${basename(path)}`));
  }

  /** Works on two names in one folder. */
  function atBoth<T>(from: string, to: string, work: (from: string, to: string) => Promise<T>): Promise<T> {
    if (dirname(from) !== dirname(to)) throw new Error('A file of a key store stays in its folder.');
    return at(from, (name) => work(name, `${dirname(name)}${sep}${basename(to)}`));
  }

  return {
    // `r` opens a folder to sync it; if the folder is a link, that would be another folder.
    open: (path, flags, mode): Promise<OpenFile> =>
      flags === 'r'
        ? inFolder(path, (name) => files.open(name, flags, mode))
        : at(path, (name) => files.open(name, flags, mode)),
    link: (from, to) => atBoth(from, to, (one, other) => files.link(one, other)),
    rename: (from, to) => atBoth(from, to, (one, other) => files.rename(one, other)),
    unlink: (path) => at(path, (name) => files.unlink(name)),
    readdir: (path) => inFolder(path, (name) => files.readdir(name)),
    mkdir: (path, options) => at(path, (name) => files.mkdir(name, options)),
    rmdir: (path) => at(path, (name) => files.rmdir(name)),
    // Only for objects: for the folders themselves, lstat is the check.
    lstat: (path) => (dirname(path).startsWith(root + sep) ? at(path, (name) => files.lstat(name)) : files.lstat(path)),
  };
}

/** The error for a link or file in the place of a folder. */
export function notAFolder(path: string, cause?: unknown): FedzkError {
  return new FedzkError(
    'storage',
    `${path} is a symbolic link or not a folder, which a key store refuses. Nothing behind it was changed. ` +
      "Put the store's folder back in its place and try again.",
    { cause },
  );
}

let named: Promise<boolean> | undefined;

/** Whether paths can start at an open folder, as on Linux with /proc. Deno does not permit it. */
function canNameByHandle(): Promise<boolean> {
  named ??= process.platform === 'linux' && !('deno' in process.versions) ? look() : Promise.resolve(false);
  return named;

  async function look(): Promise<boolean> {
    const folder = await open('/', FOLDER);
    try {
      const [one, same] = await Promise.all([folder.stat(), stat(`/proc/self/fd/${folder.fd}/.`)]);
      return one.dev === same.dev && one.ino === same.ino;
    } catch {
      return false; // no /proc: each operation checks first
    } finally {
      await folder.close();
    }
  }
}
