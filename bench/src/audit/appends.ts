// Durable appends by our package and by peers, with a given number of concurrent callers.

import { closeSync, fdatasyncSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type AuditEvent, AuditLog, createSigner } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import type Database from 'better-sqlite3';
import type { Contender } from '../contenders.js';
import { fixedBytes } from '../keys/bytes.js';
import { bundleOf, ORIGIN } from './log.js';

/** An event whose entry in the log has 171 bytes. */
export const EVENT: AuditEvent = {
  user_id: 'c_07',
  operation: 'proof_verified',
  resource: 'proof:1',
  result: 'success',
};

/**
 * Appends entries from a number of concurrent callers. Each caller awaits its append before the
 * next.
 */
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

/**
 * Appends to our log, which also writes bundles and tiles. The run ends with a checkpoint of all
 * entries.
 */
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

/** Appends to our log. Each caller waits for a checkpoint that includes its entry. */
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

/**
 * Writes one entry and calls fdatasync, again and again, by blocking calls. The file has its full
 * length already.
 */
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

/** Does the same by `node:fs/promises`, which doesn't block the event loop. */
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

/** Creates a file with room for `FITTING` entries. */
function roomy(folder: string): string {
  const path = join(folder, 'one-by-one');
  writeFileSync(path, bundleOf(FITTING), { flush: true });
  return path;
}

/**
 * Appends to SQLite in WAL mode with `synchronous = FULL`. One transaction commits all waiting
 * entries.
 */
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
