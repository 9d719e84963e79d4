// What the key store remembers of the stores beside it, so that one that is gone, or older, is noticed before anything is signed.

import { existsSync } from 'node:fs';
import { currentCheckpoint } from '@fedzk/audit';
import { directoryReader } from '@fedzk/audit/node';
import { FedzkError, quoted } from '@fedzk/core';
import { NAMES } from './identity.js';
import type { Layout } from './layout.js';
import { type LogOwner, REMEDY } from './log.js';

interface Seen {
  readonly v: 1;
  /** How many entries the log's checkpoint had. */
  readonly entries: number;
  /** Whether there was a database of rounds. */
  readonly rounds: boolean;
}

/**
 * Refuses stores that are gone, or older than they were. Whoever puts back an older key store too is not found out here.
 *
 * @throws {FedzkError} `damaged`; what reading the log throws
 */
export async function requireSeen(layout: Layout, owner: LogOwner): Promise<void> {
  await requireLog(layout, owner);
  await requireRounds(layout, owner);
}

/**
 * Refuses a log that is gone or older than it was. It has had an entry since the system was made.
 *
 * @throws {FedzkError} `damaged`; what reading the log throws
 */
export async function requireLog(layout: Layout, owner: LogOwner): Promise<void> {
  const seen = await owner.secrets.json<Seen>(NAMES.seen);
  const entries = await entriesOf(layout, owner);
  const least = seen?.entries ?? 1;
  if (entries < least) {
    throw new FedzkError(
      'damaged',
      `The log in ${quoted(layout.log)} has ${entries} entries, and had ${least}. ${REMEDY}`,
    );
  }
}

/** Refuses a database of rounds that is gone. The first task makes it. @throws {FedzkError} `damaged` */
export async function requireRounds(layout: Layout, { secrets }: LogOwner): Promise<void> {
  if (existsSync(layout.database)) return;
  const seen = await secrets.json<Seen>(NAMES.seen);
  if (seen?.rounds || (await secrets.under(NAMES.task)).length > 0)
    throw new FedzkError('damaged', `There was a database of rounds in ${quoted(layout.database)}. ${REMEDY}`);
}

/** Remembers how far the stores are. */
export async function remember(layout: Layout, owner: LogOwner): Promise<void> {
  const entries = await entriesOf(layout, owner);
  await owner.secrets.replace(NAMES.seen, { v: 1, entries, rounds: existsSync(layout.database) } satisfies Seen);
}

async function entriesOf({ log }: Layout, { logSigner }: LogOwner): Promise<number> {
  try {
    return (await currentCheckpoint(directoryReader(log), { verifierKey: logSigner.verifierKey })).size;
  } catch (error) {
    if (error instanceof FedzkError && error.code === 'not-found') return 0;
    throw error;
  }
}
