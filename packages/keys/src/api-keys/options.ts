// What callers may say of API keys, and how it is checked.

import { FedzkError, unexpected } from '@fedzk/core';
import { checkInteger, knownOptions, optionalFlag } from '../argument.js';
import type { RestoreOptions } from '../backup/options.js';
import { isTime } from '../format/entry.js';
import type { KeyStoreOptions } from '../store/options.js';
import type { ApiKeyEnv } from './key-text.js';
import { isApiKeyId } from './key-text.js';
import { lineOf, ownerOf } from './names.js';
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
  /** Whether to make the store where there is none, default true; false with `store`. */
  readonly create?: boolean;
  /** The id that the store must have, 32 hexadecimal digits. Another store that the same pepper opens is refused. */
  readonly store?: string;
}

/** Options of `ApiKeys.restore`. */
export interface ApiKeysRestoreOptions
  extends Omit<ApiKeysOptions, 'create' | 'addAnchor'>,
    Pick<RestoreOptions, 'acceptRollback' | 'signal' | 'onProgress'> {}

/** Options of `issue`. */
export interface IssueOptions {
  /**
   * Whose key it is, and the subject of its events: 1 to 256 characters in one line, counted in NFC, none of which is invisible
   * or turns the direction; U+200C and U+200D may stand between letters of Arabic and Indic scripts. Not 64 hexadecimal digits.
   */
  readonly owner: string;
  /** The role that it gives, of characters as `owner`. */
  readonly role: string;
  /** What it may be used for, up to 64 texts of characters as `owner`; default none. */
  readonly scopes?: readonly string[];
  /** When it expires, default never. */
  readonly expiresAt?: Date | number;
}

/** Options of `rotate` and `rotateOwner`. */
export interface RotateOptions {
  /** For how many seconds the old key is still valid, up to 31,536,000; default 0: it is refused at once. */
  readonly overlapSeconds?: number;
  /** When the new key expires. By default when the old one was to. */
  readonly expiresAt?: Date | number;
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
  'store',
  'audit',
  'anchor',
  'user',
] as const satisfies (keyof ApiKeysOptions & keyof ApiKeysRestoreOptions)[];
const MOST_SCOPES = 64;

/** Options of both, checked. */
interface Common {
  readonly pepper: Uint8Array;
  readonly env: ApiKeyEnv;
  readonly maxStaleMs: number;
  readonly lastUseMs: number;
}

/** The options of `ApiKeys.open`, checked. */
export interface Opening extends Common {
  readonly create: boolean;
  readonly store: KeyStoreOptions;
}

/** @throws {FedzkError} `invalid-argument` */
export function openingOptions(given: ApiKeysOptions): Opening {
  const { create, ...options } = knownOptions(given, [...OPENING, 'create', 'addAnchor']);
  const { store, ...common } = commonOptions(options);
  return { ...common, store, create: (optionalFlag(create, 'create') ?? true) && store.id === undefined };
}

/** @throws {FedzkError} `invalid-argument` */
export function restoringOptions(given: ApiKeysRestoreOptions): Common & { readonly store: RestoreOptions } {
  return commonOptions(knownOptions(given, [...OPENING, 'acceptRollback', 'signal', 'onProgress']));
}

function commonOptions<T>(
  options: T & Pick<ApiKeysOptions, 'pepper' | 'env' | 'maxStaleSeconds' | 'lastUseSeconds' | 'store'>,
) {
  const { pepper, env, maxStaleSeconds = 5, lastUseSeconds = 3600, store, ...others } = options;
  checkInteger(maxStaleSeconds, 'maxStaleSeconds', 0, 3600);
  checkInteger(lastUseSeconds, 'lastUseSeconds', 60, 2_592_000);
  const id = storeIdOf(store);
  return {
    pepper,
    env: envOf(env),
    maxStaleMs: maxStaleSeconds * 1000,
    lastUseMs: lastUseSeconds * 1000,
    store: { ...others, ...(id !== undefined && { id }) },
  };
}

/** Checks the id of a store, if one is said. @throws {FedzkError} `invalid-argument` */
export function storeIdOf(store: unknown): string | undefined {
  if (store === undefined || (typeof store === 'string' && /^[0-9a-f]{32}$/.test(store))) return store;
  throw unexpected('store', 'the id of a store, 32 hexadecimal digits in lower case', store);
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
  return {
    owner: ownerOf(owner),
    role: lineOf(role, 'role'),
    scopes: scopesOf(scopes),
    ...endOf(expiresAt, now),
  };
}

/** Reads when a key is to expire, if it is said. @throws {FedzkError} `invalid-argument` */
function endOf(expiresAt: unknown, now: number): Pick<Said, 'expiresAt'> {
  const expires = expiresAt instanceof Date ? expiresAt.getTime() : expiresAt;
  if (expires === undefined) return {};
  if (!isTime(expires)) throw unexpected('expiresAt', 'a Date or milliseconds since 1970', expiresAt);
  if (expires > now) return { expiresAt: expires };
  const got = new Date(expires).toISOString();
  throw new FedzkError('invalid-argument', `"expiresAt" expected a time in the future, got ${got}.`);
}

/** How keys are rotated. */
export interface Rotation extends Pick<Said, 'expiresAt'> {
  readonly overlapMs: number;
}

/** @throws {FedzkError} `invalid-argument` */
export function rotationOf(given: RotateOptions, now: number): Rotation {
  const { overlapSeconds = 0, expiresAt } = knownOptions(given, ['overlapSeconds', 'expiresAt']);
  checkInteger(overlapSeconds, 'overlapSeconds', 0, 31_536_000);
  return { overlapMs: overlapSeconds * 1000, ...endOf(expiresAt, now) };
}

/** @throws {FedzkError} `invalid-argument`. A text of another form may be the key itself, and is not shown */
export function idOf(id: unknown): string {
  if (isApiKeyId(id)) return id;
  const expected = '"id" expected the id of an API key, 12 letters and digits';
  throw new FedzkError('invalid-argument', `${expected}; a key has it between its second and third "_".`);
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
