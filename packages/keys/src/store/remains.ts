// Objects of a store that has no head, such as while a copy of it is put back. They are not this program's to replace.

import { FedzkError } from '@fedzk/core';
import { sameBytes, utf8 } from '../format/bytes.js';
import type { KeyStorage, StoredHead, StoredObject } from '../storage/storage.js';

/**
 * Reads the newest head; undefined where a store may be made. A creation that was cut off leaves no bucket, since
 * the first head names none.
 *
 * @throws {FedzkError} `damaged`: there are buckets, and no head; `storage`
 */
export async function headOrEmpty(storage: KeyStorage): Promise<StoredHead | undefined> {
  const stored = await storage.readHead();
  if (stored !== undefined) return stored;
  const objects = await storage.list();
  if (!objects.some(({ name }) => name.startsWith('b/'))) return undefined;
  // Another process may have made a store meanwhile: its first head was there before its first bucket.
  const made = await storage.readHead();
  if (made !== undefined) return made;
  const message =
    'There are objects of a key store here and no head: a copy or a restore of it is under way or was cut off, or its ' +
    'heads are lost. Nothing was changed. Finish the copy, with the folders "b" and "h", or restore a backup; for a new ' +
    'store take an empty folder.';
  throw new FedzkError('damaged', message);
}

/** The start of an object, and where the id of its store is: of a bucket, and of a head that is not finished. */
const STARTS = [
  { start: utf8('FEDZKKB1'), idAt: 8 },
  { start: utf8('FEDZKKH1'), idAt: 12 },
] as const;

/** Returns the objects that are not another store's, such as of one whose copy was put into this folder. */
export async function notOfOthers(
  storage: KeyStorage,
  storeId: Uint8Array,
  objects: readonly StoredObject[],
): Promise<StoredObject[]> {
  const kept: StoredObject[] = [];
  for (const object of objects) {
    const bytes = await storage.get(object.name);
    if (bytes !== undefined && !isOfAnother(bytes, storeId)) kept.push(object);
  }
  return kept;
}

/** What was cut off before its id is nobody's. */
function isOfAnother(bytes: Uint8Array, storeId: Uint8Array): boolean {
  return STARTS.some(({ start, idAt }) => {
    const id = bytes.subarray(idAt, idAt + storeId.length);
    return sameBytes(bytes.subarray(0, start.length), start) && id.length === storeId.length && !sameBytes(id, storeId);
  });
}
