// A log that begins after one that can't go on.

import { optionsOf } from '@fedzk/core';
import { requireSigner, requireStorage, unexpected } from './argument.js';
import { epochEvent, oldJournalKey, type Predecessor, predecessorOf, requireSameEpoch } from './epoch.js';
import { decodeEvent } from './events/entry.js';
import type { AuditEvent } from './events/event.js';
import { type AuditLogOptions, LOG_OPTIONS } from './log-options.js';
import type { Signer } from './note/signer.js';
import type { LogStorage } from './storage/storage.js';
import { inspect, type LogState, requireLog } from './writer/inspect.js';

/** The part of a log that {@link beginAfter} uses. */
export interface BegunLog {
  readonly size: number;
  read(index: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Begins a log whose first entry names an old one, or goes on with one that has that entry.
 *
 * @param open opens the new log
 * @param append adds an event of the log's own
 */
export async function beginAfter<Log extends BegunLog>(
  old: LogStorage,
  storage: LogStorage,
  options: AuditLogOptions & { readonly previous: Predecessor },
  open: (storage: LogStorage, options: AuditLogOptions) => Promise<Log>,
  append: (log: Log, event: AuditEvent) => Promise<unknown>,
): Promise<Log> {
  requireStorage(old, 'old');
  requireStorage(storage);
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) throw unexpected('options', '{ origin, signer, previous }', given);
  const { previous: its, ...own } = optionsOf(options, [...LOG_OPTIONS, 'previous']);
  requireSigner(own.signer);
  const previous = predecessorOf(its, own.origin);
  if (old === storage) throw unexpected('storage', "a storage other than the old log's", storage);
  await requireLog(old);
  const lock = await old.lock();
  try {
    const event = epochEvent(await inspectOld(old, previous, own.signer), previous);
    const log = await open(storage, own);
    try {
      if (log.size === 0) await append(log, event);
      requireSameEpoch(decodeEvent(await log.read(0)), event);
      return log;
    } catch (error) {
      await log.close().catch(() => undefined);
      throw error;
    }
  } finally {
    // Nothing was written under this lock. If its file stays, the next writer is told of it.
    await lock.release().catch(() => undefined);
  }
}

/** Inspects the old log, with the key of its journal if there is one. */
async function inspectOld(old: LogStorage, previous: Predecessor, signer: Signer): Promise<LogState> {
  const journalKey = await oldJournalKey(previous, signer);
  try {
    return await inspect(old, previous.verifierKey, journalKey);
  } finally {
    journalKey?.dispose();
  }
}
