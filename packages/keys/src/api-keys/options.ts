// What callers may say of API keys, and how it is checked.

import { FedzkError, unexpected } from '@fedzk/core';
import { checkInteger, knownOptions, optionalFlag } from '../argument.js';
import { isTime } from '../format/entry.js';
import type { KeyStoreOptions } from '../store/options.js';
import type { ApiKeyEnv } from './key-text.js';
import { isApiKeyId } from './key-text.js';
import type { ApiKeyRecord } from './record.js';

/** Options of `ApiKeys.open`. */
export interface ApiKeysOptions extends Omit<KeyStoreOptions, 'id'> {
  /** 32 to 1,024 random bytes, kept apart from the storage. It opens the store; without it nothing there can be read. */
  readonly pepper: Uint8Array;
  /** Which keys are issued and taken, default `live`. A key of the other one is unknown here. */
  readonly env?: ApiKeyEnv;
  /** After how many seconds a revocation by another process holds here, 0 to 3,600; default 5. */
  readonly maxStaleSeconds?: number;
  /** How coarse the time of last use is, in seconds, 60 to 2,592,000; default 3,600. */
  readonly lastUseSeconds?: number;
  /** Whether to make the store where there is none, default true. */
  readonly create?: boolean;
}

/** Options of `issue`. */
export interface IssueOptions {
  /** Whose key it is, 1 to 256 characters in one line. */
  readonly owner: string;
  /** The role that it gives, 1 to 256 characters in one line. */
  readonly role: string;
  /** What it may be used for, up to 64 texts of up to 256 characters in one line; default none. */
  readonly scopes?: readonly string[];
  /** When it expires, default never. */
  readonly expiresAt?: Date | number;
}

/** Options of `rotate` and `rotateOwner`. */
export interface RotateOptions {
  /** For how many seconds the old key is still valid, up to 31,536,000; default 0: it is refused at once. */
  readonly overlapSeconds?: number;
}

/** A key that was issued. */
export interface IssuedApiKey {
  readonly id: string;
  /** The key, which nothing can show again. */
  readonly key: string;
  readonly record: ApiKeyRecord;
}

/** A key that was issued in place of another one. */
export interface RotatedApiKey extends IssuedApiKey {
  /** The id of the key that it replaces. */
  readonly replaces: string;
}

const OPENING = [
  'pepper',
  'env',
  'maxStaleSeconds',
  'lastUseSeconds',
  'create',
  'audit',
  'anchor',
  'addAnchor',
  'user',
] as const satisfies (keyof ApiKeysOptions)[];
const MOST_CHARACTERS = 256;
const MOST_SCOPES = 64;

/** The options of `ApiKeys.open`, checked. */
export interface Opening {
  readonly pepper: Uint8Array;
  readonly env: ApiKeyEnv;
  readonly maxStaleMs: number;
  readonly lastUseMs: number;
  readonly create: boolean;
  readonly store: KeyStoreOptions;
}

/** @throws {FedzkError} `invalid-argument` */
export function openingOptions(given: ApiKeysOptions): Opening {
  const { pepper, env, maxStaleSeconds = 5, lastUseSeconds = 3600, create, ...store } = knownOptions(given, OPENING);
  checkInteger(maxStaleSeconds, 'maxStaleSeconds', 0, 3600);
  checkInteger(lastUseSeconds, 'lastUseSeconds', 60, 2_592_000);
  return {
    pepper,
    env: envOf(env),
    maxStaleMs: maxStaleSeconds * 1000,
    lastUseMs: lastUseSeconds * 1000,
    create: optionalFlag(create, 'create') ?? true,
    store,
  };
}

export function envOf(env: unknown = 'live'): ApiKeyEnv {
  if (env === 'live' || env === 'test') return env;
  throw unexpected('env', '"live" or "test"', env);
}

/** What the caller says of a new key. */
export interface Said {
  readonly owner: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: number;
}

/** @throws {FedzkError} `invalid-argument` */
export function issueOptions(given: IssueOptions, now: number): Said {
  const { owner, role, scopes = [], expiresAt } = knownOptions(given, ['owner', 'role', 'scopes', 'expiresAt']);
  const expires = expiresAt instanceof Date ? expiresAt.getTime() : expiresAt;
  if (expires !== undefined && !isTime(expires)) {
    throw unexpected('expiresAt', 'a Date or milliseconds since 1970', expiresAt);
  }
  if (expires !== undefined && expires <= now) {
    const got = new Date(expires).toISOString();
    throw new FedzkError('invalid-argument', `"expiresAt" expected a time in the future, got ${got}.`);
  }
  return {
    owner: lineOf(owner, 'owner'),
    role: lineOf(role, 'role'),
    scopes: scopesOf(scopes),
    ...(expires !== undefined && { expiresAt: expires }),
  };
}

/** @throws {FedzkError} `invalid-argument` */
export function overlapOf(given: RotateOptions): number {
  const { overlapSeconds = 0 } = knownOptions(given, ['overlapSeconds']);
  checkInteger(overlapSeconds, 'overlapSeconds', 0, 31_536_000);
  return overlapSeconds * 1000;
}

/** @throws {FedzkError} `invalid-argument`. A text of another form may be the key itself, and is not shown */
export function idOf(id: unknown): string {
  if (isApiKeyId(id)) return id;
  const expected = '"id" expected the id of an API key, 12 letters and digits';
  throw new FedzkError('invalid-argument', `${expected}; a key has it between its second and third "_".`);
}

/** @throws {FedzkError} `invalid-argument` */
export function lineOf(value: unknown, name: string): string {
  const fits = typeof value === 'string' && value.length >= 1 && value.length <= MOST_CHARACTERS;
  if (fits && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value)) return value.normalize('NFC');
  throw unexpected(name, `a string of one line of 1 to ${MOST_CHARACTERS} characters`, value);
}

function scopesOf(scopes: unknown): readonly string[] {
  const expected = `an array of up to ${MOST_SCOPES} strings`;
  try {
    if (Array.isArray(scopes) && scopes.length <= MOST_SCOPES) {
      return [...new Set(Array.from(scopes, (scope: unknown) => lineOf(scope, 'scopes')))];
    }
  } catch (cause) {
    if (cause instanceof FedzkError) throw cause;
    throw unexpected('scopes', expected, scopes, { cause });
  }
  throw unexpected('scopes', expected, scopes);
}
