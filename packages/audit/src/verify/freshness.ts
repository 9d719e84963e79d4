// What lies beside a checkpoint, where that says nothing of what was signed last. A folder that was published or copied for
// readers has no `.state`; where there is one, its writer made it, and what is missing or odd in it was taken away or put there.

import { FedzkError } from '@fedzk/core';
import { codeOf } from '../storage/files.js';
import type { LogReader } from '../storage/storage.js';

/** The largest tree that may have been signed. It is durable before the checkpoint's signature is made. */
export const SIGNED = '.state/signed';
const STATE = '.state';
/** What only a writer of entries makes, after the file that says what it signed. */
const WRITERS = ['.state/minimum', '.state/wal'] as const;
const DENIED: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM']);

/** Whether a state is somebody else's to read. All else that keeps it from being read was put there. */
export function isDenied(error: unknown): boolean {
  return error instanceof FedzkError && error.code === 'storage' && DENIED.has(codeOf(error.cause));
}

/** Why nobody could look whether a log's checkpoint is the newest one; undefined where what was signed is there. */
export async function whyNotNewest(reader: LogReader): Promise<string | undefined> {
  try {
    return (await reader.read(SIGNED)) === undefined ? whyUnchecked(false) : undefined;
  } catch (error) {
    if (isDenied(error)) return whyUnchecked(true);
    throw error;
  }
}

/** @param denied whether it is there, and another user's to read */
export function whyUnchecked(denied: boolean): string {
  const why = denied ? "can't be read by this user" : 'is not here, as in a copy that is published';
  return `whether the checkpoint is the newest one: ${SIGNED} ${why}`;
}

/** What is wrong where nothing says what was signed; undefined where a log has no state, or one without a writer's files. */
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
    ? { where: STATE, why: 'it is no folder: somebody put it there. Restore the folder' }
    : undefined;
}

/** A reader reads files: of a folder it says that it is one. */
async function kindOf(reader: LogReader, path: string): Promise<'missing' | 'folder' | 'odd'> {
  try {
    return (await reader.read(path)) === undefined ? 'missing' : 'odd';
  } catch (error) {
    if (!(error instanceof FedzkError) || error.code !== 'storage') throw error;
    return codeOf(error.cause) === 'EISDIR' ? 'folder' : 'odd';
  }
}
