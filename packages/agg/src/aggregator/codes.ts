// The reasons for which an aggregator refuses: aggregation.md, "Checks" and "Collect". They go into the
// operator's events; a client is told whether its report was accepted or refused.

import type { VerifyStatus } from '@fedzk/verify';
import type { Bytes } from '../protocol/encoding.js';

/**
 * Why a report is refused:
 * - `malformed`: version, id, length, or a number not below r;
 * - `wrong-task`: made for another task, or with other numbers or keys;
 * - `unknown-client`, `bad-signature`: not from a client of the task;
 * - `duplicate`: this client's place in the round is held by another report;
 * - `round-closed`, `batch-full`: too late, too early, or too many;
 * - `undecryptable`, `share-range`, `share-hash`: the share does not open, is out of range, or does not match
 *   its hash;
 * - `proof`: a proof is wrong; comes with the verifier's status;
 * - `tag-mismatch`: the shares are not those of the proved values;
 * - `too-many-wrong`: so many of this client were wrong in the round that the helper checks no more of them;
 * - `helper-refused`: the helper has refused it; its own event says why.
 */
export type ReportCode =
  | 'malformed'
  | 'wrong-task'
  | 'unknown-client'
  | 'bad-signature'
  | 'duplicate'
  | 'round-closed'
  | 'batch-full'
  | 'undecryptable'
  | 'share-range'
  | 'share-hash'
  | 'proof'
  | 'tag-mismatch'
  | 'too-many-wrong'
  | 'helper-refused';

/** The codes that a sender is told: those of checks 1 to 5, which depend only on its report and public state. */
export type SenderCode = Extract<
  ReportCode,
  'malformed' | 'wrong-task' | 'unknown-client' | 'bad-signature' | 'duplicate' | 'round-closed' | 'batch-full'
>;

const SENDER_CODES: readonly ReportCode[] = [
  'malformed',
  'wrong-task',
  'unknown-client',
  'bad-signature',
  'duplicate',
  'round-closed',
  'batch-full',
] satisfies SenderCode[];

/** Tells whether a sender is told a code. */
export function isSenderCode(code: ReportCode): code is SenderCode {
  return SENDER_CODES.includes(code);
}

/**
 * Why a round is not collected:
 * - `malformed`, `wrong-task`, `round-closed`: as for reports; a round that was never opened counts as
 *   closed;
 * - `set-mismatch`: the set is not exactly the reports accepted here, in ascending order;
 * - `collected`: the round is collected already, with another set;
 * - `round-open`: the helper's round is still open; ask again later. Only in a task with announcements: in
 *   others the request closes it;
 * - `round-abandoned`: the operator has abandoned the round;
 * - `round-forgotten`: the round was collected so long ago that its report ids are deleted;
 * - `batch-small`, `batch-full`: fewer than minBatch, or more than 2^headroom;
 * - `too-many-omitted`: more clients than the task allows have a valid report here, but no accepted one;
 * - `aggregate-malformed`: the other's share is of another round or set, or the sum is impossible for values
 *   in range.
 */
export type CollectCode =
  | 'malformed'
  | 'wrong-task'
  | 'round-closed'
  | 'set-mismatch'
  | 'collected'
  | 'round-open'
  | 'round-abandoned'
  | 'round-forgotten'
  | 'too-many-omitted'
  | 'batch-small'
  | 'batch-full'
  | 'aggregate-malformed';

/** A report that was refused. */
export interface ReportRefusal {
  readonly code: ReportCode;
  /** The verifier's status, with the code `proof`. */
  readonly status?: VerifyStatus;
  /** Which of the report's proofs, from 1, with the code `proof`. */
  readonly part?: number;
  /** The report's id, if it can be read. */
  readonly reportId?: Bytes;
  /** The client, once its signature is verified. */
  readonly clientId?: string | undefined;
  /** The client that the report names, before its signature is verified. */
  readonly claimedId?: string;
  readonly round?: bigint;
}

/** A collection that was refused. */
export interface CollectRefusal {
  readonly refused: CollectCode;
}
