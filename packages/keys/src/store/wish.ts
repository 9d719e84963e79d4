// What may be said of a new key, and of its bytes.

import { byteLength, describe, FedzkError, toHex } from '@fedzk/core';
import { asOptions, requireBytes, requireName } from '../argument.js';
import {
  fitsKind,
  isTime,
  KEY_KINDS,
  type KeyKind,
  type Metadata,
  MOST_METADATA_BYTES,
  readMetadata,
  writeMetadata,
} from '../format/entry.js';
import type { Key } from '../vault.js';
import type { NewKeyOptions } from './options.js';

/** A key that is to be kept. */
export interface Wish {
  readonly metadata: Metadata;
  readonly kind: KeyKind;
  readonly exportable: boolean;
  readonly replace: boolean;
  readonly secret: Key;
}

/**
 * What was said of a key, checked.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function wishOf(kind: KeyKind, options: NewKeyOptions, secret: () => Key): Wish {
  if (!KEY_KINDS.includes(kind)) {
    throw new FedzkError('invalid-argument', `"kind" expected ${KEY_KINDS.join(', ')}, got ${describe(kind)}.`);
  }
  const { purpose, owner, expiresAt, metadata: own } = asOptions(options);
  for (const [name, value] of Object.entries({ purpose, owner })) {
    if (value !== undefined && typeof value !== 'string') {
      throw new FedzkError('invalid-argument', `"${name}" expected a string, got ${describe(value)}.`);
    }
  }
  const expires = expiresAt instanceof Date ? expiresAt.getTime() : expiresAt;
  if (expires !== undefined && !isTime(expires)) {
    throw new FedzkError(
      'invalid-argument',
      `"expiresAt" expected a Date or milliseconds since 1970, got ${describe(expiresAt)}.`,
    );
  }
  const metadata: Metadata = {
    name: options.id === undefined ? randomName() : requireName(options.id),
    created: Date.now(),
    ...(purpose !== undefined && { purpose }),
    ...(owner !== undefined && { owner }),
    ...(expires !== undefined && { expires }),
    ...(options.hold === true && { hold: true as const }),
    ...(own !== undefined && { metadata: own }),
  };
  return {
    metadata: storedMetadata(metadata),
    kind,
    exportable: options.exportable === true,
    replace: options.replace === true,
    secret: secret(),
  };
}

/** A copy as who reads it will have it, whatever the caller does with his. */
function storedMetadata(metadata: Metadata): Metadata {
  const own: unknown = metadata.metadata;
  if (own !== undefined && (typeof own !== 'object' || own === null || Array.isArray(own))) {
    throw new FedzkError('invalid-argument', `"metadata" expected an object, got ${describe(own)}.`);
  }
  const bytes = metadataBytes(metadata);
  if (bytes.length > MOST_METADATA_BYTES) {
    const { length } = bytes;
    throw new FedzkError('invalid-argument', `A key's metadata may have ${MOST_METADATA_BYTES} bytes, got ${length}.`);
  }
  const stored = readMetadata(bytes);
  if (stored === undefined) throw new FedzkError('invalid-argument', '"metadata" expected an object for JSON too.');
  return stored;
}

function metadataBytes(metadata: Metadata): Uint8Array {
  try {
    return writeMetadata(metadata);
  } catch (cause) {
    throw new FedzkError('invalid-argument', '"metadata" expected what JSON can hold.', { cause });
  }
}

/** @throws {FedzkError} `invalid-argument` */
export function checkSecret(key: unknown, kind: KeyKind): Uint8Array {
  const bytes = requireBytes(key, 'key');
  const length = byteLength(bytes) ?? 0;
  if (fitsKind(kind, length)) return bytes;
  const expected = kind === 'opaque' ? '1 to 65,536 bytes' : '32 bytes';
  throw new FedzkError('invalid-argument', `"key" expected ${expected} for the kind ${kind}, got ${length}.`);
}

function randomName(): string {
  return `key-${toHex(crypto.getRandomValues(new Uint8Array(8)))}`;
}
