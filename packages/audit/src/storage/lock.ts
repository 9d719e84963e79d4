// One writer. Whoever wants the log puts a file of its own into a folder, and then looks there: it has the log if no other
// file is of a process that runs. Of two, the one that looks last sees the other. A file that stayed behind is nobody
// else's, so that to remove it takes nothing from a writer who came meanwhile.
//
// The file's name says all, since a name is there whole or not at all: `pid.start.boot.nonce`.

import { FedzkError } from '@fedzk/core';
import { type FileLayer, isMissing, storageError } from './files.js';

/** Looks that two take who came at the same time, before both give up. */
const LOOKS = 4;
/** Milliseconds between these, at most. */
const PAUSE = 30;

/** The processes of a machine. */
export interface Processes {
  /** A name for this one, which no other ever has: letters, digits, `-` and `.`. */
  own(): Promise<string>;
  /** Whether the one of a name runs, or may. */
  runs(name: string): Promise<boolean>;
}

/**
 * Takes a lock.
 *
 * @param folder which is there
 * @returns what gives it back
 * @throws {FedzkError} `invalid-state`: a process that runs has it; `storage`
 */
export async function takeLock(files: FileLayer, folder: string, processes: Processes): Promise<() => Promise<void>> {
  try {
    const process = await processes.own();
    for (let look = 1; ; look++) {
      const own = `${process}.${globalThis.crypto.randomUUID()}`;
      const giveBack = (): Promise<void> => remove(files, folder, own);
      const other = await announce(files, folder, own, processes).catch(async (error: unknown) => {
        await giveBack().catch(() => undefined);
        throw error;
      });
      if (other === undefined) return giveBack;
      await giveBack();
      if (look === LOOKS) {
        throw new FedzkError(
          'invalid-state',
          `The log has another writer (process ${other.split('.')[0]}); a log has one. See ${folder}.`,
        );
      }
      const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
      await new Promise((resolve) => setTimeout(resolve, (random / 255) * PAUSE));
    }
  } catch (error) {
    throw storageError('write', folder, error);
  }
}

/** @returns another one's name */
async function announce(
  files: FileLayer,
  folder: string,
  own: string,
  processes: Processes,
): Promise<string | undefined> {
  await (await files.open(`${folder}/${own}`, 'wx', 0o600)).close();
  for (const name of await files.readdir(folder)) {
    if (name === own) continue;
    if (await processes.runs(name.slice(0, name.lastIndexOf('.')))) return name;
    await remove(files, folder, name);
  }
  return undefined;
}

async function remove(files: FileLayer, folder: string, name: string): Promise<void> {
  await files.unlink(`${folder}/${name}`).catch((error: unknown) => {
    if (!isMissing(error)) throw storageError('remove', `${folder}/${name}`, error);
  });
}
