// What a log remembers of itself, and what it finds when it is opened.

import { concat, FedzkError } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import { type Checkpoint, checkCheckpoint, checkpointText, readCheckpoint } from '../note/checkpoint.js';
import { policyOf } from '../note/policy.js';
import type { Signer } from '../note/signer.js';
import type { Journal, LogStorage } from '../storage/storage.js';
import { rootOf } from '../tree/tree.js';
import { fromUtf8, utf8 } from '../utf8.js';
import { type Group, readGroups, writeGroup } from './groups.js';
import { TreeWriter } from './tree-writer.js';

/** The largest tree that may have been signed. It is durable before the signature is made. */
const SIGNED = '.state/signed';
const CHECKPOINT = 'checkpoint';
const JOURNALS = '.state/wal/';

/** A journal of entries from an index on. */
export function journalPath(first: number): string {
  return `${JOURNALS}${String(first).padStart(16, '0')}`;
}

/** What was found. */
export interface Recovered {
  /** What may have been signed. */
  readonly signed: Checkpoint;
  /** The note that is there, where it is of that size. */
  readonly note: string | undefined;
  /** The tree of that size. */
  readonly tree: TreeWriter;
  /** Acknowledged entries behind it. */
  readonly tail: readonly Group[];
  /** A new journal that begins with those. */
  readonly journal: Journal;
}

/** Writes down that a tree is going to be signed. */
export function writeSigned(storage: LogStorage, signed: Checkpoint): Promise<void> {
  return storage.replace({ path: SIGNED, bytes: utf8(checkpointText(signed)) });
}

/** Publishes a signed checkpoint. */
export function writeCheckpoint(storage: LogStorage, note: string): Promise<void> {
  return storage.replace({ path: CHECKPOINT, bytes: utf8(note) });
}

/**
 * Finds out how far a log has come, and makes its journal anew.
 *
 * @throws {FedzkError} `damaged`; `rolled-back`; `invalid-state`: it is another signer's
 */
export async function recover(storage: LogStorage, signer: Signer): Promise<Recovered> {
  const signed = await readSigned(storage, signer.name);
  const note = await readNote(storage, signer, signed);
  const tree = signed.size === 0 ? new TreeWriter() : await TreeWriter.restore(storage, signed.size, signed.root);
  const journals = (await storage.list(JOURNALS)).sort();
  const tail = await readTail(storage, journals, signed.size);
  const path = journalPath(signed.size);
  const journal = await storage.openJournal({ path, bytes: concat(...tail.map(writeGroup)) });
  await storage.remove(journals.filter((old) => old !== path));
  return { signed, note, tree, tail, journal };
}

async function readSigned(storage: LogStorage, origin: string): Promise<Checkpoint> {
  const bytes = await storage.read(SIGNED);
  if (bytes === undefined) {
    const begun = (await storage.read(CHECKPOINT)) !== undefined || (await storage.list(JOURNALS)).length > 0;
    if (begun) throw rolledBack(`${SIGNED} is missing`);
    const empty = { origin, size: 0, root: rootOf(new Uint8Array(0)) };
    await writeSigned(storage, empty);
    return empty;
  }
  const signed = readCheckpoint(fromUtf8(bytes));
  if (signed === undefined) throw new FedzkError('damaged', `${SIGNED} is damaged; restore the log.`);
  if (signed.origin === origin) return signed;
  throw new FedzkError(
    'invalid-state',
    `The log is ${JSON.stringify(signed.origin)}, and the signer another: it can't go on.`,
  );
}

async function readNote(storage: LogStorage, signer: Signer, signed: Checkpoint): Promise<string | undefined> {
  const bytes = await storage.read(CHECKPOINT);
  if (bytes === undefined) return undefined;
  const note = fromUtf8(bytes);
  const checkpoint = checkCheckpoint(note, policyOf({ verifierKey: signer.verifierKey }));
  if (checkpoint === 'signature') {
    throw new FedzkError('invalid-state', 'The checkpoint was not signed with this key; a log keeps its key.');
  }
  if (typeof checkpoint === 'string') throw new FedzkError('damaged', `The checkpoint is damaged (${checkpoint}).`);
  if (checkpoint.size > signed.size) throw rolledBack(`a tree of ${checkpoint.size} was signed`);
  if (checkpoint.size < signed.size) return undefined;
  if (sameBytes(checkpoint.root, signed.root)) return note;
  throw new FedzkError('damaged', `The checkpoint and ${SIGNED} have one size and two roots; nothing is signed.`);
}

/** Entries that are in the journals and not in the tree. */
async function readTail(storage: LogStorage, journals: readonly string[], size: number): Promise<Group[]> {
  const tail: Group[] = [];
  let next: number | undefined;
  for (const [i, path] of journals.entries()) {
    const first = Number(path.slice(JOURNALS.length));
    if (!Number.isSafeInteger(first)) continue;
    if (first > (next ?? size)) throw rolledBack(`entries from ${next ?? size} on are missing from the journals`);
    const bytes = (await storage.read(path)) ?? new Uint8Array(0);
    const groups = readGroups(bytes, path, first, i === journals.length - 1);
    for (const group of groups) {
      // A journal that was made anew begins with the end of an older one.
      if (group.first === (next ?? group.first)) {
        next = group.first + group.count;
        if (group.first >= size) tail.push(group);
      }
    }
    next ??= first;
  }
  if (next !== undefined && next < size)
    throw rolledBack(`a tree of ${size} was signed, and there are ${next} entries`);
  if (next === undefined && size > 0) throw rolledBack('the journals are missing');
  return tail;
}

function rolledBack(why: string): FedzkError {
  return new FedzkError(
    'rolled-back',
    `The log is older than what it signed: ${why}. A backup was put in its place, or a disk lost it; going on would fork it.`,
  );
}
