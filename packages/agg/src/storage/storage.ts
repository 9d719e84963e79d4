// Where an aggregator keeps what it must not forget. A store decides nothing by itself: `decide.ts` does, on rows that the
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
 * Durable tables of any number of tasks. An aggregator whose storage may have lost something (a backup, a replica that
 * lags) must not go on with a round: it needs new keys, hence a new task.
 */
export interface AggregatorStorage {
  /**
   * The tables of one aggregator of a task.
   *
   * @param hash the task's hash, 32 bytes
   */
  task(hash: Bytes, role: Role): Promise<TaskStore>;
  /** Waits for what has begun, and gives back what it opened. */
  close(): Promise<void>;
}

/**
 * The tables of one aggregator of one task. What resolves is durable. A store copies the bytes that it is given, and gives
 * copies.
 */
export interface TaskStore {
  /** Makes steps of one round, each for itself, all in one transaction. A report that another client holds is a `duplicate`. */
  apply(round: bigint, steps: readonly SlotStep[]): Promise<readonly SlotOutcome[]>;
  /**
   * Makes a step of a round.
   *
   * @returns the row afterwards, `undefined` for a round that was never opened
   */
  move(step: RoundStep): Promise<RoundRow | undefined>;
  /** A round, or the newest. */
  round(round?: bigint): Promise<RoundRow | undefined>;
  slot(round: bigint, client: string): Promise<SlotRow | undefined>;
  /** The report of a client that is valid in a round. */
  valid(round: bigint, client: string): Promise<ValidRow | undefined>;
  /** Up to `limit` valid reports in ascending order of the bytes of client ids, those above `after`. */
  validPage(round: bigint, after: string | undefined, limit: number): Promise<readonly ValidRow[]>;
  /** Up to `limit` slots of a state in ascending order of report ids, those above `after`. */
  page(round: bigint, state: SlotRow['state'], after: Bytes | undefined, limit: number): Promise<readonly SlotRow[]>;
  /** How many clients have a valid report: A of agg-service.md, R2. */
  announced(round: bigint): Promise<number>;
  /** How many of them have no accepted one. */
  omitted(round: bigint): Promise<number>;
  /** The first round above `after` that is collected or abandoned and not wiped. */
  unwiped(after: bigint | undefined): Promise<RoundRow | undefined>;
  /**
   * Wipes up to `limit` shares of a collected or abandoned round.
   *
   * @returns how many; 0 once none is left, which the round's row says from then on
   */
  wipe(round: bigint, limit: number): Promise<number>;
  /**
   * Deletes up to `limit` slots and valid reports of wiped rounds, but for those of the newest `keep` wiped rounds.
   *
   * @returns how many; 0 once none is left
   */
  forget(keep: number, limit: number): Promise<number>;
  /** The round's document of a name, which is kept for ever. */
  document(round: bigint, name: DocumentName): Promise<DocumentRow | undefined>;
  /**
   * Keeps a document where none is kept, and a signature of the one that is where it has none.
   *
   * @returns what is kept afterwards: another document stands
   */
  keep(round: bigint, name: DocumentName, row: DocumentRow): Promise<DocumentRow>;
  /**
   * Lends this process what one of several has to do, for so many milliseconds, again to the one that has it; 0 gives it back.
   * It keeps two from the same work at once. No result may depend on it: work may last longer than its lease.
   *
   * @returns whether this process has it; always true of a storage that belongs to one
   */
  lease(milliseconds: number): Promise<boolean>;
  /** Up to `limit` events that are not in the audit log, in the order in which they were stored. */
  events(limit: number): Promise<readonly StoredEvent[]>;
  /** Deletes events that are in the audit log. */
  delivered(ids: readonly string[]): Promise<void>;
}
