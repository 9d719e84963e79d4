// The storage of an aggregator. A store makes no decisions itself: `decide.ts` does, on rows that the
// store reads and writes in one transaction.

import type { Bytes } from '../protocol/encoding.js';
import type { Role } from '../protocol/hpke.js';
import type {
  DocumentName,
  DocumentRow,
  RoundRow,
  RoundStep,
  SlotOutcome,
  SlotRow,
  SlotStep,
  StoredEvent,
  ValidRow,
} from './rows.js';

/**
 * Durable tables of any number of tasks. An aggregator whose storage may have lost data (after a restore
 * from a backup, or on a replica that lags) must not go on with a round. It needs new keys, so a new task.
 */
export interface AggregatorStorage {
  /**
   * Opens the tables of one aggregator of a task.
   *
   * @param hash the task's hash, 32 bytes
   */
  task(hash: Bytes, role: Role): Promise<TaskStore>;
  /** Waits for the calls that have begun, and releases all resources. */
  close(): Promise<void>;
}

/**
 * The tables of one aggregator of one task. A change is durable when its promise resolves. A store copies
 * the bytes that it is given, and returns copies.
 */
export interface TaskStore {
  /**
   * Makes steps of one round, each decided by itself, all in one transaction. A report that another client holds is a
   * `duplicate`.
   */
  apply(round: bigint, steps: readonly SlotStep[]): Promise<readonly SlotOutcome[]>;
  /**
   * Makes a step of a round.
   *
   * @returns the row after the step; `undefined` for a round that was never opened
   */
  move(step: RoundStep): Promise<RoundRow | undefined>;
  /** Reads a round; by default the newest. */
  round(round?: bigint): Promise<RoundRow | undefined>;
  slot(round: bigint, client: string): Promise<SlotRow | undefined>;
  /** Reads a client's valid report in a round. */
  valid(round: bigint, client: string): Promise<ValidRow | undefined>;
  /** Reads up to `limit` valid reports after the client `after`, in ascending order of client id bytes. */
  validPage(round: bigint, after: string | undefined, limit: number): Promise<readonly ValidRow[]>;
  /** Reads up to `limit` slots of a state after the report `after`, in ascending order of report ids. */
  page(round: bigint, state: SlotRow['state'], after: Bytes | undefined, limit: number): Promise<readonly SlotRow[]>;
  /** Counts the clients with a valid report: A of agg-service.md, R2. */
  announced(round: bigint): Promise<number>;
  /** Counts the clients with a valid report but no accepted one. */
  omitted(round: bigint): Promise<number>;
  /** The first round above `after` that is collected or abandoned and not wiped. */
  unwiped(after: bigint | undefined): Promise<RoundRow | undefined>;
  /** The first round above `after` that is being collected or collected, and whose result does not have the other's signature. */
  unfinished(after: bigint | undefined): Promise<RoundRow | undefined>;
  /**
   * Wipes up to `limit` shares of a collected or abandoned round.
   *
   * @returns how many were wiped; 0 once none is left, which the round's row then says
   */
  wipe(round: bigint, limit: number): Promise<number>;
  /**
   * Deletes up to `limit` slots and valid reports of wiped rounds, except the newest `keep` of them.
   *
   * @param finished spares the rounds that {@link TaskStore.unfinished} finds, too
   * @returns how many were deleted; 0 once none is left
   */
  forget(keep: number, limit: number, finished: boolean): Promise<number>;
  /** Reads the round's document of a name. Documents are kept for ever. */
  document(round: bigint, name: DocumentName): Promise<DocumentRow | undefined>;
  /**
   * Keeps a document if none is kept, or adds a signature to the kept one if it has none.
   *
   * @returns the row that is kept; if that is another document, it stands
   */
  keep(round: bigint, name: DocumentName, row: DocumentRow): Promise<DocumentRow>;
  /**
   * Lends the work that one of several processes has to do to this process, for so many milliseconds. The process that has
   * the lease may extend it; 0 gives it back. A lease keeps two processes from the same work at once. No result may depend
   * on it: work may last longer than its lease.
   *
   * @returns whether this process has the lease; always true for a storage that belongs to one process
   */
  lease(milliseconds: number): Promise<boolean>;
  /** Reads up to `limit` events that are not in the audit log yet, in the order in which they were stored. */
  events(limit: number): Promise<readonly StoredEvent[]>;
  /** Deletes events that are in the audit log. */
  delivered(ids: readonly string[]): Promise<void>;
}
