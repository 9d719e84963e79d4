// The options and methods of both aggregators. aggregation.md; agg-service.md, §2 and §4.

import type { AuditSink } from '@fedzk/core';
import type { Level, Manifest, TrustedKeys, Verifier } from '@fedzk/verify';
import type { VerifierPool } from '@fedzk/verify/pool';
import type { Role } from '../protocol/hpke.js';
import type { Task } from '../protocol/task.js';
import type { AggregatorStorage } from '../storage/storage.js';
import type { CollectRefusal, ReportCode } from './codes.js';
import type { RoundDocument, SigningRefusal } from './documents.js';
import type { AuditHistory } from './history.js';
import type { ReportIds, RoundStatus } from './lookup.js';

/** The options of an aggregator. */
export interface AggregatorOptions {
  /** X25519, 32 bytes: the private key of the role's public key in the task. */
  readonly privateKey: Uint8Array;
  /**
   * A verifier of the circuit's key: a `Verifier`, or a `VerifierPool`, which verifies on other threads. The
   * caller disposes of it. If a pool rejects (`queue-full`, `worker`, `disposed`), the call rejects with the
   * same error: nothing is stored, and the same bytes can be sent again.
   */
  readonly verifier: Verifier | VerifierPool;
  /**
   * The manifest of the key's ceremony, opened by `openManifest` of `@fedzk/verify/ceremony`. It is verified for
   * the verifier's key and the task's level, never for the level that the manifest announces.
   */
  readonly manifest?: Manifest;
  /** Whose signatures of the manifest count. Required with it. */
  readonly trustedKeys?: TrustedKeys;
  /**
   * SHA-256 of the `.r1cs` file of the task's circuit, in lower-case hexadecimal: the manifest of a ceremony for another circuit
   * is refused. `r1csSha256(task)` of `@fedzk/circuits` gives it. By default any circuit's is accepted.
   */
  readonly r1csSha256?: string;
  /** Allows a manifest of a development key in a task of the level `standard`. For tests. Default: false. */
  readonly development?: boolean;
  /**
   * Where rounds and reports are kept. With {@link memoryStorage} a restart forgets which sets were
   * released, so the private key must be made in the same process and end with it. With the old key, the
   * other aggregator could ask for a second set of a round, whose difference to the first may be one
   * client's update.
   */
  readonly storage: AggregatorStorage;
  /**
   * Gets an event for each verdict and each step of a round, after it is durable and before the call
   * resolves, one at a time, in order. Events are stored together with the verdict or step, so a crash loses
   * none; each is sent at least once, always with the same id. If the log refuses one, the call rejects with
   * `not-logged`, the verdict or step stands, and the next {@link Aggregator.drain} sends the event again.
   */
  readonly audit?: AuditSink;
  /**
   * The log that `audit` writes, read once before the first call is answered. The sets (`fix_set`) of this
   * task and role in it are compared with the store. If the store lacks one, each call rejects with
   * `rolled-back`, and the log gets a critical event (`state_suspect`). Without it, an old store that was put
   * back is not noticed.
   */
  readonly history?: AuditHistory;
  /**
   * Ed25519, 32 bytes: the private key of the role's signing key in the task's file. It is required to sign
   * records and results, for the helper to take announcements, and to refuse to collect a round that omits
   * more clients than the task allows.
   */
  readonly signingKey?: Uint8Array;
  /**
   * Tells of a client of the task whether it may report no more. It is asked at each report and announcement, which are then
   * refused as `unknown-client`; a report that was accepted before stands. Default: nobody is revoked.
   */
  readonly isRevoked?: (clientId: string) => boolean;
}

/** The names of {@link AggregatorOptions}. */
export const AGGREGATOR_OPTIONS = [
  'privateKey',
  'verifier',
  'manifest',
  'trustedKeys',
  'r1csSha256',
  'development',
  'storage',
  'audit',
  'history',
  'signingKey',
  'isRevoked',
] as const;

/** The sum of a round. */
export interface RoundSum {
  /** The number of reports in the sum. */
  readonly count: number;
  /** Σ x_i over the reports, n·T of them; the mean of a quantized gradient is `dequantize(sums, { scale, count })`. */
  readonly sums: Int32Array;
}

/**
 * The methods of both roles. An aggregator holds a private key: close it, or declare it with `await using`.
 * Every method may reject with `disposed` after that; with `not-logged` if the audit log refused an event;
 * with `storage` if the storage fails; and with `damaged` if the storage returns data that no aggregator
 * wrote.
 */
export interface Aggregator extends AsyncDisposable {
  readonly role: Role;
  readonly task: Task;
  /** The task's level, if the manifest of the key was verified for it; `undefined` without a manifest. */
  readonly level: Level | undefined;
  /**
   * Opens a round for reports and closes the one before. Each operator decides this independently.
   *
   * @throws {FedzkError} `invalid-argument`: the round is not above the one before
   */
  openRound(round: number | bigint): Promise<void>;
  /** Takes no more reports for a round. */
  closeRound(round: number | bigint): Promise<void>;
  /**
   * Abandons a round for ever, and wipes its shares. Each operator decides this independently. Pending
   * reports are refused. With a signing key, a collected round can be abandoned until its result has both
   * signatures: the other aggregator may have abandoned it, so that it gets none.
   *
   * @throws {FedzkError} `invalid-state`: the round was never opened, or is collected (with a signing key: and
   *   both have signed its result)
   */
  abandonRound(round: number | bigint): Promise<void>;
  /** Returns the status of a round, by default the newest; `undefined` for one that was never opened. */
  round(round?: number | bigint): Promise<RoundStatus | undefined>;
  /**
   * Returns the first round above `after` whose set is fixed, and which is not abandoned and has no result with both
   * signatures. Without `after`, the first of all.
   */
  unfinished(after?: number | bigint): Promise<RoundStatus | undefined>;
  /**
   * Returns the report ids of a round. They are deleted some rounds after it was collected; with a signing key, not
   * before its result has both signatures.
   */
  reportIds(round: number | bigint): Promise<ReportIds>;
  /** Returns the round's record, once this aggregator has signed it. */
  record(round: number | bigint): Promise<RoundDocument | undefined>;
  /** Returns the round's result, once this aggregator has signed it. It is kept for ever. */
  result(round: number | bigint): Promise<RoundDocument | undefined>;
  /**
   * Signs the record of a round that is open here. The first record is kept, and no other of the round is
   * ever signed.
   *
   * @param record the bytes that `writeRecord` gave
   * @param signature the other aggregator's, to keep with the record; it may come later
   * @throws {FedzkError} `invalid-argument`: not bytes; `invalid-state`: there is no signing key
   */
  signRecord(record: Uint8Array, signature?: Uint8Array): Promise<RoundDocument | SigningRefusal>;
  /**
   * Signs the result of a round that is collected here. The first result is kept, and no other of the round
   * is ever signed.
   *
   * @param result the bytes that `writeResult` gave
   * @param sums the result's sums, from `combine`
   * @param signature the other aggregator's, to keep with the result; it may come later
   * @throws {FedzkError} as {@link Aggregator.signRecord}
   */
  signResult(result: Uint8Array, sums: Int32Array, signature?: Uint8Array): Promise<RoundDocument | SigningRefusal>;
  /**
   * Sends the audit log all stored events, as each call does for its own events.
   *
   * @returns the number of events sent
   */
  drain(): Promise<number>;
  /** Finishes the wiping of rounds that a crash has cut off, and drains. Call it regularly, for example every 10 s. */
  tick(): Promise<void>;
  /**
   * Takes or keeps the lease of the work that only one of several replicas does, for this many milliseconds; 0
   * gives it back. A service asks before it does work that is due. Correctness does not depend on it.
   *
   * @returns whether this replica has the lease; always true if the storage belongs to one process
   * @throws {FedzkError} `invalid-argument`
   */
  lease(milliseconds: number): Promise<boolean>;
  /**
   * Counts the refused reports by code, since this process made the aggregator. Refusals before a valid
   * signature appear nowhere else, since anyone can cause any number of them.
   */
  refused(): ReadonlyMap<ReportCode, number>;
  /**
   * Computes the sum of a collected round from both aggregators' shares.
   *
   * @param share the share that the other aggregator released
   * @throws {FedzkError} `invalid-state`: the round is not collected here; `invalid-argument`: not bytes
   */
  combine(round: number | bigint, share: Uint8Array): Promise<RoundSum | CollectRefusal>;
  /** Waits for the calls that have begun, and wipes the private key. The caller closes storage and verifier. */
  close(): Promise<void>;
}
