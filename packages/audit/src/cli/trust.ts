// Whose signature a command believes, and what it says where it believes nobody's.

import { currentCheckpoint, FedzkError, type LogReader, type SignedCheckpoint, type Trust } from '@fedzk/audit';
import { whyNotNewest } from '../verify/freshness.js';
import { type Request, tell } from './command.js';
import { readFile } from './files.js';
import { SEE_HELP, type Values } from './options.js';
import { isUrl, type Kept } from './place.js';
import { Trouble } from './trouble.js';

export function trustOf({ key, policy }: Values): Trust | undefined {
  if (key !== undefined && policy !== undefined) throw new Trouble('Either --key or --policy, not both.');
  if (key !== undefined) return { verifierKey: key.trim() };
  return policy === undefined ? undefined : { policy: readFile(policy).toString('utf8') };
}

/** @throws {Trouble} */
export function requireTrust(values: Values): Trust {
  const trust = trustOf(values);
  if (trust !== undefined) return trust;
  throw new Trouble(`Expected --key or --policy: whose signature is to be believed. ${SEE_HELP}`);
}

export function warnUnverified(request: Request, options: string): void {
  tell(request, `nothing was verified: without ${options} nobody's signature is checked.`);
}

/**
 * The checkpoint that a log has now. Without somebody to believe it warns that nobody's signature counts, and where a folder
 * does not say what was signed last, that nobody looked.
 */
export async function checkpointAt(request: Request, reader: LogReader): Promise<SignedCheckpoint> {
  const { names, values } = request;
  const trust = trustOf(values);
  const checkpoint = await currentCheckpoint(reader, trust);
  if (trust === undefined) warnUnverified(request, '--key or --policy');
  // A web server never says.
  const why = trust === undefined || isUrl(names[0] ?? '') ? undefined : await whyNotNewest(reader);
  if (why !== undefined) tell(request, `not checked: ${why}.`);
  return checkpoint;
}

/**
 * Entries are not left out for a number that the log's key did not sign.
 *
 * @returns the exit code that follows of it
 */
export function warnOf(request: Request, { forged }: Kept): 0 | 1 {
  if (forged === undefined) return 0;
  tell(request, `No entries are left out: ${forged}`);
  request.io.ends(1);
  return 1;
}

/** Where entries are missing that the log says are archived or pruned, says that too. */
export async function orSayWhy({ from: kept, claimed }: Kept, from: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof FedzkError) || error.code !== 'damaged' || from >= claimed) throw error;
    const who = kept > 0 ? `Entries before ${kept}` : `The log says that entries before ${claimed}`;
    const how = kept > 0 ? `give --from ${kept} or more` : `add --key, or --from ${claimed}`;
    const archives = 'unpack what FOLDER/archive has of them into a copy of the log to read them';
    const advice = `${who} were archived or pruned: ${how}${kept > 0 ? `; ${archives}` : ''}.`;
    throw new FedzkError('damaged', `${error.message} ${advice}`, { cause: error });
  }
}
