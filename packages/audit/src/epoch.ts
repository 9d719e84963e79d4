// Begins a new log after one that can't go on. The old one stays as it is, and the new one's first entry names it.

import { FedzkError, optionsOf, toHex } from '@fedzk/core';
import { requireSigner, unexpected } from './argument.js';
import { sameBytes } from './bytes.js';
import { writeDetails } from './events/canonical.js';
import { writeReason } from './events/checks.js';
import type { AuditEntry, AuditEvent, JsonObject } from './events/event.js';
import type { Checkpoint } from './note/checkpoint.js';
import { readVerifierKey } from './note/keys.js';
import { policyOf } from './note/policy.js';
import type { Signer } from './note/signer.js';
import { journalKeyOf, type LogState } from './writer/inspect.js';
import type { JournalKey } from './writer/journal-key.js';

/** Describes the old log for {@link AuditLog.newEpoch}, beside its storage. */
export interface Predecessor {
  /** The old log's verifier key: `name+id+base64`. */
  readonly verifierKey: string;
  /** Why, in one line of at most 1,024 characters, for the new log's first entry. A log that is whole needs one. */
  readonly reason?: string;
  /**
   * The old log's signer, which authenticates the entries that its journal has after the signed tree. By default the new
   * log's signer does it, if it has the same key; otherwise these entries are left behind.
   */
  readonly signer?: Signer;
}

const OPERATION = 'log.epoch';

/**
 * Checks the description of the old log.
 *
 * @param origin the new log's
 * @throws {FedzkError} `invalid-argument`
 */
export function predecessorOf(given: Predecessor, origin: string): Predecessor {
  if (typeof given !== 'object' || given === null) throw unexpected('previous', '{ verifierKey }', given);
  const previous = optionsOf(given, ['verifierKey', 'reason', 'signer'], 'previous');
  if (previous.signer !== undefined) requireSigner(previous.signer, 'previous.signer');
  const { log } = policyOf({ verifierKey: previous.verifierKey });
  if (log.name === origin) {
    throw new FedzkError(
      'invalid-argument',
      `"origin" expected another name than the old log's, ${JSON.stringify(origin)}: one name stands for one tree.`,
    );
  }
  if (previous.reason !== undefined) writeReason('previous.reason', previous.reason);
  return previous;
}

/**
 * Derives the key of the old log's journal; undefined if neither signer has the old log's key.
 *
 * @param signer the new log's
 * @throws {FedzkError} `invalid-argument`: `previous.signer` has another key
 */
export async function oldJournalKey(
  { verifierKey, signer: old }: Predecessor,
  signer: Signer,
): Promise<JournalKey | undefined> {
  if (old !== undefined) return journalKeyOf(old, verifierKey);
  const isSame = sameBytes(readVerifierKey(signer.verifierKey).key, readVerifierKey(verifierKey).key);
  return isSame ? journalKeyOf(signer, verifierKey) : undefined;
}

/**
 * Makes the first event of the new log.
 *
 * @throws {FedzkError} `invalid-state`: the old one is whole, or may be, and there is no reason
 */
export function epochEvent({ state, why, ...found }: LogState, { verifierKey, reason }: Predecessor): AuditEvent {
  if (state === 'whole' && reason === undefined) {
    throw new FedzkError(
      'invalid-state',
      'The old log is whole: open it. To leave it all the same, give "previous.reason".',
    );
  }
  if (state === 'unverified' && reason === undefined) {
    throw new FedzkError(
      'invalid-state',
      `The signed tree of the old log is whole: open it. To leave it all the same, give "previous.reason". ${why} ` +
        'Give it as "previous.signer"; otherwise these entries are left behind.',
    );
  }
  const { origin, signed, recovered, holds, unauthenticated } = found;
  return {
    user_id: 'system',
    operation: OPERATION,
    resource: 'log',
    result: 'success',
    ...(reason !== undefined && { reason }),
    details: {
      previous: { origin, verifier_key: verifierKey },
      state,
      ...(why !== undefined && { why }),
      ...(signed !== undefined && { signed: treeOf(signed) }),
      recovered: treeOf(recovered),
      holds,
      ...(unauthenticated > 0 && { unauthenticated }),
    },
  };
}

function treeOf({ size, root }: Checkpoint): JsonObject {
  return { size, root: toHex(root) };
}

/**
 * Checks that a new log's first entry is the one that it would get now: an earlier call began it, and the old log has not
 * changed since.
 *
 * @throws {FedzkError} `invalid-state`
 */
export function requireSameEpoch(first: AuditEntry | undefined, { details }: AuditEvent): void {
  const text = (given: JsonObject | undefined): string => writeDetails('details', given ?? {});
  if (first?.operation === OPERATION && text(first.details) === text(details)) return;
  throw new FedzkError(
    'invalid-state',
    'The new storage has a log whose first entry does not describe the old log as it is now; give an empty storage, or open that log.',
  );
}
