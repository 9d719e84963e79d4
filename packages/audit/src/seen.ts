// Compares a log with what others have seen of it, before its writer goes on. A folder alone does not show that all of it is
// an older copy.

import { FedzkError } from '@fedzk/core';
import { unexpected } from './argument.js';
import { sameBytes } from './bytes.js';
import { type Checkpoint, checkCheckpoint, inWords } from './note/checkpoint.js';
import { type Policy, policyOf } from './note/policy.js';
import type { Signer } from './note/signer.js';
import type { LogReader } from './storage/storage.js';
import { Tiles } from './tree/tiles.js';
import { askWhatWasSeen } from './witness/monitor.js';
import { TIMEOUT_MS, type WitnessingOptions } from './witness/witnessing.js';
import { entries } from './words.js';
import { rolledBack } from './writer/statement.js';

/** A checkpoint of the log that was kept elsewhere, or a function that fetches one; undefined if there is none yet. */
export type Since = string | (() => string | undefined | Promise<string | undefined>);

export interface Seen {
  readonly signer: Signer;
  readonly since: Since | undefined;
  readonly policy: Policy | undefined;
  readonly witnesses: WitnessingOptions;
}

/** @throws {FedzkError} `invalid-argument` */
export function checkSince(since: unknown): void {
  if (since === undefined || typeof since === 'string' || typeof since === 'function') return;
  throw unexpected('since', 'the text of a checkpoint, or a function that fetches one', since);
}

/**
 * Compares a log that was found with what others have seen of it.
 *
 * @param signed the tree that its writer would go on from, whose tiles are there
 * @throws {FedzkError} `rolled-back`: somebody has seen more of it, or another log of its name; `quorum`: too few witnesses
 *   have answered; `invalid-argument`: `since` is no checkpoint of this log; what fetches it throws
 */
export async function requireSeen(
  reader: LogReader,
  signed: Checkpoint,
  { signer, since, policy, witnesses }: Seen,
): Promise<void> {
  const kept = typeof since === 'function' ? await since() : since;
  if (kept !== undefined) await requireContinuation(reader, signed, checkpointIn(kept, signer), '"since" is of');
  if (policy === undefined || policy.urls.size === 0) return;
  const { timeoutMs = TIMEOUT_MS, onFault = () => undefined, atOpen = 'require', fetch } = witnesses;
  const asked = { policy, signer, timeoutMs, fetch, onFault, require: atOpen === 'require' };
  await askWhatWasSeen(asked, signed.size, (name, seen) =>
    requireContinuation(reader, signed, seen, `the witness ${name} has seen`),
  );
}

function checkpointIn(note: string, { verifierKey }: Signer): Checkpoint {
  const policy = policyOf({ verifierKey });
  const checkpoint = checkCheckpoint(note, policy);
  if (typeof checkpoint === 'object') return checkpoint;
  const why = inWords(checkpoint, note, policy.log.name);
  throw new FedzkError('invalid-argument', `"since" expected a checkpoint that this log's key signed; it ${why}.`);
}

async function requireContinuation(
  reader: LogReader,
  signed: Checkpoint,
  seen: Checkpoint,
  who: string,
): Promise<void> {
  if (seen.size > signed.size)
    throw rolledBack(`${who} ${entries(seen.size)}, and ${signed.size} ${signed.size === 1 ? 'is' : 'are'} here`);
  const root = await new Tiles(reader, signed.size).rootOfFirst(seen.size, signed.root);
  if (!sameBytes(root, seen.root))
    throw rolledBack(`${who} ${entries(seen.size)} that ${seen.size === 1 ? 'is' : 'are'} not the first of these`);
}
