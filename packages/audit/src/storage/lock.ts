// Lets one writer have a log. A writer creates a file of its own in a folder, and then lists the folder: it
// has the log if no other file belongs to a running process. Of two writers, the one that lists last sees the
// other. Each file belongs to one writer, so removing a dead writer's file affects no other writer.
//
// A process on another host, in another container or from before a restart of the machine can't be seen from here, and may
// run. Its file stays, and it keeps the log, until the operator says that it has ended. Node has no call for a lock of the
// system, such as flock(2), which would end with its process.
//
// The file's name has all data, since a name is written whole or not at all: the process, and a random number.

import { FedzkError, optionsOf } from '@fedzk/core';
import { type FileLayer, isMissing, storageError } from './files.js';
import type { LockOptions, LogLock } from './storage.js';

/** The number of looks that two simultaneous writers take before both give up. */
const LOOKS = 4;
/** Milliseconds between these, at most. */
const PAUSE = 30;

/** The form of a lock's name in this and other versions: a process's fields and a random number. */
const NAME = /^[\w-]*(\.[\w-]*){3,}$/;

/** The state of a process: whether it runs, or why that can't be seen from here. */
type ProcessState = 'runs' | 'gone' | { readonly unseen: string };

/** The processes that can be seen from here. */
export interface Processes {
  /** Returns a unique name for this process: letters, digits, `-`, `_` and `.`. It begins with the process id. */
  own(): Promise<string>;
  stateOf(name: string): Promise<ProcessState>;
}

/** Works in the lock's folder by a path that leads to it alone. */
export type Within = <T>(work: (at: string) => Promise<T>) => Promise<T>;

/**
 * Takes a lock.
 *
 * @param folder an existing folder
 * @param within works in the folder by a safe path; by default by the folder's own path
 * @throws {FedzkError} `invalid-state`: a process that runs, or may run, has the lock; `storage`
 */
export async function takeLock(
  files: FileLayer,
  folder: string,
  processes: Processes,
  options: LockOptions = {},
  within: Within = (work) => work(folder),
): Promise<LogLock> {
  const { takeOver = false } = optionsOf(options, ['takeOver']);
  try {
    const process = await processes.own();
    for (let look = 1; ; look++) {
      const own = `${process}.${globalThis.crypto.randomUUID()}`;
      const release = (): Promise<void> => within((at) => remove(files, at, own, folder)).catch(ignoreMissing);
      const announced = within((at) => announce(files, { folder, at }, own, processes, takeOver));
      const other = await announced.catch(async (error: unknown) => {
        await release().catch(() => undefined);
        throw error;
      });
      if (other === undefined) return { held: () => isThere(files, folder, own), release };
      await release();
      // Waiting doesn't help against a process that can't be seen.
      if (look === LOOKS || typeof other.state === 'object') throw refused(folder, other);
      const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
      await new Promise((resolve) => setTimeout(resolve, (random / 255) * PAUSE));
    }
  } catch (error) {
    throw storageError('write', folder, error);
  }
}

interface Other {
  readonly name: string;
  readonly state: ProcessState;
}

function refused(folder: string, { name, state }: Other): FedzkError {
  const process = `process ${name.split('.')[0]}`;
  if (typeof state !== 'object') {
    return new FedzkError(
      'invalid-state',
      `The log has another writer (${process}); a log has one. Wait until that has ended. Only where this is a copy of the ` +
        `log that it writes elsewhere, whose parts may not fit: copy a log with "fedzk-audit backup", or remove ${folder} ` +
        'of the copy and run "fedzk-audit recover".',
    );
  }
  return new FedzkError(
    'invalid-state',
    `The log is locked by ${process} ${state.unseen}, and whether that runs can't be seen from here. If it has ended, run ` +
      `"fedzk-audit unlock" on the log's folder, or open the log with takeOver: true. See ${folder}.`,
  );
}

function strange(folder: string, name: string): FedzkError {
  return new FedzkError(
    'invalid-state',
    `${folder} has ${JSON.stringify(name)}, which is no lock of any version; the log is not opened. Look who put it there, ` +
      'and remove it.',
  );
}

/** Creates the own file. @returns another process that has the lock, or may have it */
async function announce(
  files: FileLayer,
  { folder, at }: { readonly folder: string; readonly at: string },
  own: string,
  processes: Processes,
  takeOver: boolean,
): Promise<Other | undefined> {
  await (await files.open(`${at}/${own}`, 'wx', 0o600)).close();
  for (const name of await files.readdir(at)) {
    if (name === own) continue;
    // A file that can't be a lock is not removed.
    if (!NAME.test(name)) throw strange(folder, name);
    const state = await processes.stateOf(name.slice(0, name.lastIndexOf('.')));
    if (state === 'runs' || (state !== 'gone' && !takeOver)) return { name, state };
    await remove(files, at, name, folder);
  }
  return undefined;
}

async function isThere(files: FileLayer, folder: string, name: string): Promise<boolean> {
  try {
    return (await files.readdir(folder)).includes(name);
  } catch (error) {
    if (isMissing(error)) return false;
    throw storageError('read', folder, error);
  }
}

/** Removes a lock's file. @param at the path of the folder */
async function remove(files: FileLayer, at: string, name: string, folder: string): Promise<void> {
  await files.unlink(`${at}/${name}`).catch((error: unknown) => {
    if (!isMissing(error)) throw storageError('remove', `${folder}/${name}`, error);
  });
}

/** A folder that is gone has no lock. */
function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw storageError('remove', 'the lock', error);
}
