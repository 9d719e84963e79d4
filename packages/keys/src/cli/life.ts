// Commands that change a key's info, or remove its old versions.

import { shown } from '@fedzk/core';
import type { KeyStore, UpdateOptions } from '@fedzk/keys';
import { wholeNumber } from './arguments.js';
import { type Command, keyNameOf, OPENING, onStore, type Request, say } from './command.js';
import { Trouble } from './trouble.js';

const CHANGES = ['purpose', 'owner', 'expires', 'metadata', 'hold', 'no-hold'] as const;

export const LIFE_COMMANDS: Readonly<Record<string, Command>> = {
  update: {
    usage: 'DIR ID',
    summary: "change a key's info; its bytes stay",
    details: [
      "What is not given stays. An empty text, '', removes the purpose, the owner or the metadata; --expires never",
      'removes the expiry.',
    ],
    names: [2, 2],
    options: [...OPENING, ...CHANGES, 'json'],
    run: onStore(update),
  },
  retire: {
    usage: 'DIR ID [N]',
    summary: 'remove version N, or those below --before: what they sealed no longer opens',
    names: [2, 3],
    options: [...OPENING, 'before', 'json'],
    run: onStore(retire),
  },
};

async function update(store: KeyStore, request: Request): Promise<undefined> {
  const { values } = request;
  const id = keyNameOf(request);
  if (values.hold && values['no-hold']) throw new Trouble('Take either --hold or --no-hold.');
  const { purpose, owner, expires, metadata } = values;
  const changes: UpdateOptions = {
    ...(purpose !== undefined && { purpose: purpose === '' ? null : purpose }),
    ...(owner !== undefined && { owner: owner === '' ? null : owner }),
    ...(expires !== undefined && { expiresAt: expires === 'never' ? null : timeOf(expires) }),
    ...(metadata !== undefined && { metadata: metadata === '' ? null : (metadataOf(metadata) ?? null) }),
    ...((values.hold || values['no-hold']) && { hold: values.hold }),
  };
  if (Object.keys(changes).length === 0) {
    throw new Trouble(`"update" expected something to change: ${CHANGES.map((name) => `--${name}`).join(', ')}.`);
  }
  await store.update(id, changes);
  return say(request, { id }, `updated ${shown(id)}`);
}

async function retire(store: KeyStore, request: Request): Promise<undefined> {
  const id = keyNameOf(request);
  const version = wholeNumber(request.names[2], 'N');
  const before = wholeNumber(request.values.before, '--before');
  if ((version === undefined) === (before === undefined))
    throw new Trouble('"retire" expected either N or --before N.');
  const retired = await store.retire(id, version ?? { before: before ?? 0 });
  return say(request, { id, retired }, `retired of ${shown(id)}: ${retired.join(', ') || 'none'}`);
}

/** Milliseconds since 1970. */
export function timeOf(date: string): number {
  const time = Date.parse(date);
  if (Number.isFinite(time) && time >= 0) return time;
  throw new Trouble('--expires expected a date such as 2030-01-31 or 2030-01-31T12:00:00Z.');
}

/** Reads an object of JSON; undefined without a text. */
export function metadataOf(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // said below: the text may be private
  }
  throw new Trouble(`--metadata expected a JSON object, such as '{"ticket": 7}'.`);
}
