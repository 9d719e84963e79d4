// The folders of a log's own: made durable, known to be no links, and held while something is done in them.

import { basename, dirname, join } from 'node:path';
import { codeOf, type FileLayer, type HeldFolder, isMissing, storageError } from './files.js';
import { pathIn } from './reader.js';
import { withOpen } from './whole-files.js';

/** What only the writer may read. */
export const STATE = '.state';

export class Folders {
  readonly #files: FileLayer;
  readonly #dir: string;
  readonly #onlyOwner: boolean;
  /** Folders that are there, and durable. */
  readonly #made = new Map<string, Promise<void>>();
  /** Folders that are there, and no links. */
  readonly #real = new Map<string, Promise<void>>();

  /** @param onlyOwner whether all of them are their owner's alone */
  constructor(files: FileLayer, dir: string, onlyOwner: boolean) {
    this.#files = files;
    this.#dir = dir;
    this.#onlyOwner = onlyOwner;
  }

  /** Has all of them looked at anew. */
  forgetAll(): void {
    this.#made.clear();
    this.#real.clear();
  }

  /** Has one looked at anew. */
  forget(folder: string): void {
    this.#made.delete(folder);
    this.#real.delete(folder);
  }

  /** Makes a folder durable, and those above it. */
  make(folder: string): Promise<void> {
    const known = this.#made.get(folder);
    if (known !== undefined) return known;
    const made = this.#makeNow(folder);
    this.#made.set(folder, made);
    made.catch(() => this.#made.delete(folder));
    return made;
  }

  async #makeNow(folder: string): Promise<void> {
    if (folder === '.') return this.#makeIn(dirname(this.#dir), folder);
    const above = dirname(folder);
    await this.make(above);
    try {
      await this.within(above, ({ at }) => this.#makeIn(at, folder));
    } catch (error) {
      throw storageError('use', folder, error);
    }
  }

  /** @param above where the folder above it is */
  async #makeIn(above: string, folder: string): Promise<void> {
    const made = await this.#mkdir(folder, join(above, basename(this.pathOf(folder))));
    if (!made && folder !== '.') await this.#requireOwn(folder, join(above, basename(folder)));
    // Also where it is there: whoever made it may not have come to this.
    await withOpen(this.#files, above, 'r', 0, (open) => open.sync()).catch((error: unknown) => {
      const another = !made && folder === '.' && codeOf(error) === 'EACCES'; // somebody else's, and not ours to open
      if (!another) throw storageError('make durable', folder, error);
    });
  }

  /** What is there already is a folder, and the log's own where it is its state. */
  async #requireOwn(folder: string, at: string): Promise<void> {
    try {
      await this.#files.requireFolder(at, folder.startsWith(STATE));
    } catch (error) {
      throw storageError('use', folder, error);
    }
  }

  /** Follows no link within the log: neither a folder nor one above it is one. The log's own folder may be. */
  requireReal(folder: string): Promise<void> {
    if (folder === '.') return Promise.resolve();
    const known = this.#real.get(folder);
    if (known !== undefined) return known;
    const look = async (): Promise<void> => {
      await this.requireReal(dirname(folder));
      await this.#files.requireFolder(this.pathOf(folder), false);
    };
    const looked = look();
    this.#real.set(folder, looked);
    looked.catch(() => this.#real.delete(folder));
    return looked;
  }

  /** The same, whatever an earlier look said. */
  async look(folder: string): Promise<void> {
    const names = folder.split('/').filter((name) => name !== '.');
    for (let end = 1; end <= names.length; end++) {
      await this.#files.requireFolder(this.pathOf(names.slice(0, end).join('/')), false);
    }
  }

  /** Works in a folder that is there, and that no link leads to. */
  async within<T>(folder: string, work: (held: HeldFolder) => Promise<T>): Promise<T> {
    const held = await this.#hold(folder);
    try {
      return await work(held);
    } finally {
      await held.release();
    }
  }

  /** The same of several, with where each of them is. */
  async withinAll<T>(folders: readonly string[], work: (place: (folder: string) => string) => Promise<T>): Promise<T> {
    const held = new Map<string, HeldFolder>();
    try {
      for (const folder of new Set(folders)) held.set(folder, await this.#hold(folder));
      return await work((folder) => held.get(folder)?.at ?? this.pathOf(folder));
    } catch (error) {
      throw storageError('use', folders.find((folder) => !held.has(folder)) ?? '.', error);
    } finally {
      for (const { release } of held.values()) await release();
    }
  }

  async #hold(folder: string): Promise<HeldFolder> {
    const held = await this.#files.holdFolder?.(this.#dir, folder);
    if (held !== undefined) return held;
    const look = (): Promise<void> => this.look(folder);
    await look();
    return { at: this.pathOf(folder), look, release: async () => undefined };
  }

  /** @returns whether it was not there */
  async #mkdir(folder: string, at: string): Promise<boolean> {
    const path = this.pathOf(folder);
    try {
      await this.#files.mkdir(at, { mode: this.#onlyOwner || folder.startsWith(STATE) ? 0o700 : 0o755 });
      return true;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw storageError('make', folder === '.' && isMissing(error) ? `${path} in its folder` : path, error);
    }
  }

  pathOf(path: string): string {
    return pathIn(this.#dir, path);
  }
}
