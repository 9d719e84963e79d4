// The versions of a key, and where each stands in the entry's secret.

import { FedzkError } from '@fedzk/core';
import type { KeyKind } from '../format/entry.js';
import type { OpenEntry } from './entries.js';

/** A version of a key. */
export interface KeyVersion {
  /** From 1; the newest has the highest. */
  readonly version: number;
  /** When it was put, milliseconds since 1970. */
  readonly created: number;
  readonly kind: KeyKind;
  readonly exportable: boolean;
}

/** A version, and the place of its bytes in the entry's secret. */
export interface PlacedVersion extends KeyVersion {
  readonly at: number;
  readonly bytes: number;
}

/**
 * Returns all versions of an entry. The older ones ascend.
 *
 * @param bytes the length of its secret
 */
export function versionsOf(
  { kind, exportable, version, metadata }: Omit<OpenEntry, 'secret'>,
  bytes: number,
): Versions {
  let at = 0;
  const older = (metadata.versions ?? []).map((one) => {
    const placed = { ...one, exportable: one.exportable === true, at };
    at += one.bytes;
    return placed;
  });
  return { older, newest: { version, created: metadata.created, kind, exportable, at, bytes: bytes - at } };
}

export interface Versions {
  readonly older: readonly PlacedVersion[];
  readonly newest: PlacedVersion;
}

/** Returns the public infos of versions, by ascending version. */
export function toldOf({ older, newest }: Versions): KeyVersion[] {
  return [...older, newest].map(({ version, created, kind, exportable }) => ({ version, created, kind, exportable }));
}

/** @throws {FedzkError} `not-found` */
export function findVersion({ older, newest }: Versions, version: number, name: string): PlacedVersion {
  const all = [...older, newest];
  const found = all.find((one) => one.version === version);
  if (found !== undefined) return found;
  const there = all.map((one) => one.version).join(', ');
  throw new FedzkError('not-found', `The key "${name}" has no version ${version}; it has ${there}.`);
}
