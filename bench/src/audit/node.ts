// Measurements of logs on disk, which only Node can make.

import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { currentCheckpoint, proveEntry, readEntries, verifyEntry } from '@fedzk/audit';
import { directoryReader } from '@fedzk/audit/node';
import { verifyLogOnThreads } from '@fedzk/audit/threads';
import { verifyLog } from '@fedzk/audit/verify';
import { type Contender, measureSubject, type Subject, type SubjectResult } from '../contenders.js';
import { type Effort, spread } from '../measure.js';
import { byCallers, bySqlite, byUs, byUsSigned, EVENT, oneByOne, oneByOneAside, openLog } from './appends.js';
import type { Hash } from './hashing.js';
import { ENTRY_BYTES } from './log.js';
import { goProgram, scratch, sqlite, start } from './programs.js';

/** Peers that use Node's own hash. */
export const nodeHashes: Readonly<Record<string, Hash>> = {
  createHash: (...parts) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  },
};

/** Numbers of callers, and of entries that each contender appends in a sample. */
export interface Appends {
  readonly callers: number;
  readonly entries: number;
  /** Entries of the loop that writes and syncs one at a time. */
  readonly oneByOne: number;
  /** Entries of tessera. 0 leaves it out. */
  readonly tessera: number;
}

export interface AppendsResult {
  readonly subjects: readonly SubjectResult[];
  /** Peers that are missing, and why. */
  readonly missing: readonly string[];
}

/** Times durable appends, and appends that a signed checkpoint acknowledges. */
export async function measureAppends(all: readonly Appends[], effort: Effort): Promise<AppendsResult> {
  using folder = scratch();
  const missing: string[] = [];
  const database = await sqlite();
  if ('missing' in database) missing.push(`better-sqlite3: ${database.missing}`);
  const needed = all.some(({ tessera }) => tessera > 0);
  const program = needed ? goProgram('tessera') : { missing: 'not asked for' };
  if (needed && typeof program !== 'string') missing.push(`tessera: ${program.missing}`);
  using tessera =
    typeof program === 'string' ? start(program, [join(folder.path, 'tessera'), String(ENTRY_BYTES)]) : undefined;
  const subjects: SubjectResult[] = [];
  for (const { callers, entries, oneByOne: few, tessera: theirs } of all) {
    await using ours = await openLog(join(folder.path, `ours-${callers}`));
    const byTessera = (how: string): Contender[] =>
      tessera === undefined || theirs === 0
        ? []
        : [{ name: `tessera, ${how}`, count: theirs, run: () => tessera.ask(`${how} ${callers} ${theirs}`) }];
    const contenders: Contender[] = [
      byUs(ours.log, callers, entries),
      oneByOne(folder.path, few),
      oneByOneAside(folder.path, few),
      ...('missing' in database ? [] : [bySqlite(database, folder.path, callers, entries)]),
      ...byTessera('integrated'),
    ];
    const name = `durable appends, ${count(callers, 'caller')}`;
    subjects.push(await measureSubject({ name, contenders, once: true }, effort));
    if (byTessera('checkpoint').length === 0) continue;
    const signed = [byUsSigned(ours.log, callers, entries), ...byTessera('checkpoint')];
    const title = `appends until a checkpoint, ${count(callers, 'caller')}`;
    subjects.push(await measureSubject({ name: title, contenders: signed, once: true }, effort));
  }
  return { subjects, missing };
}

function count(many: number, what: string): string {
  return `${many.toLocaleString('en')} ${what}${many === 1 ? '' : 's'}`;
}

export interface LatencyResult {
  /** Milliseconds of a write with its sync. */
  readonly sync: number;
  /** The 99th percentile of an append's milliseconds. */
  readonly p99: number;
}

/** Measures how long appends take on this disk. */
export async function measureLatency(callers: number, entries: number): Promise<LatencyResult> {
  using folder = scratch();
  await using ours = await openLog(join(folder.path, 'ours'));
  const loop = oneByOne(folder.path, 1);
  const syncs: number[] = [];
  for (let i = 0; i < 50; i++) syncs.push(timed(() => loop.run()));
  await byCallers(callers, entries, () => ours.log.append(EVENT));
  const times: number[] = [];
  await byCallers(callers, entries, async () => {
    const began = performance.now();
    await ours.log.append(EVENT);
    times.push(performance.now() - began);
  });
  times.sort((a, b) => a - b);
  return { sync: spread(syncs).median, p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN };
}

function timed(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}

export interface LogsInput extends Effort {
  /** Entries of the log on disk. */
  readonly entries: number;
}

export interface LogsResult extends AppendsResult {
  readonly entries: number;
  /** Bytes of an entry. */
  readonly entryBytes: number;
  /** Bytes of tiles divided by bytes of bundles. */
  readonly tileOverhead: number;
  /** Characters of a proof with one signature. */
  readonly proofBytes: number;
  /** Milliseconds to check one proof. */
  readonly proofMs: number;
}

/**
 * Times the verification of a log on disk by our package and by a Go program. Measures its memory
 * and sizes.
 */
export async function measureLogs({ entries, ...effort }: LogsInput): Promise<LogsResult> {
  using scratched = scratch();
  const folder = join(scratched.path, 'log');
  let verifierKey = '';
  {
    await using made = await openLog(folder);
    await byCallers(4096, entries, () => made.log.append(EVENT));
    verifierKey = made.verifierKey;
  }
  const missing: string[] = [];
  const program = goProgram('tlog');
  if (typeof program !== 'string') missing.push(`x/mod: ${program.missing}`);
  const found = typeof program === 'string' ? program : undefined;
  using withInstructions = found === undefined ? undefined : start(found, [folder, verifierKey]);
  using without = found === undefined ? undefined : start(found, [folder, verifierKey], { GODEBUG: 'cpu.sha=off' });
  const requireOk = ({ ok, size }: { readonly ok: boolean; readonly size: number }): void => {
    if (!ok || size !== entries) throw new Error('the log was refused');
  };
  const reader = directoryReader(folder);
  const onThreads = async (threads: number): Promise<void> =>
    requireOk(await verifyLogOnThreads({ directory: folder }, { verifierKey, threads }));
  const subject: Subject = {
    name: `verifying ${entries.toLocaleString('en')} entries on disk`,
    once: true,
    contenders: [
      { name: 'fedzk', run: async () => requireOk(await verifyLog(reader, { verifierKey })) },
      { name: 'fedzk, two threads', run: () => onThreads(2) },
      ...(withInstructions ? [{ name: 'x/mod', run: () => withInstructions.ask('') }] : []),
      ...(without ? [{ name: 'x/mod, without SHA instructions', run: () => without.ask('') }] : []),
    ],
  };
  const subjects = [await measureSubject(subject, effort)];

  const checkpoint = await currentCheckpoint(reader, { verifierKey });
  const index = Math.floor(entries / 3);
  const proof = await proveEntry(reader, checkpoint, index);
  let entry = new Uint8Array();
  for await (const { bytes } of readEntries(reader, checkpoint, { from: index, to: index + 1 })) {
    entry = new Uint8Array(bytes);
  }
  const checks = Array.from({ length: 100 }, () =>
    timed(() => {
      if (!verifyEntry(entry, proof, { verifierKey })) throw new Error('a proof was refused');
    }),
  );
  return {
    subjects,
    missing,
    entries,
    entryBytes: entry.length,
    tileOverhead:
      bytesIn(join(folder, 'tile'), (name) => !name.startsWith('entries')) / bytesIn(join(folder, 'tile/entries')),
    proofBytes: new TextEncoder().encode(proof).length,
    proofMs: spread(checks).median,
  };
}

function bytesIn(folder: string, wanted: (name: string) => boolean = () => true): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(wanted);
  const files = names.map((name) => statSync(join(folder, name))).filter((stats) => stats.isFile());
  return files.reduce((bytes, { size }) => bytes + size, 0);
}
