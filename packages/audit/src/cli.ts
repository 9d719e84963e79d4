#!/usr/bin/env node

// The command line, for Node only. It uses the package as any other program does: what it adds is files and words.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AuditLog,
  backupLog,
  cosignCheckpoint,
  createSigner,
  currentCheckpoint,
  type Eviction,
  type ExportFormat,
  type ExportOptions,
  explainEntry,
  exportAs,
  FedzkError,
  inspectLog,
  type LogEntry,
  type LogReader,
  proveEntry,
  readEntries,
  readProof,
  rebuildTiles,
  type SignedCheckpoint,
  type Signer,
  type Trust,
  type VerifyLogOptions,
  verifyLog,
} from '@fedzk/audit';
import { backupFolder } from '@fedzk/audit/node';
import { verifyLogOnThreads } from '@fedzk/audit/threads';
import { counted, escaped } from '@fedzk/core';
import { readFile, writeFile } from './cli/files.js';
import {
  HELP,
  type Option,
  readArguments,
  requireNames,
  requireOptions,
  SEE_HELP,
  type Values,
} from './cli/options.js';
import { isUrl, type Kept, keptBy, readerOf, storageIn } from './cli/place.js';
import { readPrivateKey } from './cli/private-key.js';
import { Trouble } from './cli/trouble.js';
import { inOptions, messageOf, reasonOf } from './cli/words.js';
import { lineJson } from './export/text.js';
import { REASONS } from './reasons.js';
import { whyNotNewest } from './verify/freshness.js';

interface Command {
  /** What comes after its name. */
  readonly names: readonly string[];
  /** What it takes; another option is refused, since it would be believed to do something. */
  readonly options: readonly Option[];
  run(names: readonly string[], values: Values): Promise<void>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  verify: { names: ['PLACE'], options: ['key', 'policy', 'since', 'minimum', 'threads', 'json'], run: verify },
  prove: { names: ['PLACE', 'INDEX'], options: ['key', 'policy', 'entry', 'json'], run: prove },
  check: { names: ['ENTRY', 'PROOF'], options: ['key', 'policy', 'json'], run: check },
  export: {
    names: ['PLACE'],
    options: ['key', 'policy', 'format', 'from', 'to', 'sd-id', 'hostname'],
    run: exportEntries,
  },
  tail: { names: ['PLACE'], options: ['key', 'policy', 'lines', 'follow', 'json'], run: tail },
  backup: { names: ['FOLDER', 'TARGET'], options: ['key', 'json'], run: backup },
  recover: { names: ['FOLDER'], options: ['key', 'signer', 'json'], run: recover },
  unlock: { names: ['FOLDER'], options: ['json'], run: unlock },
  witness: { names: ['FOLDER'], options: ['policy', 'json'], run: witness },
  prune: { names: ['FOLDER', 'N'], options: ['signer', 'retention', 'archive', 'json'], run: prune },
};

async function main(): Promise<void> {
  const { values, positionals, given } = readArguments();
  if (values.help) return write(HELP);
  if (values.version) return write(ownVersion());
  const [name, ...names] = positionals;
  if (name === undefined) throw new Trouble(`Expected a command. ${SEE_HELP}`);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Trouble(`Expected a command, got ${JSON.stringify(name)}. ${SEE_HELP}`);
  requireOptions(name, command.options, given);
  requireNames(name, command.names, names);
  await command.run(names, values);
}

async function verify([place = '']: readonly string[], values: Values): Promise<void> {
  const { since, minimum, threads } = values;
  const reader = readerOf(place);
  const options: VerifyLogOptions = {
    ...requireTrust(values),
    ...(since !== undefined && { since: readFile(since).toString('utf8') }),
    ...(minimum !== undefined && { minimum: wholeOf(minimum, '--minimum') }),
    onProgress: showProgress,
  };
  const count = threads === undefined ? {} : { threads: wholeOf(threads, '--threads', 1) };
  if (isUrl(place) && threads !== undefined) throw new Trouble('--threads expected a folder, not a URL.');
  // A web server is waited for, not for the hashes of what it sends.
  const report = await (isUrl(place)
    ? verifyLog(reader, options)
    : verifyLogOnThreads({ directory: place }, { ...options, ...count }));
  if (!report.ok) process.exitCode = 1;
  const { problems, origin, size, root, witnesses, checked, notChecked } = report;
  const kept = await keptBy(reader, requireTrust(values));
  warnOf(kept);
  const verdict = report.ok ? 'all is well' : counted(problems.length, 'problem');
  const words = [
    ...problems.map(({ where, why }) => `${where}: ${inOptions(why)}`),
    `${origin}, ${entries(size)}${root && `, root ${root}`}: ${verdict}`,
    ...(witnesses.length > 0 ? [`witnesses: ${witnesses.join(', ')}`] : []),
    `checked: ${entries(checked.entries)}, ${counted(checked.tiles, 'tile')}${checked.since ? ', a continuation of --since' : ''}`,
    ...notChecked.map((what) => `not checked: ${inOptions(what)}`),
    ...(kept.from > Number(minimum ?? 0)
      ? [
          `the log says that entries before ${kept.from} were archived or pruned; if they may, add --minimum ${kept.from}`,
        ]
      : []),
  ];
  await say(values, report, words);
}

let shown = -1;

/** Shows each percent once. */
function showProgress(done: number): void {
  const percent = Math.floor(100 * done);
  if (!process.stderr.isTTY || percent === shown) return;
  shown = percent;
  process.stderr.write(`\r${percent} %${percent === 100 ? '\n' : ''}`);
}

async function prove([place = '', index = '']: readonly string[], values: Values): Promise<void> {
  const at = wholeOf(index, 'INDEX');
  const reader = readerOf(place);
  const checkpoint = await checkpointAt(place, reader, values);
  const { origin, size } = checkpoint;
  if (at >= size) throw new FedzkError('not-found', `There is no entry ${at}: ${origin} has ${size}.`);
  const proof = await proveEntry(reader, checkpoint, at);
  if (values.entry !== undefined) {
    for await (const { bytes } of readEntries(reader, checkpoint, { from: at, to: at + 1 })) {
      writeFile(values.entry, bytes);
    }
  }
  await (values.json ? write(lineJson({ index: at, origin, size, proof })) : writeBytes(proof));
}

async function check([entry = '', proof = '']: readonly string[], values: Values): Promise<void> {
  const given = readFile(proof).toString('utf8');
  const status = explainEntry(new Uint8Array(readFile(entry)), given, requireTrust(values));
  if (status.startsWith('malformed-') && readProof(readFile(entry).toString('utf8')) !== undefined) {
    const [first, second] = [entry, proof].map((file) => JSON.stringify(file));
    throw new Trouble(`${first} is a proof, and ${second} is none: give ENTRY first, then PROOF.`);
  }
  if (status !== 'ok') {
    process.exitCode = 1;
    return say(values, { ok: false, status, why: REASONS[status] }, [`no: ${REASONS[status]}`]);
  }
  const { index = 0, checkpoint: { origin = '', size = 0 } = {} } = readProof(given) ?? {};
  return say(values, { ok: true, status, index, origin, size }, [
    `yes: entry ${index} of ${origin}, which has ${size}`,
  ]);
}

async function exportEntries([place = '']: readonly string[], values: Values): Promise<void> {
  const { format = 'ndjson', from, to, hostname, 'sd-id': sdId } = values;
  const reader = readerOf(place);
  const trust = trustOf(values);
  const kept = await keptBy(reader, trust);
  warnOf(kept);
  const range = {
    from: from === undefined ? kept.from : wholeOf(from, '--from'),
    ...(to !== undefined && { to: wholeOf(to, '--to') }),
  };
  if (to !== undefined && from !== undefined && Number(to) < Number(from)) {
    throw new Trouble(`--to expected ${range.from} or more, which is --from, got ${JSON.stringify(to)}.`);
  }
  for (const [option, value] of Object.entries({ '--hostname': hostname, '--sd-id': sdId })) {
    if (value !== undefined && format !== 'rfc5424')
      throw new Trouble(`${option} belongs to --format rfc5424. ${SEE_HELP}`);
  }
  const options: ExportOptions = { ...(hostname !== undefined && { hostname }), ...(sdId !== undefined && { sdId }) };
  const wanted = readEntries(reader, await checkpointAt(place, reader, values), range);
  const lines = exportAs(format as ExportFormat, wanted, options);
  await orSayWhy(kept, range.from, async () => {
    for await (const line of lines) await write(line);
  });
}

/** How often a log that is followed is looked at. */
const FOLLOW_MS = 500;

async function tail([place = '']: readonly string[], values: Values): Promise<void> {
  const reader = readerOf(place);
  const trust = trustOf(values);
  let checkpoint: SignedCheckpoint = await checkpointAt(place, reader, values);
  const kept = await keptBy(reader, trust);
  warnOf(kept);
  let from = Math.max(kept.from, checkpoint.size - wholeOf(values.lines, '--lines'));
  while (true) {
    const newest = readEntries(reader, checkpoint, { from });
    await orSayWhy(kept, from, async () => {
      if (values.json) for await (const line of exportAs('ndjson', newest)) await write(line);
      else for await (const entry of newest) await write(escaped(lineOf(entry)));
    });
    if (!values.follow) return;
    from = checkpoint.size;
    await sleep(FOLLOW_MS);
    checkpoint = await currentCheckpoint(reader, trust);
    if (checkpoint.size < from) throw new FedzkError('rolled-back', `The log had ${entries(from)}, and has fewer now.`);
  }
}

/** Entries are not left out for a number that the log's key did not sign. */
function warnOf({ forged }: Kept): void {
  if (forged === undefined) return;
  process.exitCode = 1;
  process.stderr.write(`fedzk-audit: ${escaped(`No entries are left out: ${forged}`)}\n`);
}

/** Where entries are missing that the log says are archived or pruned, says that too. */
async function orSayWhy({ from: kept, claimed }: Kept, from: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof FedzkError) || error.code !== 'damaged' || from >= claimed || kept > 0) throw error;
    const advice = `The log says that entries before ${claimed} were archived or pruned: add --key, or --from ${claimed}.`;
    throw new FedzkError('damaged', `${error.message} ${advice}`, { cause: error });
  }
}

async function backup([folder = '', target = '']: readonly string[], values: Values): Promise<void> {
  const storage = storageIn(folder);
  if (values.key === undefined) warnUnverified('--key');
  const receipt = await backupLog(storage, backupFolder(target), {
    ...(values.key !== undefined && { verifierKey: values.key.trim() }),
    onProgress: showProgress,
  });
  const { origin, size, root, unsigned, minimum, archives } = receipt;
  const words = [
    `${target} has ${origin}, ${entries(size)}, root ${root}`,
    ...(unsigned > 0 ? [`and ${entries(unsigned)} that no checkpoint covers yet`] : []),
    ...(minimum > 0
      ? [`entries before ${minimum} were archived or pruned; ${counted(archives.length / 2, 'archive')} copied`]
      : []),
  ];
  await say(values, { ...receipt, target }, words);
}

const TO_AUTHENTICATE = ' Add --signer FILE, or open the log, which keeps the authentic ones';

async function recover([folder = '']: readonly string[], values: Values): Promise<void> {
  const storage = storageIn(folder);
  const signer = values.signer === undefined ? undefined : await signerFor(storage, values.key, values.signer);
  const key = values.key?.trim() ?? signer?.verifierKey;
  if (key === undefined) warnUnverified('--key');
  const rebuilt = await rebuildTiles(storage, key);
  const { state, why, signed, recovered } = await inspectLog(storage, key, signer);
  const words = rebuilt.written.map((path) => `made again: ${path}`);
  const isPublished = (await storage.read('checkpoint')) !== undefined;
  if (words.length === 0 && state === 'whole' && isPublished) words.push('nothing was lost');
  if (!isPublished) {
    process.exitCode = 1;
    words.push(
      `the checkpoint is missing: the log's writer signs it again, of ${entries(rebuilt.size)}, when it opens the log, ` +
        'which a verifier should compare with a checkpoint that was kept elsewhere (verify --since)',
    );
  }
  if (rebuilt.minimum > 0)
    words.push(`entries before ${rebuilt.minimum} were archived or pruned: their hashes are there`);
  if (state !== 'whole') {
    process.exitCode = 1;
    const [before, now] = [signed?.size ?? 0, recovered.size];
    words.push(
      `${entries(before)} ${before === 1 ? 'was' : 'were'} signed, ${now} ${now === 1 ? 'is' : 'are'} there: ${why && inOptions(why)}${state === 'unverified' && !signer ? TO_AUTHENTICATE : ''}`,
    );
  } else if (recovered.size > rebuilt.size) {
    const more = recovered.size - rebuilt.size;
    words.push(
      `${entries(more)} ${more === 1 ? 'is' : 'are'} authentic and in no checkpoint yet; open the log to have ${more === 1 ? 'it' : 'them'} signed`,
    );
  }
  await say(values, { ...rebuilt, state, why, recovered: recovered.size }, words);
}

async function unlock([folder = '']: readonly string[], values: Values): Promise<void> {
  const storage = storageIn(folder);
  // Not a folder that isn't a log's.
  const locks = await storage.list('.state/lock/');
  if (locks.length === 0) return say(values, { removed: 0 }, ['it is not locked']);
  const lock = await storage.lock({ takeOver: true });
  await lock.release();
  await say(values, { removed: locks.length }, [
    'it was locked by a writer that had ended, or was said to have; it is free now',
  ]);
}

async function witness([folder = '']: readonly string[], values: Values): Promise<void> {
  const { policy: file } = values;
  if (file === undefined) throw new Trouble(`"witness" expected --policy. ${SEE_HELP}`);
  const storage = storageIn(folder);
  // Not a folder that isn't a log's.
  await currentCheckpoint(storage);
  const cosigned = await cosignCheckpoint(storage, { policy: readFile(file).toString('utf8') });
  const { size, witnesses, problems, quorum } = cosigned;
  if (!quorum) process.exitCode = 1;
  const words = [
    ...problems.map(({ witness: name, why }) => `${name}: ${why}`),
    `${entries(size)}, cosigned by ${witnesses.join(', ') || 'nobody'}: ${quorum ? 'enough' : 'too few'} for the policy`,
  ];
  await say(values, cosigned, words);
}

async function prune([folder = '', size = '']: readonly string[], values: Values): Promise<void> {
  const { signer: file, retention, archive } = values;
  const end = wholeOf(size, 'N');
  if (file === undefined) throw new Trouble(`"prune" expected --signer. ${SEE_HELP}`);
  if (archive === (retention !== undefined))
    throw new Trouble(`"prune" expected one of --retention and --archive. ${SEE_HELP}`);
  const storage = storageIn(folder);
  const signer = await signerFor(storage, undefined, file);
  const { name: origin } = signer;
  const how: Eviction = retention === undefined ? { onEvict: 'archive' } : { onEvict: 'prune', retention };
  const log = await AuditLog.open(storage, { origin, signer });
  const before = log.minimum;
  try {
    await log.evict(end, how);
  } finally {
    await log.close();
  }
  const { minimum } = log;
  const words =
    minimum === before && minimum >= end
      ? `nothing to do: entries before ${minimum} were archived or pruned already`
      : `entries before ${minimum} were ${archive ? 'archived' : 'pruned'}`;
  await say(values, { minimum }, [words]);
}

/** A log's signer, by its private key in a file. Its name is that in `key`, or else that of the log's checkpoint. */
async function signerFor(reader: LogReader, key: string | undefined, file: string): Promise<Signer> {
  const [named] = key?.trim().split('+') ?? [];
  return createSigner(named ?? (await currentCheckpoint(reader)).origin, readPrivateKey(file));
}

/**
 * The checkpoint that a log has now. Without somebody to believe it warns that nobody's signature counts, and where a folder
 * does not say what was signed last, that nobody looked.
 */
async function checkpointAt(place: string, reader: LogReader, values: Values): Promise<SignedCheckpoint> {
  const trust = trustOf(values);
  const checkpoint = await currentCheckpoint(reader, trust);
  if (trust === undefined) warnUnverified('--key or --policy');
  // A web server never says.
  const why = trust === undefined || isUrl(place) ? undefined : await whyNotNewest(reader);
  if (why !== undefined) process.stderr.write(`fedzk-audit: not checked: ${why}.\n`);
  return checkpoint;
}

function warnUnverified(options: string): void {
  process.stderr.write(`fedzk-audit: nothing was verified: without ${options} nobody's signature is checked.\n`);
}

function lineOf({ index, entry }: LogEntry): string {
  const { time, result, operation, resource, user_id, reason } = entry;
  const words = [index, time, result, operation, JSON.stringify(resource), `by ${JSON.stringify(user_id)}`];
  return [...words, ...(reason === undefined ? [] : [JSON.stringify(reason)])].join('  ');
}

function trustOf({ key, policy }: Values): Trust | undefined {
  if (key !== undefined && policy !== undefined) throw new Trouble('Either --key or --policy, not both.');
  if (key !== undefined) return { verifierKey: key.trim() };
  return policy === undefined ? undefined : { policy: readFile(policy).toString('utf8') };
}

function requireTrust(values: Values): Trust {
  const trust = trustOf(values);
  if (trust !== undefined) return trust;
  throw new Trouble(`Expected --key or --policy: whose signature is to be believed. ${SEE_HELP}`);
}

function wholeOf(text: string, name: string, least = 0): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new Trouble(
    `${name} expected a whole number${least > 0 ? ` from ${least} on` : ''}, got ${JSON.stringify(text)}.`,
  );
}

function entries(count: number): string {
  return counted(count, 'entry', 'entries');
}

function say({ json }: Values, value: unknown, words: readonly string[]): Promise<void> {
  return write(json ? lineJson(value) : words.map(escaped).join('\n'));
}

function write(words: string): Promise<void> {
  return writeBytes(`${words}\n`);
}

/** Waits for a slower reader, so that no output queues up in memory. */
async function writeBytes(words: string): Promise<void> {
  if (process.stdout.write(words)) return;
  await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

function ownVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

// A reader such as `head` has closed the output: stop, with the exit code so far. Any other fault is said on standard error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    if (stream === process.stderr) process.exit(2);
    const why = `fedzk-audit: Standard output cannot be written: ${reasonOf(error)}.\n`;
    process.stderr.write(why, () => process.exit(2));
  });
}

/** What is an answer about the log, and not a fault of who asks. */
const ANSWERS: ReadonlySet<string> = new Set(['not-found', 'not-authentic', 'damaged', 'rolled-back', 'invalid-state']);

main().catch((error: unknown) => {
  process.exitCode = error instanceof FedzkError && ANSWERS.has(error.code) ? 1 : 2;
  process.stderr.write(`fedzk-audit: ${escaped(messageOf(error))}\n`);
});
