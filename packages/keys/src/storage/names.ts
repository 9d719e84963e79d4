// The names of files in a key store's folders. Files of other names are ignored and never removed.

import { generationOf } from './storage.js';

/** The prefix of files that are still being written. */
const UNFINISHED = '.new-';

/** An object's name, finished or not. */
const OBJECT = /^[hb]\/(?:\.new-)?[0-9a-f-]+$/;
const BUCKET = /^b\/[0-9a-f]{2}-[0-9a-f]{32}$/;
const BEING_WRITTEN = /^[hb]\/\.new-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type Subfolder = 'h' | 'b';

export function isObject(name: string): boolean {
  return OBJECT.test(name);
}

export function isHead(name: string): boolean {
  return generationOf(name) !== undefined;
}

/** Tells whether a name is one that a writer gives. */
export function isWritten(name: string): boolean {
  return isHead(name) || BUCKET.test(name) || BEING_WRITTEN.test(name);
}

/** Makes a new name in a folder that nobody reads. */
export function unfinishedName(folder: Subfolder): string {
  return `${folder}/${UNFINISHED}${crypto.randomUUID()}`;
}
