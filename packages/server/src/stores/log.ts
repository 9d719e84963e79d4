// The log of an aggregator.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AuditLog, rebuildTiles } from '@fedzk/audit';
import { directoryStorage } from '@fedzk/audit/node';
import { FedzkError } from '@fedzk/core';
import { readFile } from '@fedzk/core/node';
import { type signerOf, subjectKeys } from '@fedzk/keys';
import type { Mode } from '../config.js';
import type { Self } from './identity.js';
import type { Layout } from './layout.js';
import type { Secrets } from './secrets.js';

/** How the log says that it can't see whether its writer runs. */
const UNSEEN = "can't be seen from here";

/** What to do where a store is gone or older. */
export const REMEDY = 'Restore the whole folder of data from a backup.';

/** The most bytes of a checkpoint that are read for its origin. */
const MOST_BYTES = 65_536;

/** Returns the mode that stands in the name of a log, which anyone who reads the folder can see; `undefined` where there is no log. */
export function modeIn({ log }: Layout): Mode | undefined {
  const path = join(log, 'checkpoint');
  const bytes = existsSync(path) ? readFile(path, MOST_BYTES) : undefined;
  const [origin = ''] = new TextDecoder().decode(bytes).split('\n');
  return /\/fedzk\/(development|production)\//.exec(origin)?.[1] as Mode | undefined;
}

/** Whose log it is. */
export interface LogOwner {
  readonly self: Self;
  readonly logSigner: ReturnType<typeof signerOf>;
  readonly secrets: Secrets;
}

/** How a log is opened. */
export interface LogOpening {
  /**
   * Whether a process that can't be seen from here, since it ran before a restart of the machine, in another container or on another
   * host, has ended for sure.
   */
  readonly takeOver?: boolean;
  /** Has lost or damaged tiles made anew of the entries, where these lead to the root that was signed, and gets the number of files. */
  readonly onRebuilt?: (files: number) => void;
}

/**
 * Opens the log. It has one writer, so this fails while another process has it open.
 *
 * @throws {FedzkError} what opening the log throws; `damaged`, with what to do
 */
export async function openLog(
  { log }: Layout,
  { self, logSigner, secrets }: LogOwner,
  { takeOver = false, onRebuilt }: LogOpening = {},
): Promise<AuditLog> {
  const privacy = { keys: subjectKeys(secrets.store) };
  const options = { origin: self.origin, signer: logSigner, privacy };
  try {
    return await AuditLog.open(directoryStorage(log), { ...options, takeOver });
  } catch (error) {
    if (!(error instanceof FedzkError)) throw error;
    if (error.message.includes(UNSEEN)) throw unseen(error);
    if (error.code !== 'damaged') throw error;
    if (onRebuilt === undefined) throw new DamagedLog(error);
    const files = await rebuilt(log, logSigner.verifierKey, error);
    onRebuilt(files);
    return AuditLog.open(directoryStorage(log), options);
  }
}

function unseen(cause: FedzkError): FedzkError {
  return new FedzkError(
    cause.code,
    'The process that had this folder ran before a restart of the machine, in another container or on another host. Whether it still ' +
      'runs cannot be seen from here. If it has ended, pass --take-over once.',
    { cause },
  );
}

/** A log that can't be opened, and whose tiles were not made anew yet. */
class DamagedLog extends FedzkError {
  constructor(cause: FedzkError) {
    const next = 'A start makes tiles anew of the entries, or says what else is gone.';
    super('damaged', `${inWords(cause.message)} ${next}`, { cause });
  }
}

/** Whether a start would make the tiles of a log anew, if its entries are whole. */
export function isDamagedLog(error: unknown): boolean {
  return error instanceof DamagedLog;
}

/** Leaves out of a message which function of @fedzk/audit helps: it was called, or a start calls it. */
function inWords(message: string): string {
  return message.replace(/[;,] (?:rebuild|restore|or run|run)\b.*\brebuildTiles\b.*$/, '.');
}

/** Makes tiles anew. @returns how many files @throws {FedzkError} `damaged`: the entries are not whole either, or it helps nothing */
async function rebuilt(log: string, verifierKey: string, found: FedzkError): Promise<number> {
  try {
    const { written } = await rebuildTiles(directoryStorage(log), verifierKey);
    if (written.length > 0) return written.length;
    throw found;
  } catch (error) {
    if (!(error instanceof FedzkError && error.code === 'damaged')) throw error;
    throw new FedzkError('damaged', `${inWords(error.message)} ${REMEDY}`, { cause: error });
  }
}
