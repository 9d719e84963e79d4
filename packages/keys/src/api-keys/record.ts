// What is known of an API key, and the metadata of the entry that keeps it.

import { isTime, type Metadata } from '../format/entry.js';
import { type ApiKeyEnv, isApiKeyId } from './key-text.js';

/** What an entry keeps of a key. Times are milliseconds since 1970. */
export interface StoredRecord {
  readonly id: string;
  readonly env: ApiKeyEnv;
  readonly owner: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly created: number;
  /** From then on it is refused; a rotated key has here when its overlap ends. */
  readonly expiresAt?: number;
  readonly revokedAt?: number;
  /** The id of the key that was issued in its place. */
  readonly replacedBy?: string;
  /** It was replaced without an overlap: it is refused from then on, whatever the time. */
  readonly ended?: true;
  /** The start of the step of time in which it was last seen; an hour long by default. */
  readonly lastUsed?: number;
}

/** `rotated`: replaced, and valid until `expiresAt`, when its overlap ends. */
export type ApiKeyStatus = 'active' | 'rotated' | 'expired' | 'revoked';

/** What is known of an API key. Nothing of it is secret. */
export interface ApiKeyRecord extends StoredRecord {
  readonly status: ApiKeyStatus;
}

/** Tells whether a key is refused for ever, whatever the time. */
export function isEnded({ revokedAt, ended }: StoredRecord): boolean {
  return revokedAt !== undefined || ended === true;
}

/** Returns the status of a key at a time. */
export function statusOf({ revokedAt, expiresAt, replacedBy }: StoredRecord, now: number): ApiKeyStatus {
  if (revokedAt !== undefined) return 'revoked';
  if (replacedBy !== undefined) return 'rotated';
  return hasExpired(expiresAt, now) ? 'expired' : 'active';
}

/** Returns why a key is refused at a time whose HMAC is right; undefined if it is valid. */
export function refusalOf(
  { revokedAt, expiresAt, ended }: StoredRecord,
  now: number,
): 'revoked' | 'expired' | undefined {
  if (revokedAt !== undefined) return 'revoked';
  return ended === true || hasExpired(expiresAt, now) ? 'expired' : undefined;
}

function hasExpired(expiresAt: number | undefined, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** Returns a copy of a record for callers. */
export function told(record: StoredRecord, now: number): ApiKeyRecord {
  return { ...record, scopes: [...record.scopes], status: statusOf(bare(record), now) };
}

/** Returns a copy that inherits nothing, so that a field that is left out isn't found on a prototype. */
export function bare(record: StoredRecord): StoredRecord {
  return Object.assign(Object.create(null), record);
}

/** Returns the metadata of a record's entry. */
export function metadataOfRecord(record: StoredRecord): Metadata {
  const { id, env, owner, role, scopes, created, expiresAt, revokedAt, replacedBy, ended, lastUsed } = bare(record);
  return {
    name: id,
    created,
    owner,
    ...(expiresAt !== undefined && { expires: expiresAt }),
    metadata: {
      env,
      role,
      scopes,
      ...(revokedAt !== undefined && { revokedAt }),
      ...(replacedBy !== undefined && { replacedBy }),
      ...(ended !== undefined && { ended }),
      ...(lastUsed !== undefined && { lastUsed }),
    },
  };
}

/**
 * Reads the record of an authentic entry.
 *
 * @returns undefined if the entry is none of an API key
 */
export function recordOf({ name, created, owner, expires, metadata = {} }: Metadata): StoredRecord | undefined {
  const record = { ...metadata, id: name, owner, created, ...(expires !== undefined && { expiresAt: expires }) };
  return isRecord(record) ? bare(record) : undefined;
}

const FIELDS: Readonly<Record<keyof StoredRecord, (value: unknown) => boolean>> = {
  id: isApiKeyId,
  env: (value) => value === 'live' || value === 'test',
  owner: (value) => typeof value === 'string',
  role: (value) => typeof value === 'string',
  scopes: (value) => Array.isArray(value) && value.every((scope) => typeof scope === 'string'),
  created: isTime,
  expiresAt: isTime,
  revokedAt: isTime,
  replacedBy: isApiKeyId,
  ended: (value) => value === true,
  lastUsed: isTime,
};
const NEEDED: readonly string[] = ['id', 'env', 'owner', 'role', 'scopes', 'created'];

/** Tells whether a value has the fields of a record and no others. */
export function isRecord(value: unknown): value is StoredRecord {
  if (typeof value !== 'object' || value === null) return false;
  const known = (key: string): key is keyof StoredRecord => Object.hasOwn(FIELDS, key);
  return (
    NEEDED.every((field) => Object.hasOwn(value, field)) &&
    Object.entries(value).every(([key, field]) => known(key) && FIELDS[key](field))
  );
}
