// Checks what callers give for a key: metadata and bytes.

import { byteLength, describe, FedzkError, requireKnown, toHex } from '@fedzk/core';
import { asOptions, optionalFlag, requireBytes, requireName, unexpected } from '../argument.js';
import {
  fitsKind,
  isTime,
  KEY_KINDS,
  type KeyKind,
  type Metadata,
  MOST_METADATA_BYTES,
  MOST_OPAQUE_BYTES,
  readMetadata,
  writeMetadata,
} from '../format/entry.js';
import type { Key } from '../vault.js';
import { tooManyVersions } from './entries.js';
import type { NewKeyOptions, UpdateOptions } from './options.js';
import { ownMetadata } from './own-metadata.js';

/** Metadata that a call sets. A missing field stays as it is; null removes it. */
export interface Said {
  readonly purpose?: string | null;
  readonly owner?: string | null;
  readonly expires?: number | null;
  readonly hold?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

/** A key to add. */
export interface Wish {
  readonly name: string;
  readonly created: number;
  readonly said: Said;
  /** Undefined if the caller gave none. */
  readonly kind: KeyKind | undefined;
  readonly exportable: boolean | undefined;
  readonly replace: boolean;
  readonly secret: Key;
}

/**
 * Checks and copies the options of a new key.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function wishOf(kind: KeyKind | undefined, options: NewKeyOptions, secret: () => Key): Wish {
  if (kind !== undefined && !KEY_KINDS.includes(kind)) {
    throw new FedzkError('invalid-argument', `"kind" expected ${KEY_KINDS.join(', ')}, got ${describe(kind)}.`);
  }
  const { id, exportable, replace, ...rest } = asOptions(options);
  const name = id === undefined ? randomName() : requireName(id);
  return {
    name,
    created: Date.now(),
    said: saidOf(rest, name),
    kind,
    exportable: optionalFlag(exportable, 'exportable'),
    replace: optionalFlag(replace, 'replace') === true,
    secret: secret(),
  };
}

/** The fields that `update` can change. */
const CHANGES: readonly string[] = [
  'purpose',
  'owner',
  'expiresAt',
  'metadata',
  'hold',
] satisfies (keyof UpdateOptions)[];

/**
 * Checks and copies the changes for an existing key.
 *
 * @throws {FedzkError} `invalid-argument`, also for a field that can't be changed, or no field at all
 */
export function changesOf(changes: UpdateOptions, name: string): Said {
  const given = read(changes);
  requireKnown(given, CHANGES, 'changes');
  if (Object.keys(given).length === 0) {
    throw new FedzkError('invalid-argument', `"changes" expected some of ${CHANGES.join(', ')}, got none of them.`);
  }
  const { purpose, owner, expiresAt, metadata } = asOptions(given);
  const fields = Object.entries({ purpose, owner, expires: expiresAt, metadata });
  const gone = Object.fromEntries(fields.filter(([, value]) => value === null));
  const kept = Object.entries(given).filter(([key, value]) => value !== null || key === 'hold');
  return { ...saidOf(Object.fromEntries(kept), name), ...gone };
}

/** Copies an object, each field read once. */
function read(changes: UpdateOptions): UpdateOptions {
  try {
    const own = asOptions(changes, 'changes');
    return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  } catch (cause) {
    throw unexpected('changes', `some of ${CHANGES.join(', ')}`, changes, { cause });
  }
}

function saidOf(options: NewKeyOptions, name: string): Said {
  const { purpose, owner, expiresAt, hold, metadata } = asOptions(options);
  for (const [field, value] of Object.entries({ purpose, owner })) {
    if (value !== undefined && typeof value !== 'string') {
      throw new FedzkError('invalid-argument', `"${field}" expected a string, got ${describe(value)}.`);
    }
  }
  const expires = expiresAt instanceof Date ? expiresAt.getTime() : expiresAt;
  if (expires !== undefined && !isTime(expires)) {
    throw new FedzkError(
      'invalid-argument',
      `"expiresAt" expected a Date or milliseconds since 1970, got ${shownTime(expiresAt)}.`,
    );
  }
  const held = optionalFlag(hold, 'hold');
  const said: Said = {
    ...(purpose !== undefined && { purpose }),
    ...(owner !== undefined && { owner }),
    ...(expires !== undefined && { expires }),
    ...(held !== undefined && { hold: held }),
    ...(metadata !== undefined && { metadata: ownMetadata(metadata) }),
  };
  metadataOf({ name, created: 0 }, said); // refuses metadata that is too long
  return said;
}

/**
 * Applies changes to metadata.
 *
 * @throws {FedzkError} `invalid-argument`; `invalid-state`: the list of versions has no room
 */
export function metadataOf(before: Metadata, said: Said): Metadata {
  const { name, created, versions } = asOptions(before);
  const { purpose, owner, expires, hold, metadata: own } = asOptions({ ...before, ...said });
  const bytes = writeMetadata({
    name,
    created,
    ...(typeof purpose === 'string' && { purpose }),
    ...(typeof owner === 'string' && { owner }),
    ...(typeof expires === 'number' && { expires }),
    ...(hold === true && { hold }),
    ...(own !== undefined && own !== null && { metadata: own }),
    ...(versions !== undefined && versions.length > 0 && { versions }),
  });
  const { length } = bytes;
  if (length > MOST_METADATA_BYTES) {
    if (versions !== undefined) throw tooManyVersions(name);
    throw new FedzkError('invalid-argument', `A key's metadata may have ${MOST_METADATA_BYTES} bytes, got ${length}.`);
  }
  const stored = readMetadata(bytes);
  if (stored === undefined)
    throw new FedzkError('invalid-argument', '"metadata" expected an object that JSON gives back unchanged.');
  return stored;
}

/**
 * Checks a key's bytes: their length must be one that the kind allows.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function checkSecret(key: unknown, kind: KeyKind = 'opaque'): Uint8Array {
  const bytes = requireBytes(key, 'key');
  checkLength(byteLength(bytes) ?? 0, kind);
  return bytes;
}

/** @throws {FedzkError} `invalid-argument` */
export function checkLength(length: number, kind: KeyKind): void {
  if (fitsKind(kind, length)) return;
  const expected = kind === 'opaque' ? `1 to ${MOST_OPAQUE_BYTES} bytes` : '32 bytes';
  throw new FedzkError('invalid-argument', `"key" expected ${expected} for the kind ${kind}, got ${length}.`);
}

function randomName(): string {
  return `key-${toHex(crypto.getRandomValues(new Uint8Array(8)))}`;
}

function shownTime(time: unknown): string {
  if (!(time instanceof Date)) return describe(time);
  return Number.isNaN(time.getTime()) ? 'an invalid Date' : time.toISOString();
}
