// Looks for `.state` beside a checkpoint if no `.state/signed` was found. A folder that was published or copied for readers has
// no `.state`. If it has one, a writer made it, and anything missing or odd in it was removed or put there by somebody else.

import { FedzkError } from '@fedzk/core';
import { codeOf } from '../storage/files.js';
import type { LogReader } from '../storage/storage.js';

/** The largest tree that may have been signed. It is durable before the checkpoint's signature is made. */
export const SIGNED = '.state/signed';
const STATE = '.state';
/** Files that only a writer of entries creates, after `.state/signed`. */
const WRITERS = ['.state/minimum', '.state/wal'] as const;
const DENIED: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM']);

/** Tells whether only another user may read the state. Any other obstacle was put there. */
export function isDenied(error: unknown): boolean {
  return error instanceof FedzkError && error.code === 'storage' && DENIED.has(codeOf(error.cause));
}

/** Says why nothing shows whether a log's checkpoint is the newest one; undefined if `.state/signed` was found. */
export async function whyNotNewest(reader: LogReader): Promise<string | undefined> {
  try {
    return (await reader.read(SIGNED)) === undefined ? whyUnchecked(false) : undefined;
  } catch (error) {
    if (isDenied(error)) return whyUnchecked(true);
    throw error;
  }
}

/** @param denied whether the file exists, and only another user may read it */
export function whyUnchecked(denied: boolean): string {
  const why = denied ? "can't be read by this user" : 'is not here, as in a copy that is published';
  return `whether the checkpoint is the newest one: ${SIGNED} ${why}`;
}

/** Says what is wrong if `.state/signed` is missing; undefined if there is no state, or one without a writer's files. */
export async function oddState(
  reader: LogReader,
): Promise<{ readonly where: string; readonly why: string } | undefined> {
  for (const path of WRITERS) {
    if ((await kindOf(reader, path)) !== 'missing') {
      return { where: SIGNED, why: `it is missing, though ${path} is there: somebody removed it. Restore the folder` };
    }
  }
  const kind = await kindOf(reader, STATE);
  return kind === 'odd'
    ? { where: STATE, why: 'it is not a folder: somebody put it there. Restore the folder' }
    : undefined;
}

/** Tells what is at a path: a reader's error says that it is a folder. */
async function kindOf(reader: LogReader, path: string): Promise<'missing' | 'folder' | 'odd'> {
  try {
    return (await reader.read(path)) === undefined ? 'missing' : 'odd';
  } catch (error) {
    if (!(error instanceof FedzkError) || error.code !== 'storage') throw error;
    return codeOf(error.cause) === 'EISDIR' ? 'folder' : 'odd';
  }
}
