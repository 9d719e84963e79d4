// Commands for API keys, which are in a folder of their own.

import { quoted } from '@fedzk/core';
import { type ApiKeyRecord, ApiKeys, type ApiKeysOptions, type RotatedApiKey } from '@fedzk/keys/api-keys';
import type { OptionName } from './arguments.js';
import { type Command, type Request, say, storageAt, storeOptions } from './command.js';
import { hasApiKey } from './hiding.js';
import { timeOf } from './life.js';
import { isStandardInput, readPrivateFile } from './private-file.js';
import { Trouble } from './trouble.js';
import { readPepper } from './unlock.js';

const OPENING = ['pepper-file', 'env', 'anchor', 'audit'] as const satisfies readonly OptionName[];
/** Options that mean a key's here, and not that of a key store. */
const EXPLAINED = {
  owner: 'whose it is',
  expires: 'when it is refused from; default never',
} as const;

export const API_KEY_COMMANDS: Readonly<Record<string, Command>> = {
  'api-keys issue': {
    usage: 'DIR --owner NAME --role NAME',
    summary: 'issue an API key and print it, this once; makes the folder where there is none',
    explained: EXPLAINED,
    names: [1, 1],
    options: [...OPENING, 'owner', 'role', 'scopes', 'expires', 'json'],
    run: onKeys(issue, true),
  },
  'api-keys list': {
    usage: 'DIR',
    summary: 'tell what is known of the API keys',
    names: [1, 1],
    options: [...OPENING, 'json'],
    run: onKeys(list),
  },
  'api-keys rotate': {
    usage: 'DIR ID, or DIR --owner NAME',
    summary: 'issue a key in place of another, or of all active ones of an owner',
    details: [
      'It prints the new key, this once; with --owner, a line for each: the id of the old one, and the new key.',
    ],
    explained: {
      owner: 'whose keys to rotate, in place of ID',
      expires: 'when the new key expires; default when the old one was to',
    },
    names: [1, 2],
    options: [...OPENING, 'owner', 'overlap-seconds', 'expires', 'json'],
    run: onKeys(rotate),
  },
  'api-keys revoke': {
    usage: 'DIR ID',
    summary: 'refuse an API key from now on',
    names: [2, 2],
    options: [...OPENING, 'json'],
    run: onKeys(async (keys, request) => {
      const record = await keys.revoke(request.names[1] ?? '');
      return say(request, record, `revoked ${record.id} of ${quoted(record.owner)}`);
    }),
  },
  'api-keys delete': {
    usage: 'DIR ID',
    summary: 'delete what is known of an API key, which then is unknown',
    names: [2, 2],
    options: [...OPENING, 'json'],
    run: onKeys(async (keys, request) => {
      const id = request.names[1] ?? '';
      await keys.delete(id);
      return say(request, { id }, `deleted ${id}`);
    }),
  },
  'api-keys check': {
    usage: 'DIR [FILE]',
    summary: 'tell whether an API key is valid, and why not',
    details: [
      'The key is in FILE, of mode 0600, on standard input, or it is asked for. It is no argument, which others see.',
      'It counts as a use of the key.',
    ],
    names: [1, 2],
    options: [...OPENING, 'json'],
    run: onKeys(check),
  },
};

/** A command on the API keys in the folder of its first name. They are closed at the end, whatever happens. */
function onKeys(run: (keys: ApiKeys, request: Request) => Promise<number | undefined>, create = false): Command['run'] {
  return async (request) => {
    const keys = await openKeys(request, create);
    try {
      return await run(keys, request);
    } finally {
      await keys.close();
    }
  };
}

async function openKeys(request: Request, create: boolean): Promise<ApiKeys> {
  const { names, values, io } = request;
  const env = envOf(values.env);
  const path = values['pepper-file'];
  if (path === undefined)
    throw new Trouble(
      'Expected --pepper-file FILE: 32 random bytes, kept apart from the folder; "(umask 077; head -c 32 /dev/urandom > FILE)" makes one.',
    );
  const pepper = await readPepper(path, io);
  try {
    return await ApiKeys.open(storageAt(names[0] ?? ''), { ...storeOptions(request), pepper, env, create });
  } finally {
    pepper.fill(0);
  }
}

function envOf(env = 'live'): NonNullable<ApiKeysOptions['env']> {
  if (env === 'live' || env === 'test') return env;
  throw new Trouble(`--env expected live or test, got ${quoted(env)}.`);
}

async function issue(keys: ApiKeys, request: Request): Promise<undefined> {
  const { owner, role, scopes, expires } = request.values;
  if (owner === undefined || role === undefined)
    throw new Trouble('"api-keys issue" expected --owner NAME and --role NAME.');
  const issued = await keys.issue({
    owner,
    role,
    ...(scopes !== undefined && { scopes: scopes.split(',') }),
    ...(expires !== undefined && { expiresAt: timeOf(expires) }),
  });
  const unseen = `The key ${issued.id} is issued and valid, but could not be printed: revoke it.`;
  return say(request, issued, issued.key, unseen);
}

async function list(keys: ApiKeys, request: Request): Promise<undefined> {
  const records = await keys.list();
  return say(request, records, records.map(line).join('\n') || 'no API keys');
}

function line({
  id,
  owner,
  role,
  scopes,
  status,
  created,
  expiresAt,
  lastUsed,
  replacedBy,
  ended,
}: ApiKeyRecord): string {
  const date = (time: number): string => new Date(time).toISOString();
  return [
    id,
    status,
    `of ${quoted(owner)}`,
    `role ${quoted(role)}`,
    ...(scopes.length === 0 ? [] : [`scopes ${scopes.map(quoted).join(',')}`]),
    `issued ${date(created)}`,
    ...(expiresAt === undefined
      ? []
      : [`${ended || expiresAt <= Date.now() ? 'expired' : 'expires'} ${date(expiresAt)}`]),
    ...(replacedBy === undefined ? [] : [`replaced by ${replacedBy}`]),
    ...(lastUsed === undefined ? [] : [`last used ${date(lastUsed)}`]),
  ].join('  ');
}

async function rotate(keys: ApiKeys, request: Request): Promise<undefined> {
  const { owner, 'overlap-seconds': overlap, expires } = request.values;
  const id = request.names[1];
  if ((id === undefined) === (owner === undefined))
    throw new Trouble('"api-keys rotate" expected either ID or --owner NAME.');
  const options = {
    ...(overlap !== undefined && { overlapSeconds: secondsOf(overlap) }),
    ...(expires !== undefined && { expiresAt: timeOf(expires) }),
  };
  if (id !== undefined) {
    const rotated = await keys.rotate(id, options);
    return say(request, rotated, rotated.key, unprinted([rotated]));
  }
  const rotated = await keys.rotateOwner(owner ?? '', options);
  return say(
    request,
    rotated,
    rotated.map(({ replaces, key }) => `${replaces} ${key}`).join('\n') || 'no active API keys',
    unprinted(rotated),
  );
}

/** Says which new keys are lost if they can't be printed. */
function unprinted(rotated: readonly RotatedApiKey[]): string {
  const ids = rotated.map(({ replaces, id }) => `${id} in place of ${replaces}`).join(', ');
  return `Issued, but could not be printed: ${ids || 'no keys'}. Rotate each of the new keys.`;
}

function secondsOf(word: string): number {
  if (/^\d{1,8}$/.test(word)) return Number(word);
  throw new Trouble(`--overlap-seconds expected a whole number, got ${quoted(word)}.`);
}

async function check(keys: ApiKeys, request: Request): Promise<number> {
  const presented = await readPresented(request);
  const answer = await keys.validate(presented);
  const words = answer.valid
    ? `valid: ${answer.id} of ${quoted(answer.owner)}, role ${quoted(answer.role)}`
    : `refused: ${answer.reason}`;
  await say(request, answer, words);
  return answer.valid ? 0 : 1;
}

async function readPresented({ names: [, file = '-'], values, io }: Request): Promise<string> {
  if (hasApiKey(file)) {
    throw new Trouble(
      'The API key is no argument, which others see: give it as a FILE, of mode 0600, or on standard input.',
    );
  }
  if (isStandardInput(file) && isStandardInput(values['pepper-file'])) {
    throw new Trouble('Standard input is used for the pepper; give the key as a FILE.');
  }
  const bytes =
    isStandardInput(file) && io.inputIsTerminal
      ? await ask(io)
      : await readPrivateFile(file, 'the file of the API key', io);
  const text = new TextDecoder().decode(bytes).trim();
  bytes.fill(0);
  return text;
}

async function ask(io: Request['io']): Promise<Uint8Array> {
  const terminal = io.openTerminal();
  if (terminal === undefined) throw new Trouble('There is no terminal to ask for the API key: give it as a FILE.');
  try {
    return await terminal.ask('API key: ');
  } finally {
    terminal.close();
  }
}
