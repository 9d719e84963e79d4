// Reads a log's state at one moment while its writer goes on.
//
// A writer makes tiles durable, then records the tree in `.state/signed`, then publishes its checkpoint, and then removes the
// journals of entries that are in the tree. So the checkpoint is read first, then `.state/signed`, then the journals, which
// have the entries that are in no tree yet. If the writer was faster, it has recorded another tree by then, and all is read
// again. Journals can be long, so they are not read while the writer is about to publish the checkpoint.

import { FedzkError } from '@fedzk/core';
import { sameBytes } from '../bytes.js';
import { type Checkpoint, inWords } from '../note/checkpoint.js';
import { readVerifierKey } from '../note/keys.js';
import { SEGMENTS } from '../rotation/state.js';
import type { LogStorage, StoredFile } from '../storage/storage.js';
import { decoded } from '../utf8.js';
import { noLog } from '../words.js';
import { readGroups } from '../writer/groups.js';
import { findSigned, SIGNED } from '../writer/signed.js';
import { CHECKPOINT, checkNote, hasBegun } from '../writer/state.js';
import { rolledBack } from '../writer/statement.js';
import { journalStart, listJournals } from '../writer/tail.js';

export interface LogHead {
  readonly signed: Checkpoint;
  /** The published checkpoint, if any. It is smaller than the signed tree if a writer was killed between the two. */
  readonly published: Checkpoint | undefined;
  readonly files: readonly StoredFile[];
}

const LOOKS = 200;
const PAUSE_MS = 10;

/** @throws {FedzkError} `not-found`; `damaged`; `rolled-back`; `not-authentic`; `invalid-state`; `storage` */
export async function readHead(log: LogStorage, verifierKey: string | undefined): Promise<LogHead> {
  const key = verifierKey === undefined ? undefined : readVerifierKey(verifierKey);
  /** The `.state/signed` that the journals don't continue. */
  let apart: Uint8Array | undefined;
  for (let look = 1; ; look++) {
    const segments = await fileAt(log, SEGMENTS);
    const note = await fileAt(log, CHECKPOINT);
    const found = await findSigned(log, key);
    if (found === undefined) throw await noState(log);
    const { signed, statement } = found;
    const published = note && checkNote(decoded(note.bytes), { name: signed.origin, verifierKey });
    if (typeof published === 'string') {
      throw new FedzkError('damaged', `The checkpoint ${inWords(published, note && decoded(note.bytes))}; restore it.`);
    }
    const wait = published !== undefined && published.size !== signed.size;
    const isLast = look >= LOOKS || (apart !== undefined && sameBytes(apart, statement));
    const journals = wait && !(isLast && published.size < signed.size) ? undefined : await readJournals(log);
    if (journals !== undefined && continues(journals, signed.size)) {
      const files = [{ path: SIGNED, bytes: statement }, segments, note, ...journals];
      return { signed, published, files: files.filter((file) => file !== undefined) };
    }
    if (isLast) {
      throw rolledBack(
        wait && journals === undefined
          ? `a tree of ${published.size} was signed`
          : `the journals lack entries after ${signed.size}`,
      );
    }
    if (journals !== undefined) apart = statement;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function noState(log: LogStorage): Promise<FedzkError> {
  if (await hasBegun(log)) return rolledBack(`${SIGNED} is missing`);
  return noLog();
}

async function fileAt(log: LogStorage, path: string): Promise<StoredFile | undefined> {
  const bytes = await log.read(path);
  return bytes && { path, bytes };
}

/** Reads the journals, oldest first. One that is removed meanwhile has only entries that are in the tree. */
async function readJournals(log: LogStorage): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for (const path of await listJournals(log)) {
    const file = Number.isNaN(journalStart(path)) ? undefined : await fileAt(log, path);
    if (file !== undefined) files.push(file);
  }
  return files;
}

/** Tells whether journals continue a tree of that size, without a gap. */
function continues(journals: readonly StoredFile[], size: number): boolean {
  let end = 0;
  for (const { path, bytes } of journals) {
    const first = journalStart(path);
    if (first > Math.max(end, size)) return false;
    const last = readGroups(bytes, first).groups.at(-1);
    end = Math.max(end, first, last === undefined ? 0 : last.first + last.count);
  }
  return end >= size;
}
