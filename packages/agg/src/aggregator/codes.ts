// Why an aggregator refuses: aggregation.md, "Checks" and "Collect". For the operator's events; a client is told accepted
// or refused.

import type { VerifyStatus } from '@fedzk/verify';
import type { Bytes } from '../protocol/encoding.js';

/**
 * Why a report is refused:
 * - `malformed`: version, id, length, or a number not below r;
 * - `wrong-task`: made for another task, or by other numbers or keys of it;
 * - `unknown-client`, `bad-signature`: not from a client of the task;
 * - `duplicate`: this client's place in the round is held by another report;
 * - `round-closed`, `batch-full`: too late, too early, or too many;
 * - `undecryptable`, `share-range`, `share-hash`: the share is not the one that the report fixes;
 * - `proof`: with the verifier's status;
 * - `tag-mismatch`: what the aggregators hold is not what was proved;
 * - `helper-refused`: the helper says so, and its own event says why.
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
  | 'helper-refused';

/** What a sender is told: it follows from its report and from public state, checks 1 to 5. */
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

/** Whether a sender is told of a code. */
export function isSenderCode(code: ReportCode): code is SenderCode {
  return SENDER_CODES.includes(code);
}

/**
 * Why a round is not collected:
 * - `malformed`, `wrong-task`, `round-closed`: as for reports; a round that was never opened counts as closed;
 * - `set-mismatch`: not exactly the reports accepted here, in ascending order;
 * - `collected`: already, with another set;
 * - `round-open`: the helper's round is open; ask again later. Only in a task with announcements, in others it is closed;
 * - `round-abandoned`: its operator has given the round up;
 * - `round-forgotten`: collected so long ago that its report ids are gone;
 * - `batch-small`, `batch-full`: fewer than minBatch, or more than 2^headroom;
 * - `too-many-omitted`: of more clients than the task allows no report is accepted, though one was valid here;
 * - `aggregate-malformed`: the other's share is of another round or set, or the sum can't be one of in-range values.
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
  /** The verifier's, with the code `proof`. */
  readonly status?: VerifyStatus;
  /** Which of the report's proofs, from 1, with the code `proof`. */
  readonly part?: number;
  /** Of what can be read. */
  readonly reportId?: Bytes;
  /** The client, once it is known that the report is its own. */
  readonly clientId?: string | undefined;
  /** The client that the report names, as long as anybody could have named it. */
  readonly claimedId?: string;
  readonly round?: bigint;
}

/** A collection that was refused. */
export interface CollectRefusal {
  readonly refused: CollectCode;
}
