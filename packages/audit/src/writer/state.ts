// What a log remembers of itself, and what it finds when it is opened.

import { concat, FedzkError } from '@fedzk/core';
import { signatureLine } from '../../wasm/fedzk_audit.js';
import { sameBytes } from '../bytes.js';
import {
  type Checkpoint,
  type CheckpointProblem,
  checkCheckpoint,
  checkpointOf,
  checkpointText,
  readCheckpoint,
} from '../note/checkpoint.js';
import { readVerifierKey } from '../note/keys.js';
import { policyOf } from '../note/policy.js';
import type { Signer } from '../note/signer.js';
import type { Journal, LogStorage } from '../storage/storage.js';
import { rootOf } from '../tree/tree.js';
import { decoded, utf8 } from '../utf8.js';
import { type Group, readGroups, writeGroup } from './groups.js';
import { TreeWriter } from './tree-writer.js';

/** The largest tree that may have been signed. It is durable before the signature is made. */
const SIGNED = '.state/signed';
export const CHECKPOINT = 'checkpoint';
const JOURNALS = '.state/wal/';

/** A journal of entries from an index on. */
export function journalPath(first: number): string {
  return `${JOURNALS}${String(first).padStart(16, '0')}`;
}

/** What was found. */
export interface Found {
  /** What may have been signed. */
  readonly signed: Checkpoint;
  /** The note that is there, where it is of that size. */
  readonly note: string | undefined;
  /** The tree of that size. */
  readonly tree: TreeWriter;
  /** Acknowledged entries behind it. */
  readonly tail: readonly Group[];
  /** Paths of what was read for these. */
  readonly journals: readonly string[];
}

/** What was found, and where it goes on. */
export interface Recovered extends Found {
  /** A new journal that begins with the entries behind the tree. */
  readonly journal: Journal;
}

/** Whose a log is; without a key nobody's signature is looked at. */
export interface Owner {
  readonly name: string;
  readonly verifierKey: string | undefined;
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
  const found = await find(storage, signer);
  const { signed, tail, journals } = found;
  // What a writer left that was killed can be read, and yet be lost: not once something is built upon it.
  await writeSigned(storage, signed);
  const path = journalPath(signed.size);
  const journal = await storage.openJournal({ path, bytes: concat(...tail.map(writeGroup)) });
  try {
    await storage.remove(journals.filter((old) => old !== path));
    return { ...found, journal };
  } catch (error) {
    await journal.close().catch(() => undefined);
    throw error;
  }
}

/**
 * The same without a change.
 *
 * @throws {FedzkError} as {@link recover}
 */
export async function find(storage: LogStorage, owner: Owner): Promise<Found> {
  const signed = await readSigned(storage, owner.name);
  const note = await readNote(storage, owner, signed);
  const tree = signed.size === 0 ? new TreeWriter() : await TreeWriter.restore(storage, signed.size, signed.root);
  const journals = await listJournals(storage);
  return { signed, note, tree, tail: await readTail(storage, journals, signed.size), journals };
}

/** Oldest first. */
export async function listJournals(storage: LogStorage): Promise<string[]> {
  return (await storage.list(JOURNALS)).sort();
}

/** The index that a journal begins with; NaN for what is none. */
export function journalStart(path: string): number {
  const first = Number(path.slice(JOURNALS.length));
  return Number.isSafeInteger(first) ? first : Number.NaN;
}

async function readSigned(storage: LogStorage, origin: string): Promise<Checkpoint> {
  const signed = await findSigned(storage);
  if (signed === undefined) {
    const begun = (await storage.read(CHECKPOINT)) !== undefined || (await storage.list(JOURNALS)).length > 0;
    if (begun) throw rolledBack(`${SIGNED} is missing`);
    return { origin, size: 0, root: rootOf(new Uint8Array(0)) };
  }
  if (signed.origin === origin) return signed;
  throw new FedzkError(
    'invalid-state',
    `The log is ${JSON.stringify(signed.origin)}, and the signer another: it can't go on.`,
  );
}

/** @throws {FedzkError} `damaged` */
export async function findSigned(storage: LogStorage): Promise<Checkpoint | undefined> {
  const bytes = await storage.read(SIGNED);
  if (bytes === undefined) return undefined;
  const signed = readCheckpoint(decoded(bytes));
  if (signed === undefined) throw new FedzkError('damaged', `${SIGNED} is damaged; restore the log.`);
  return signed;
}

async function readNote(storage: LogStorage, owner: Owner, signed: Checkpoint): Promise<string | undefined> {
  const bytes = await storage.read(CHECKPOINT);
  if (bytes === undefined) return undefined;
  const note = decoded(bytes);
  const checkpoint = checkNote(note, owner);
  if (checkpoint === 'signature' && !isSignedBy(note, owner)) {
    throw new FedzkError('invalid-state', 'The checkpoint was not signed with this key; a log keeps its key.');
  }
  if (typeof checkpoint === 'string') throw new FedzkError('damaged', `The checkpoint is damaged (${checkpoint}).`);
  if (checkpoint.size > signed.size) throw rolledBack(`a tree of ${checkpoint.size} was signed`);
  if (checkpoint.size < signed.size) return undefined;
  if (sameBytes(checkpoint.root, signed.root)) return note;
  throw new FedzkError('damaged', `The checkpoint and ${SIGNED} have one size and two roots; nothing is signed.`);
}

/** What a checkpoint of the owner's says. */
export function checkNote(note: string, { name, verifierKey }: Owner): Checkpoint | CheckpointProblem {
  if (verifierKey !== undefined) return checkCheckpoint(note, policyOf({ verifierKey }));
  const checkpoint = checkpointOf(note);
  if (checkpoint === undefined) return 'malformed-checkpoint';
  return checkpoint.origin === name ? checkpoint : 'origin';
}

/** Whether a note has a line of the owner's key, whatever it is worth. */
function isSignedBy(note: string, { name, verifierKey = '' }: Owner): boolean {
  const { keyId } = readVerifierKey(verifierKey);
  // The first five digits of base64 say no more than the four bytes of an id.
  const start = signatureLine(name, keyId, new Uint8Array(64))?.slice(0, `— ${name} `.length + 5);
  return start !== undefined && note.split('\n').some((line) => line.startsWith(start));
}

/**
 * Entries that are in the journals and not in the tree. Journals overlap where one was made anew, and the older one may be
 * there still, with a group at its end that was never whole; and one of before the signed tree may come back that was
 * removed, since nobody waits for that to be durable.
 */
async function readTail(storage: LogStorage, journals: readonly string[], size: number): Promise<Group[]> {
  const tail: Group[] = [];
  const damages: { readonly path: string; readonly at: number; readonly behind: number }[] = [];
  let end: number | undefined;
  for (const path of journals) {
    const first = journalStart(path);
    if (Number.isNaN(first)) continue;
    if (first > Math.max(end ?? 0, size)) throw missing(damages, `entries from ${Math.max(end ?? 0, size)} on`);
    const { groups, damagedAt, behind } = readGroups((await storage.read(path)) ?? new Uint8Array(0), first);
    if (damagedAt !== undefined) damages.push({ path, at: damagedAt, behind });
    end = Math.max(end ?? 0, first);
    for (const group of groups) {
      if (group.first !== end) continue;
      end += group.count;
      if (group.first >= size) tail.push(group);
    }
  }
  const lost = damages.find(({ behind }) => behind > (end ?? 0));
  if (lost !== undefined) throw damaged(lost);
  if ((end ?? 0) < size) throw missing(damages, `entries up to ${size}`);
  return tail;
}

function damaged({ path, at }: { readonly path: string; readonly at: number }): FedzkError {
  return new FedzkError(
    'damaged',
    `${path} is damaged at byte ${at}, before entries that were acknowledged; restore the log.`,
  );
}

function missing(damages: readonly Parameters<typeof damaged>[0][], what: string): FedzkError {
  const [damage] = damages;
  return damage === undefined ? rolledBack(`${what} are missing from the journals`) : damaged(damage);
}

/** The error for a log that is older than what it signed. */
export function rolledBack(why: string): FedzkError {
  return new FedzkError(
    'rolled-back',
    `The log is older than what it signed: ${why}. A backup was put in its place, or a disk lost it; going on would fork ` +
      'it. Restore what is missing, or begin a new log after it with AuditLog.newEpoch.',
  );
}
