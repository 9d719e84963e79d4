// The state that a log stores about itself, and its recovery when the log is opened.

import { concat, describe, FedzkError } from '@fedzk/core';
import { signatureLine } from '../../wasm/fedzk_audit.js';
import { sameBytes } from '../bytes.js';
import {
  type Checkpoint,
  type CheckpointProblem,
  checkCheckpoint,
  checkpointOf,
  checkpointText,
  inWords,
} from '../note/checkpoint.js';
import { readVerifierKey, type VerifierKey } from '../note/keys.js';
import { policyOf } from '../note/policy.js';
import type { Signer } from '../note/signer.js';
import type { Journal, LogStorage } from '../storage/storage.js';
import { Tiles } from '../tree/tiles.js';
import { rootOf } from '../tree/tree.js';
import { decoded, utf8 } from '../utf8.js';
import { type Group, GroupWriter } from './groups.js';
import type { JournalKey } from './journal-key.js';
import { findSigned, SIGNED } from './signed.js';
import { rolledBack, signStatement } from './statement.js';
import { JOURNALS, journalPath, journalStart, listJournals, readTail } from './tail.js';
import { TreeWriter } from './tree-writer.js';

export const CHECKPOINT = 'checkpoint';
/** The owner of a log; without a key, signatures are not checked. */
export interface Owner {
  readonly name: string;
  readonly verifierKey: string | undefined;
}

/** A log as it was found. */
export interface Found {
  /** The largest tree that may have been signed. */
  readonly signed: Checkpoint;
  /** The file that says so; undefined for a new log. */
  readonly statement: Uint8Array | undefined;
  /** The published note, if it is of that size. */
  readonly note: string | undefined;
  /** The tree of that size. */
  readonly tree: TreeWriter;
  /** Acknowledged entries after the tree. */
  readonly tail: readonly Group[];
  /** Paths of the journals that were read for these. */
  readonly journals: readonly string[];
}

/** A log as it was found, and the journal with which it goes on. */
export interface Recovered extends Found {
  readonly statement: Uint8Array;
  /** A new journal that begins with the entries after the tree. */
  readonly journal: Journal;
  /** Writes its further groups. */
  readonly groups: GroupWriter;
}

/** A writer's keys: the log's own, and its journal's. */
export interface WriterKeys {
  readonly signer: Signer;
  readonly journalKey: JournalKey;
}

/** Makes the file that says that a tree will be signed. */
export function signedStatement(signed: Checkpoint, signer: Signer): Promise<Uint8Array> {
  return signStatement('signed', treeLines(signed), signer);
}

/** Returns a checkpoint's text after the origin. */
function treeLines(signed: Checkpoint): string {
  return checkpointText(signed).slice(signed.origin.length + 1);
}

/** Writes down that a tree will be signed. */
export function writeSigned(storage: LogStorage, statement: Uint8Array): Promise<void> {
  return storage.replace({ path: SIGNED, bytes: statement });
}

/** Publishes a signed checkpoint. */
export function writeCheckpoint(storage: LogStorage, note: string): Promise<void> {
  return storage.replace({ path: CHECKPOINT, bytes: utf8(note) });
}

/**
 * Finds the state of a log, and writes a new journal.
 *
 * @param accept checks the log as found, before anything is written or signed
 * @throws {FedzkError} as {@link find}; what `accept` throws
 */
export async function recover(
  storage: LogStorage,
  { signer, journalKey }: WriterKeys,
  accept: (found: Found) => Promise<void> = async () => undefined,
): Promise<Recovered> {
  const found = await find(storage, signer, journalKey);
  await accept(found);
  const { signed, tail, journals } = found;
  const statement = found.statement ?? (await signedStatement(signed, signer));
  // The files of a killed writer can be read but may not be durable; make them so before building on them.
  await writeSigned(storage, statement);
  const path = journalPath(signed.size);
  const groups = new GroupWriter(journalKey, signed);
  const journal = await storage.openJournal({ path, bytes: concat(...tail.map((group) => groups.write(group))) });
  try {
    await storage.remove(journals.filter((old) => old !== path && !Number.isNaN(journalStart(old))));
    return { ...found, statement, journal, groups };
  } catch (error) {
    await journal.close().catch(() => undefined);
    throw error;
  }
}

/**
 * Removes the files of a new log that could not begin; it has no entries. The statement is removed last,
 * since other files without it count as a damaged log.
 *
 * @throws {FedzkError} `storage`: what is left opens as the log that was begun
 */
export async function removeBegun(storage: LogStorage): Promise<void> {
  const journals = (await listJournals(storage)).filter((path) => path === journalPath(0));
  await storage.remove([CHECKPOINT, ...journals], true);
  await storage.remove([SIGNED], true);
}

/**
 * Finds the state of a log without writing anything.
 *
 * @param journalKey without it, the journal is not authenticated
 * @throws {FedzkError} `damaged`; `rolled-back`; `not-authentic`: somebody else wrote what it remembers of itself;
 *   `invalid-state`: it is another signer's
 */
export async function find(storage: LogStorage, owner: Owner, journalKey?: JournalKey): Promise<Found> {
  await requireOwnNote(storage, owner);
  const { signed, statement } = await readSigned(storage, owner);
  const published = await readPublished(storage, owner, signed);
  const tree = signed.size === 0 ? new TreeWriter() : await TreeWriter.restore(storage, signed.size, signed.root);
  if (published !== undefined) await requireStart(storage, signed, published);
  const journals = await listJournals(storage);
  const tail = await readTail(storage, journals, signed, journalKey);
  const note = published?.size === signed.size ? published.note : undefined;
  return { signed, statement, note, tree, tail, journals };
}

/** Tells a wrong key from a forged state: nothing in another owner's log has this key's signature. */
async function requireOwnNote(storage: LogStorage, owner: Owner): Promise<void> {
  const bytes = await storage.read(CHECKPOINT);
  const note = bytes && decoded(bytes);
  if (note === undefined || owner.verifierKey === undefined || checkpointOf(note) === undefined) return;
  if (isSignedBy(note, owner)) return;
  if (await isOwnState(storage, owner)) {
    throw new FedzkError(
      'not-authentic',
      `The checkpoint bears no signature of this log's key, and ${SIGNED} does: somebody else wrote the checkpoint. ` +
        'Remove it, and open the log with its signer, which publishes it again.',
    );
  }
  throw new FedzkError(
    'invalid-state',
    'The checkpoint was not signed with this key. A log keeps its key: open it with the one that it was begun with.',
  );
}

async function isOwnState(storage: LogStorage, owner: Owner): Promise<boolean> {
  try {
    return (await findSigned(storage, keyOf(owner))) !== undefined;
  } catch (error) {
    if (error instanceof FedzkError && error.code !== 'storage') return false;
    throw error;
  }
}

async function readSigned(storage: LogStorage, owner: Owner): Promise<Pick<Found, 'signed' | 'statement'>> {
  const found = await findSigned(storage, keyOf(owner));
  if (found !== undefined) return found;
  if (await hasBegun(storage)) throw rolledBack(`${SIGNED} is missing`);
  return { signed: { origin: owner.name, size: 0, root: rootOf(new Uint8Array(0)) }, statement: undefined };
}

/** Whether there are files that only a writer of entries makes. */
export async function hasBegun(storage: LogStorage): Promise<boolean> {
  if ((await storage.read(CHECKPOINT)) !== undefined) return true;
  for (const folder of [JOURNALS, 'tile/', 'archive/']) {
    const paths: unknown = await storage.list(folder);
    if (!Array.isArray(paths))
      throw new FedzkError('storage', `The storage's list gave ${describe(paths)}, not paths.`);
    if (paths.length > 0) return true;
  }
  return false;
}

export function keyOf({ verifierKey }: Owner): VerifierKey | undefined {
  return verifierKey === undefined ? undefined : readVerifierKey(verifierKey);
}

interface Published extends Checkpoint {
  readonly note: string;
}

async function readPublished(storage: LogStorage, owner: Owner, signed: Checkpoint): Promise<Published | undefined> {
  const bytes = await storage.read(CHECKPOINT);
  if (bytes === undefined) return undefined;
  const note = decoded(bytes);
  const checkpoint = checkNote(note, owner);
  if (typeof checkpoint === 'string') {
    throw new FedzkError('damaged', `The checkpoint ${inWords(checkpoint, note)}; restore the log from a backup.`);
  }
  if (checkpoint.size > signed.size) throw rolledBack(`a tree of ${checkpoint.size} was signed`);
  return { ...checkpoint, note };
}

/** Checks that the published tree is the start of the one written down last, by the latter's tiles. */
async function requireStart(storage: LogStorage, signed: Checkpoint, published: Checkpoint): Promise<void> {
  const root = await new Tiles(storage, signed.size).rootOfFirst(published.size, signed.root);
  if (sameBytes(root, published.root)) return;
  throw new FedzkError(
    'damaged',
    `The checkpoint and ${SIGNED} are of two histories, both of which this key signed; nothing is signed. Restore the ` +
      'checkpoint of this one, or begin a new log after it with AuditLog.newEpoch.',
  );
}

/** Reads a checkpoint of the owner. */
export function checkNote(note: string, { name, verifierKey }: Owner): Checkpoint | CheckpointProblem {
  if (verifierKey !== undefined) return checkCheckpoint(note, policyOf({ verifierKey }));
  const checkpoint = checkpointOf(note);
  if (checkpoint === undefined) return 'malformed-checkpoint';
  return checkpoint.origin === name ? checkpoint : 'origin';
}

/** Whether a note has a signature line with the owner's key id, valid or not. */
function isSignedBy(note: string, { name, verifierKey = '' }: Owner): boolean {
  const { keyId } = readVerifierKey(verifierKey);
  // The first five base64 digits contain only bits of the four-byte key id.
  const start = signatureLine(name, keyId, new Uint8Array(64))?.slice(0, `— ${name} `.length + 5);
  return start !== undefined && note.split('\n').some((line) => line.startsWith(start));
}
