// Reads the entries that are in the journals but not in the tree.
//
// Journals may overlap. When a journal is made anew, the older one may still be there, with an unfinished
// group at its end. A removed journal of before the signed tree may come back, since its removal need not
// be durable. All of these have the same history, so the same groups where they overlap. Somebody who can
// write the folder may have put a journal of another history there, which the log had before its journal
// was truncated. So all of a journal is checked, even parts that are not needed.

import { FedzkError } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import type { Checkpoint } from '../note/checkpoint.js';
import type { LogStorage } from '../storage/storage.js';
import { Tiles } from '../tree/tiles.js';
import { firstEntries } from '../words.js';
import { Frontier } from './frontier.js';
import { type Group, type ReadJournal, readGroups } from './groups.js';
import type { JournalKey } from './journal-key.js';
import { damagedJournal, notAuthentic, rolledBack } from './statement.js';

export const JOURNALS = '.state/wal/';

/** Returns the path of a journal whose first entry has this index. */
export function journalPath(first: number): string {
  return `${JOURNALS}${String(first).padStart(16, '0')}`;
}

/** Lists the journals, oldest first. */
export async function listJournals(storage: LogStorage): Promise<string[]> {
  return (await storage.list(JOURNALS)).sort();
}

/** Returns the index of a journal's first entry; NaN if the path is not a journal's. */
export function journalStart(path: string): number {
  const name = path.slice(JOURNALS.length);
  const first = /^\d{16}$/.test(name) ? Number(name) : Number.NaN;
  return Number.isSafeInteger(first) ? first : Number.NaN;
}

interface Damage {
  readonly path: string;
  readonly at: number;
  readonly behind: number;
}

/**
 * Reads the groups after the signed tree.
 *
 * @param key without it, the journals are not authenticated
 * @throws {FedzkError} `damaged`; `rolled-back`; `not-authentic`
 */
export async function readTail(
  storage: LogStorage,
  journals: readonly string[],
  signed: Checkpoint,
  key: JournalKey | undefined,
): Promise<Group[]> {
  const tail = new Tail(storage, journals, signed);
  const damages: Damage[] = [];
  let end: number | undefined;
  for (const path of journals) {
    const first = journalStart(path);
    if (Number.isNaN(first)) continue;
    const reached = Math.max(end ?? 0, signed.size);
    if (first > reached) throw missing(damages, `entries from ${reached} on`);
    const { groups, damagedAt, behind } = await tail.read(path, first, key);
    if (damagedAt !== undefined) damages.push({ path, at: damagedAt, behind });
    const last = groups.at(-1);
    end = Math.max(end ?? 0, first, last === undefined ? 0 : last.first + last.count);
    await tail.take(path, first, groups);
  }
  const lost = damages.find(({ behind }) => behind > (end ?? 0));
  if (lost !== undefined) throw damagedJournal(lost);
  if ((end ?? 0) < signed.size) throw missing(damages, `entries up to ${signed.size}`);
  return tail.groups;
}

/**
 * Reads the authentic groups after the signed tree if {@link readTail} refuses them all: up to the first
 * journal with anything else.
 */
export async function authenticTail(
  storage: LogStorage,
  journals: readonly string[],
  signed: Checkpoint,
  key: JournalKey,
): Promise<readonly Group[]> {
  const tail = new Tail(storage, journals, signed);
  try {
    for (const path of journals) {
      const first = journalStart(path);
      if (!Number.isNaN(first)) await tail.take(path, first, (await tail.read(path, first, key)).groups);
    }
  } catch (error) {
    const refused = error instanceof FedzkError && (error.code === 'not-authentic' || error.code === 'damaged');
    if (!refused) throw error;
  }
  return tail.groups;
}

function missing([damage]: readonly Damage[], what: string): FedzkError {
  return damage === undefined ? rolledBack(`${what} are missing from the journals`) : damagedJournal(damage);
}

/** The signed tree, and the groups after it, one journal after the other. */
class Tail {
  readonly groups: Group[] = [];
  readonly #storage: LogStorage;
  readonly #signed: Checkpoint;
  /** The first indexes of the journals. */
  readonly #starts: ReadonlySet<number>;
  /** Roots of trees after the signed one, by size. */
  readonly #roots = new Map<number, Uint8Array>();
  readonly #byFirst = new Map<number, Group>();
  #tree: Frontier | undefined;

  constructor(storage: LogStorage, journals: readonly string[], signed: Checkpoint) {
    this.#storage = storage;
    this.#signed = signed;
    this.#starts = new Set(journals.map(journalStart).filter((first) => first > signed.size));
  }

  get #end(): number {
    const last = this.groups.at(-1);
    return last === undefined ? this.#signed.size : last.first + last.count;
  }

  /** Reads a journal, and refuses groups that were not written with the key. */
  async read(path: string, first: number, key: JournalKey | undefined): Promise<ReadJournal> {
    const bytes = (await this.#storage.read(path)) ?? new Uint8Array(0);
    const authority = key && { key, root: await this.#rootAt(first) };
    const journal = readGroups(bytes, first, authority);
    if (journal.forgedAt === undefined) return journal;
    throw notAuthentic(path, `has entries at byte ${journal.forgedAt} without the log's own mark for this tree`);
  }

  async #rootAt(first: number): Promise<Uint8Array | undefined> {
    const { size, root } = this.#signed;
    return first <= size ? new Tiles(this.#storage, size).rootOfFirst(first, root) : this.#roots.get(first);
  }

  /** Takes a journal's groups after those known. Earlier ones must equal the known groups and the tree. */
  async take(path: string, first: number, groups: readonly Group[]): Promise<void> {
    const last = groups.at(-1);
    if (last === undefined || last.first + last.count <= this.#signed.size) return;
    await this.#requireSigned(path, first, groups);
    for (const group of groups) {
      if (group.first < this.#signed.size) continue;
      if (group.first === this.#end) await this.#add(group);
      else if (!isSame(this.#byFirst.get(group.first), group))
        throw ofAnother(path, `the entries from ${group.first} on`);
    }
  }

  /** Checks that a journal that begins within the signed tree leads to its root. */
  async #requireSigned(path: string, first: number, groups: readonly Group[]): Promise<void> {
    const { size, root } = this.#signed;
    if (first >= size) return;
    const tree = await Frontier.at(this.#storage, first, this.#signed);
    for (const group of groups) if (group.first < size) tree.add(group.leaves);
    if (tree.size !== size || !sameBytes(tree.root(), root)) throw ofAnother(path, `${firstEntries(size)}, as signed`);
  }

  async #add(group: Group): Promise<void> {
    this.groups.push(group);
    this.#byFirst.set(group.first, group);
    if (this.#starts.size === 0) return;
    this.#tree ??= await Frontier.at(this.#storage, this.#signed.size, this.#signed);
    this.#tree.add(group.leaves);
    if (this.#starts.has(this.#tree.size)) this.#roots.set(this.#tree.size, this.#tree.root());
  }
}

function isSame(there: Group | undefined, { leaves }: Group): boolean {
  return there !== undefined && sameBytes(there.leaves, leaves);
}

function ofAnother(path: string, what: string): FedzkError {
  return notAuthentic(path, `has not ${what}, but those of another history`);
}
