// The journals of a writer: the one being written, and older ones with entries not yet in a signed tree.

import type { Journal, LogStorage } from '../storage/storage.js';
import { type Continued, type Group, GroupWriter } from './groups.js';
import type { JournalKey } from './journal-key.js';
import { journalPath } from './tail.js';

export class Journals {
  readonly #storage: LogStorage;
  readonly #key: JournalKey;
  readonly #most: number;
  #journal: Journal;
  #groups: GroupWriter;
  /** Bytes written to the newest one by this writer. */
  #bytes = 0;
  #all: { readonly path: string; readonly first: number }[];

  /**
   * @param first the index of the first entry of the journal that is open
   * @param most a journal that has more bytes is followed by another
   */
  constructor(
    storage: LogStorage,
    key: JournalKey,
    open: { readonly journal: Journal; readonly groups: GroupWriter; readonly first: number },
    most: number,
  ) {
    this.#storage = storage;
    this.#key = key;
    this.#most = most;
    this.#journal = open.journal;
    this.#groups = open.groups;
    this.#all = [{ path: journalPath(open.first), first: open.first }];
  }

  /** The index of the first entry of the newest one. */
  get first(): number | undefined {
    return this.#all.at(-1)?.first;
  }

  /** Whether the newest one has its full length. */
  get isFull(): boolean {
    return this.#bytes > this.#most;
  }

  /** Writes a group, durably. */
  async write(group: Group): Promise<void> {
    const bytes = this.#groups.write(group);
    await this.#journal.append(bytes);
    this.#bytes += bytes.length;
  }

  /** Begins a new journal, which continues a tree. */
  async next(continued: Continued): Promise<void> {
    const path = journalPath(continued.size);
    const next = await this.#storage.openJournal({ path, bytes: new Uint8Array(0) });
    const full = this.#journal;
    this.#journal = next;
    this.#groups = new GroupWriter(this.#key, continued);
    this.#all.push({ path, first: continued.size });
    this.#bytes = 0;
    await full.close();
  }

  /** Whether a journal has entries before an index. */
  haveBefore(index: number): boolean {
    return this.#all.some(({ first }) => first < index);
  }

  /** Returns the paths of all but the newest. */
  older(): string[] {
    return this.#all.slice(0, -1).map(({ path }) => path);
  }

  /** Removes journals durably. */
  async removeDurably(paths: readonly string[]): Promise<void> {
    await this.#storage.remove(paths, true);
    this.#all = this.#all.filter(({ path }) => !paths.includes(path));
  }

  /** Removes journals whose entries are all in a signed tree of this size. */
  async removeSigned(size: number): Promise<void> {
    const begun = this.#all.filter(({ first }) => first <= size);
    const old = this.#all.splice(0, Math.max(0, begun.length - 1));
    if (old.length > 0) await this.#storage.remove(old.map(({ path }) => path));
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }
}
