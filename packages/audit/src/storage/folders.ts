// The folders of a log: makes them durable, checks that they are not links, and holds them open during work.

import { basename, dirname, join } from 'node:path';
import { codeOf, type FileLayer, type HeldFolder, isMissing, storageError } from './files.js';
import { pathIn } from './reader.js';
import { withOpen } from './whole-files.js';

/** The folder that only the writer may read. */
export const STATE = '.state';

export class Folders {
  readonly #files: FileLayer;
  readonly #dir: string;
  readonly #onlyOwner: boolean;
  /** Folders that exist durably. */
  readonly #made = new Map<string, Promise<void>>();
  /** Folders that exist and are not links. */
  readonly #real = new Map<string, Promise<void>>();

  /** @param onlyOwner whether only the owner may read all of them */
  constructor(files: FileLayer, dir: string, onlyOwner: boolean) {
    this.#files = files;
    this.#dir = dir;
    this.#onlyOwner = onlyOwner;
  }

  /** Makes later calls check all folders again. */
  forgetAll(): void {
    this.#made.clear();
    this.#real.clear();
  }

  /** Makes later calls check a folder again. */
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
    // Also if it exists: its maker may have been stopped before this.
    await withOpen(this.#files, above, 'r', 0, (open) => open.sync()).catch((error: unknown) => {
      const another = !made && folder === '.' && codeOf(error) === 'EACCES'; // another user's, which this process can't open
      if (!another) throw storageError('make durable', folder, error);
    });
  }

  /** Checks that an existing path is a folder, and belongs to this user if it is the log's state. */
  async #requireOwn(folder: string, at: string): Promise<void> {
    try {
      await this.#files.requireFolder(at, folder.startsWith(STATE));
    } catch (error) {
      throw storageError('use', folder, error);
    }
  }

  /** Checks that neither a folder nor one above it within the log is a link. The log's own folder may be one. */
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

  /** As {@link requireReal}, without relying on an earlier check. */
  async look(folder: string): Promise<void> {
    const names = folder.split('/').filter((name) => name !== '.');
    for (let end = 1; end <= names.length; end++) {
      await this.#files.requireFolder(this.pathOf(names.slice(0, end).join('/')), false);
    }
  }

  /** Works in an existing folder that no link leads to. */
  async within<T>(folder: string, work: (held: HeldFolder) => Promise<T>): Promise<T> {
    const held = await this.#hold(folder);
    try {
      return await work(held);
    } finally {
      await held.release();
    }
  }

  /** As {@link within}, for several folders; `work` gets the path of each. */
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

  /** Makes a folder. @returns whether it was missing */
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
