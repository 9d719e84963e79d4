#!/usr/bin/env node
// The command line, for Node only. It uses the package as any other program does: what it adds is files and words.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FedzkError, type KeyInfo, type KeyKind, KeyStore, type PutOptions } from '@fedzk/keys';
import { fileBackend } from '@fedzk/keys/node';
import { readPassphrase } from './cli/passphrase.js';
import { Trouble } from './cli/trouble.js';

const HELP = `Keeps keys in a folder, encrypted.

  fedzk-keys init FOLDER               makes a store
  fedzk-keys put FOLDER ID [FILE]      keeps the bytes of FILE, or of standard input, as a key
  fedzk-keys generate FOLDER ID        makes a key that stays in the store
  fedzk-keys get FOLDER ID             writes an exportable key's bytes to standard output
  fedzk-keys list FOLDER               names the keys
  fedzk-keys rotate FOLDER             makes a new master key
  fedzk-keys rewrap FOLDER             moves all keys to it, and destroys the old ones
  fedzk-keys verify FOLDER             reads everything and tells what is wrong
  fedzk-keys erase FOLDER ID           removes a key, rotates and rewraps

The passphrase is asked for, or is in FEDZK_MASTER_PASSWORD, or the first line of a file of mode 0600:

  --passphrase-file FILE

  --kdf NAME          init: argon2id (default) or pbkdf2
  --kind KIND         put, generate: aes-256, hmac-sha256; put also opaque
  --purpose TEXT, --owner TEXT, --expires DATE, --exportable, --replace
                      put, generate
  --hex               get: hexadecimal, and a line
  --reencrypt         rewrap: new data keys too
  --json              print JSON
  --help, --version

Exit code: 0 done, 1 no (no such key, a wrong passphrase, a damaged store), 2 wrong use or broken input.`;

const SEE_HELP = 'fedzk-keys --help shows how.';

const flag = { type: 'boolean', default: false } as const;
const text = { type: 'string' } as const;
const OPTIONS = {
  'passphrase-file': text,
  kdf: text,
  kind: text,
  purpose: text,
  owner: text,
  expires: text,
  exportable: flag,
  replace: flag,
  hex: flag,
  reencrypt: flag,
  json: flag,
  help: flag,
  version: flag,
} as const;

type Values = ReturnType<typeof readArguments>['values'];

/** What was asked for. */
interface Request {
  readonly folder: string;
  readonly id: string;
  readonly file: string | undefined;
  readonly values: Values;
}

interface Command {
  /** How many names come after the folder. */
  readonly names: readonly [least: number, most: number];
  run(store: KeyStore, request: Request): Promise<void>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  init: { names: [0, 0], run: async (store, { values }) => say(values, { id: store.id }, `made ${store.id}`) },
  put: { names: [1, 2], run: put },
  generate: { names: [1, 1], run: generate },
  get: { names: [1, 1], run: get },
  list: { names: [0, 0], run: list },
  rotate: { names: [0, 0], run: rotate },
  rewrap: { names: [0, 0], run: rewrap },
  verify: { names: [0, 0], run: verify },
  erase: { names: [1, 1], run: erase },
};

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return write(HELP);
  if (values.version) return write(ownVersion());
  const [name = '', folder, ...names] = positionals;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new Trouble(`Expected a command, got ${JSON.stringify(name)}. ${SEE_HELP}`);
  const [least, most] = command.names;
  if (folder === undefined || names.length < least || names.length > most) {
    throw new Trouble(`"${name}" expected other names after it. ${SEE_HELP}`);
  }
  const passphrase = await readPassphrase(values['passphrase-file'], name === 'init');
  const [id = '', file] = names;
  let store: KeyStore | undefined;
  try {
    const backend = fileBackend(folder);
    store =
      name === 'init'
        ? await KeyStore.create(backend, { passphrase, kdf: kdfOf(values.kdf) })
        : await KeyStore.open(backend, { passphrase });
    await command.run(store, { folder, id, file, values });
  } finally {
    passphrase.fill(0);
    store?.lock();
  }
}

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Trouble(`${(error as Error).message.split('. ')[0]}. ${SEE_HELP}`);
  }
}

function kdfOf(name = 'argon2id'): 'argon2id' | 'pbkdf2' {
  if (name === 'argon2id' || name === 'pbkdf2') return name;
  throw new Trouble(`--kdf expected argon2id or pbkdf2, got ${JSON.stringify(name)}.`);
}

async function put(store: KeyStore, { id, file, values }: Request): Promise<void> {
  const key = readKey(file);
  try {
    await store.put(key, {
      ...optionsOf(id, values),
      ...(values.kind !== undefined && { kind: values.kind as KeyKind }),
    });
  } finally {
    key.fill(0);
  }
  say(values, { id }, `kept ${id}`);
}

function readKey(file: string | undefined): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file ?? 0));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Trouble(
      `The key cannot be read from ${file === undefined ? 'standard input' : JSON.stringify(file)} (${code}).`,
    );
  }
}

async function generate(store: KeyStore, { id, values }: Request): Promise<void> {
  await store.generate((values.kind ?? 'aes-256') as 'aes-256', optionsOf(id, values));
  say(values, { id }, `made ${id}`);
}

function optionsOf(id: string, { purpose, owner, expires, exportable, replace }: Values): PutOptions {
  const expiresAt = expires === undefined ? undefined : Date.parse(expires);
  if (expiresAt !== undefined && Number.isNaN(expiresAt)) {
    throw new Trouble('--expires expected a date such as 2030-01-31 or 2030-01-31T12:00:00Z.');
  }
  return {
    id,
    replace,
    ...(exportable && { exportable }),
    ...(purpose !== undefined && { purpose }),
    ...(owner !== undefined && { owner }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

async function get(store: KeyStore, { id, values }: Request): Promise<void> {
  const key = (await store.get(id)).exportRaw();
  try {
    if (values.hex) return write(Buffer.from(key).toString('hex'));
    if (process.stdout.isTTY) throw new Trouble('The bytes of a key are not for a terminal: pipe them, or take --hex.');
    await new Promise((resolve) => process.stdout.write(key, resolve));
  } finally {
    key.fill(0);
  }
}

async function list(store: KeyStore, { values }: Request): Promise<void> {
  const keys = await store.list();
  say(values, keys, keys.map(line).join('\n') || 'no keys');
}

function line({ id, kind, version, created, expiresAt, exportable, purpose, owner }: KeyInfo): string {
  const words = [
    JSON.stringify(id),
    kind,
    `version ${version}`,
    `created ${new Date(created).toISOString()}`,
    ...(expiresAt === undefined
      ? []
      : [`${expiresAt <= Date.now() ? 'expired' : 'expires'} ${new Date(expiresAt).toISOString()}`]),
    ...(exportable ? ['exportable'] : []),
    ...(purpose === undefined ? [] : [`for ${JSON.stringify(purpose)}`]),
    ...(owner === undefined ? [] : [`of ${JSON.stringify(owner)}`]),
  ];
  return words.join('  ');
}

async function rotate(store: KeyStore, { values }: Request): Promise<void> {
  const master = await store.rotateMaster();
  say(values, { master }, `master key ${master} is in use; "rewrap" moves the keys to it`);
}

async function rewrap(store: KeyStore, { values }: Request): Promise<void> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  try {
    for await (const { buckets, ofBuckets, entries, destroyed } of store.rewrap({
      reencrypt: values.reencrypt,
      signal: stop.signal,
    })) {
      if (process.stderr.isTTY) process.stderr.write(`\r${Math.round((100 * buckets) / ofBuckets)} %, ${entries} keys`);
      if (buckets < ofBuckets) continue;
      if (process.stderr.isTTY) process.stderr.write('\n');
      say(
        values,
        { entries, destroyed },
        `${entries} keys moved; master keys destroyed: ${destroyed.join(', ') || 'none'}`,
      );
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    throw new Trouble('Stopped. What was moved stays so; "rewrap" goes on.');
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

async function verify(store: KeyStore, { values }: Request): Promise<void> {
  const report = await store.verify();
  if (!report.ok) process.exitCode = 1;
  const problems = report.problems.map(({ where, why }) => `${where}: ${why}`);
  const orphans = report.orphans.length === 0 ? '' : `, ${report.orphans.length} unfinished objects`;
  const words = `generation ${report.generation}, ${report.entries} keys${orphans}: ${report.ok ? 'all authentic' : 'damaged'}`;
  say(values, report, [...problems, words].join('\n'));
}

async function erase(store: KeyStore, { id, values }: Request): Promise<void> {
  const receipt = await store.erase(id);
  say(values, receipt, `erased; generation ${receipt.generation}, head ${receipt.head}`);
}

function say({ json }: Values, value: unknown, words: string): void {
  write(json ? JSON.stringify(value) : words);
}

function write(words: string): void {
  process.stdout.write(`${words}\n`);
}

function ownVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

// Who read the output has seen enough, as `head` has: no more work, and the code of what was said last.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? process.exitCode : 2));
}

/** What is an answer of the store, and not a fault of who asks. */
const ANSWERS: ReadonlySet<string> = new Set([
  'wrong-key',
  'not-found',
  'already-exists',
  'damaged',
  'rolled-back',
  'not-exportable',
  'expired',
  'invalid-state',
]);

main().catch((error: unknown) => {
  process.exitCode = error instanceof FedzkError && ANSWERS.has(error.code) ? 1 : 2;
  process.stderr.write(`fedzk-keys: ${error instanceof Error ? error.message : 'an unknown error'}\n`);
});
