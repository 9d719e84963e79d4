// Durable appends by us and by others, by so many callers at a time.

import { closeSync, fdatasyncSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type AuditEvent, AuditLog, createSigner } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import type Database from 'better-sqlite3';
import type { Contender } from '../contenders.js';
import { fixedBytes } from '../keys/bytes.js';
import { bundleOf, ORIGIN } from './log.js';

/** Becomes an entry of 171 bytes. */
export const EVENT: AuditEvent = {
  user_id: 'c_07',
  operation: 'proof_verified',
  resource: 'proof:1',
  result: 'success',
};

/** Appends entries, one after the other in each of so many callers. */
export async function byCallers(callers: number, entries: number, append: () => Promise<unknown>): Promise<void> {
  let left = entries;
  const call = async (): Promise<void> => {
    while (left-- > 0) await append();
  };
  await Promise.all(Array.from({ length: callers }, call));
}

export interface OpenLog extends AsyncDisposable {
  readonly log: AuditLog;
  readonly verifierKey: string;
}

export async function openLog(folder: string): Promise<OpenLog> {
  const signer = await createSigner(ORIGIN, fixedBytes(32, 1));
  const log = await AuditLog.open(directoryStorage(folder), { origin: ORIGIN, signer });
  return { log, verifierKey: signer.verifierKey, [Symbol.asyncDispose]: () => log.close() };
}

/** With the bundles and tiles of what was appended, and a checkpoint of it. */
export function byUs(log: AuditLog, callers: number, entries: number): Contender {
  return {
    name: 'fedzk',
    count: entries,
    run: async () => {
      await byCallers(callers, entries, () => log.append(EVENT));
      await log.checkpoint();
    },
  };
}

/** Each caller waits for a checkpoint of its entry. */
export function byUsSigned(log: AuditLog, callers: number, entries: number): Contender {
  return {
    name: 'fedzk, signed',
    count: entries,
    run: () =>
      byCallers(callers, entries, async () => {
        await log.append(EVENT);
        await log.checkpoint();
      }),
  };
}

/** One write and one fdatasync at a time, into a file that has the room already; the program waits for nothing else. */
export function oneByOne(folder: string, entries: number): Contender {
  const path = roomy(folder);
  const entry = bundleOf(1);
  return {
    name: 'write + fdatasync, blocking',
    count: entries,
    run: () => {
      const file = openSync(path, 'r+');
      for (let i = 0; i < entries; i++) {
        writeSync(file, entry, 0, entry.length, (i % FITTING) * entry.length);
        fdatasyncSync(file);
      }
      closeSync(file);
    },
  };
}

/** The same by `node:fs/promises`: the program goes on meanwhile. */
export function oneByOneAside(folder: string, entries: number): Contender {
  const path = roomy(folder);
  const entry = bundleOf(1);
  return {
    name: 'write + fdatasync',
    count: entries,
    run: async () => {
      const file = await open(path, 'r+');
      for (let i = 0; i < entries; i++) {
        await file.write(entry, 0, entry.length, (i % FITTING) * entry.length);
        await file.datasync();
      }
      await file.close();
    },
  };
}

const FITTING = 5000;

/** A file with room for that many entries. */
function roomy(folder: string): string {
  const path = join(folder, 'one-by-one');
  writeFileSync(path, bundleOf(FITTING), { flush: true });
  return path;
}

/** SQLite in WAL mode with synchronous FULL: all that wait go into one transaction. */
export function bySqlite(sqlite: typeof Database, folder: string, callers: number, entries: number): Contender {
  const database = new sqlite(join(folder, `sqlite-${callers}`));
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec('CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY, entry TEXT NOT NULL)');
  const insert = database.prepare('INSERT INTO log (entry) VALUES (?)');
  const all = database.transaction((texts: readonly string[]) => {
    for (const text of texts) insert.run(text);
  });
  let waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  const commit = (): void => {
    const group = waiting;
    waiting = [];
    all(group.map(({ text }) => text));
    for (const { resolve } of group) resolve();
  };
  const append = (): Promise<void> => {
    const now = new Date();
    const text = JSON.stringify({ v: 1, time: now.toISOString(), id: crypto.randomUUID(), ...EVENT });
    return new Promise((resolve) => {
      if (waiting.push({ text, resolve }) === 1) setImmediate(commit);
    });
  };
  return { name: 'better-sqlite3', count: entries, run: () => byCallers(callers, entries, append) };
}
