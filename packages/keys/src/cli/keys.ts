// Commands for the keys of a store.

import { escaped, quoted, shown } from '@fedzk/core';
import {
  type DeletionReceipt,
  FedzkError,
  type GetOptions,
  type KeyInfo,
  type KeyKind,
  type KeyStore,
  type PutOptions,
} from '@fedzk/keys';
import type { Values } from './arguments.js';
import { wholeNumber } from './arguments.js';
import { type Command, keyNameOf, OPENING, onStore, type Request, say } from './command.js';
import { readKey } from './key-input.js';
import { metadataOf, timeOf } from './life.js';
import { MOST_BYTES } from './private-file.js';
import { Trouble } from './trouble.js';

const ABOUT_NEW = ['kind', 'purpose', 'owner', 'expires', 'metadata', 'hold', 'exportable', 'replace'] as const;
const GENERATED = ['aes-256', 'hmac-sha256', 'ed25519'] as const;
const KINDS = ['aes-256', 'hmac-sha256', 'opaque', 'ed25519'] as const;
const FORMS = ['hex', 'base64', 'base64url'] as const;

export const KEY_COMMANDS: Readonly<Record<string, Command>> = {
  put: {
    usage: 'DIR ID [FILE]',
    summary: 'keep a key: the bytes of FILE, of standard input, or typed',
    details: ['In a terminal it asks for the key, in hexadecimal or base64, and does not show it.'],
    names: [2, 3],
    asksAgain: true,
    options: [...OPENING, ...ABOUT_NEW, 'json'],
    run: onStore(put),
  },
  generate: {
    usage: 'DIR ID',
    summary: 'make a key that stays in the store',
    explained: { kind: 'aes-256 (default), hmac-sha256, ed25519' },
    names: [2, 2],
    options: [...OPENING, ...ABOUT_NEW, 'json'],
    run: onStore(generate),
  },
  get: {
    usage: 'DIR ID',
    summary: "write an exportable key's bytes to standard output",
    names: [2, 2],
    options: [...OPENING, 'hex', 'key-version'],
    run: onStore(get),
  },
  public: {
    usage: 'DIR ID',
    summary: 'print the public key of an ed25519 key, 32 bytes',
    explained: { as: 'hex (default), base64, base64url' },
    names: [2, 2],
    options: [...OPENING, 'as', 'key-version', 'json'],
    run: onStore(publicKey),
  },
  list: {
    usage: 'DIR',
    summary: 'name the keys',
    names: [1, 1],
    options: [...OPENING, 'json'],
    run: onStore(list),
  },
  show: {
    usage: 'DIR ID',
    summary: 'tell what is known of a key',
    names: [2, 2],
    options: [...OPENING, 'json'],
    run: onStore(show),
  },
  metadata: {
    usage: 'DIR ID',
    summary: "print a key's metadata as JSON",
    names: [2, 2],
    options: [...OPENING],
    run: onStore(metadata),
  },
  delete: {
    usage: 'DIR ID',
    summary: 'remove a key; copies of older states still have it',
    names: [2, 2],
    options: [...OPENING, 'json'],
    run: onStore(async (store, request) => sayReceipt(request, 'deleted', await store.delete(keyNameOf(request)))),
  },
  erase: {
    usage: 'DIR ID',
    summary: 'remove a key, rotate and rewrap: it opens from no later state',
    names: [2, 2],
    options: [...OPENING, 'json'],
    run: onStore(async (store, request) => sayReceipt(request, 'erased', await store.erase(keyNameOf(request)))),
  },
};

async function put(store: KeyStore, request: Request): Promise<undefined> {
  const id = keyNameOf(request);
  const { kind } = request.values;
  const options = { ...aboutNew(id, request.values), ...(kind !== undefined && { kind: kindOf(kind, KINDS) }) };
  const key = await readKey(request.names[2], request);
  try {
    if (key.length > MOST_BYTES) throw new Trouble('A key has 1 to 65,536 bytes, got more.');
    if (key.length === 0) throw new Trouble('A key has 1 to 65,536 bytes, got 0.');
    await store.put(key, options);
  } finally {
    key.fill(0);
  }
  return say(request, { id }, `kept ${shown(id)}`);
}

async function generate(store: KeyStore, request: Request): Promise<undefined> {
  const id = keyNameOf(request);
  const kind = kindOf(request.values.kind ?? 'aes-256', GENERATED);
  await store.generate(kind, aboutNew(id, request.values));
  return say(request, { id }, `made ${shown(id)}`);
}

function kindOf<Kind extends KeyKind>(given: string, kinds: readonly Kind[]): Kind {
  const found = kinds.find((kind) => kind === given);
  if (found !== undefined) return found;
  throw new Trouble(`--kind expected ${kinds.join(' or ')}, got ${JSON.stringify(given)}.`);
}

function aboutNew(id: string, values: Values): PutOptions {
  const { purpose, owner, expires, exportable, replace, hold } = values;
  const metadata = metadataOf(values.metadata);
  return {
    id,
    replace,
    // What is not said is not changed.
    ...(exportable && { exportable }),
    ...(hold && { hold }),
    ...(purpose !== undefined && { purpose }),
    ...(owner !== undefined && { owner }),
    ...(expires !== undefined && { expiresAt: timeOf(expires) }),
    ...(metadata !== undefined && { metadata }),
  };
}

async function get(store: KeyStore, request: Request): Promise<undefined> {
  const { io, values } = request;
  if (io.outputIsTerminal && !values.hex) {
    throw new Trouble('Raw bytes are not written to a terminal: pipe them, or add --hex.');
  }
  const key = await store.export(keyNameOf(request), versionOf(values));
  try {
    await io.write(values.hex ? `${Buffer.from(key).toString('hex')}\n` : key);
  } finally {
    key.fill(0);
  }
  return undefined;
}

async function publicKey(store: KeyStore, request: Request): Promise<undefined> {
  const { values } = request;
  const form = FORMS.find((one) => one === (values.as ?? 'hex'));
  if (form === undefined) throw new Trouble(`--as expected ${FORMS.join(' or ')}, got ${JSON.stringify(values.as)}.`);
  const { id, info, publicKey } = await store.get(keyNameOf(request), versionOf(values));
  const written = Buffer.from(publicKey).toString(form);
  return say(request, { id, version: info.version, publicKey: written }, written);
}

function versionOf(values: Values): GetOptions {
  const version = wholeNumber(values['key-version'], '--key-version');
  return version === undefined ? {} : { version };
}

async function list(store: KeyStore, request: Request): Promise<undefined> {
  const keys = await store.list();
  return say(request, keys, keys.map(line).join('\n') || 'no keys');
}

async function show(store: KeyStore, request: Request): Promise<undefined> {
  const info = await infoOf(store, request);
  const metadata = info.metadata === undefined ? [] : [`metadata ${escaped(JSON.stringify(info.metadata))}`];
  const versions = `versions ${info.versions.map(({ version }) => version).join(', ')}`;
  return say(request, info, [...words(info), versions, ...metadata].join('\n'));
}

async function metadata(store: KeyStore, request: Request): Promise<undefined> {
  const { metadata = {} } = await infoOf(store, request);
  const lines = JSON.stringify(metadata, undefined, 2).split('\n');
  await request.io.write(`${lines.map(escaped).join('\n')}\n`);
  return undefined;
}

/** Reads a key's info, without handing the key out. */
async function infoOf(store: KeyStore, request: Request): Promise<KeyInfo> {
  const id = keyNameOf(request);
  const [info] = await store.list((key) => key.id === id);
  if (info === undefined) throw new FedzkError('not-found', `There is no key ${JSON.stringify(id)} in this store.`);
  return info;
}

function line(info: KeyInfo): string {
  return words(info).join('  ');
}

function words({ id, kind, version, created, expiresAt, exportable, purpose, owner, hold }: KeyInfo): string[] {
  return [
    quoted(id),
    kind,
    `version ${version}`,
    `created ${new Date(created).toISOString()}`,
    ...(expiresAt === undefined
      ? []
      : [`${expiresAt <= Date.now() ? 'expired' : 'expires'} ${new Date(expiresAt).toISOString()}`]),
    ...(exportable ? ['exportable'] : []),
    ...(hold ? ['on hold'] : []),
    ...(purpose === undefined ? [] : [`for ${quoted(purpose)}`]),
    ...(owner === undefined ? [] : [`of ${quoted(owner)}`]),
  ];
}

function sayReceipt(request: Request, done: string, receipt: DeletionReceipt): Promise<undefined> {
  return say(request, receipt, `${done}; generation ${receipt.generation}, head ${receipt.head}`);
}
