// The key or policy that a command verifies with, and the warnings without one.

import { currentCheckpoint, FedzkError, type LogReader, type SignedCheckpoint, type Trust } from '@fedzk/audit';
import { whyNotNewest } from '../verify/freshness.js';
import { type Request, tell } from './command.js';
import { readFile } from './files.js';
import { SEE_HELP, type Values } from './options.js';
import { isUrl, type Kept } from './place.js';
import { Trouble } from './trouble.js';

export function trustOf({ key, policy }: Values): Trust | undefined {
  if (key !== undefined && policy !== undefined)
    throw new Trouble('Expected --key or --policy, got both: give one of them.');
  if (key !== undefined) return { verifierKey: key.trim() };
  return policy === undefined ? undefined : { policy: readFile(policy).toString('utf8') };
}

/** @throws {Trouble} */
export function requireTrust(values: Values): Trust {
  const trust = trustOf(values);
  if (trust !== undefined) return trust;
  throw new Trouble(`Expected --key or --policy, to verify signatures with. ${SEE_HELP}`);
}

export function warnUnverified(request: Request, options: string): void {
  tell(request, `nothing was verified: without ${options} no signature is checked.`);
}

/**
 * Reads a log's current checkpoint. Warns if no signature is checked, or if the folder does not show whether the checkpoint
 * is the newest one.
 */
export async function checkpointAt(request: Request, reader: LogReader): Promise<SignedCheckpoint> {
  const { names, values } = request;
  const trust = trustOf(values);
  const checkpoint = await currentCheckpoint(reader, trust);
  if (trust === undefined) warnUnverified(request, '--key or --policy');
  // A web server never has `.state`.
  const why = trust === undefined || isUrl(names[0] ?? '') ? undefined : await whyNotNewest(reader);
  if (why !== undefined) tell(request, `not checked: ${why}.`);
  return checkpoint;
}

/**
 * Warns that no entries are left out, since the log's key did not sign the minimum.
 *
 * @returns the exit code
 */
export function warnOf(request: Request, { forged }: Kept): 0 | 1 {
  if (forged === undefined) return 0;
  tell(request, `No entries are left out: ${forged}`);
  request.io.ends(1);
  return 1;
}

/** Adds to an error of missing entries that the log says they were archived or pruned, and what to do. */
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
