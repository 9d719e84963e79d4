import type { LogStorage } from '../storage/storage.js';

/** Where a backup is written; `backupFolder` of `@fedzk/audit/node` is a folder. */
export interface BackupTarget {
  /**
   * Begins a backup. It gets its name when it is committed.
   *
   * @param log the log that is backed up; a target within it is refused
   * @throws {FedzkError} `invalid-argument`; `already-exists`; `storage`
   */
  begin(log?: LogStorage): Promise<BackupDraft>;
}

/** A backup that is being written. */
export interface BackupDraft {
  /** The storage for the files, empty at first. Nobody else writes to it. */
  readonly storage: LogStorage;
  /** Gives the backup its name, and resolves when that is durable. */
  commit(): Promise<void>;
  /** Removes the draft. */
  discard(): Promise<void>;
}

/** What {@link backupLog} takes beside the log and the target. */
export interface BackupOptions {
  /** The log's verifier key. Without it no signature is checked: leave it out only for a log of your own. */
  readonly verifierKey?: string;
  /**
   * Called with how much of the copy and its verification is done, from 0 to 1. It gets 1 before the backup gets its name.
   * The call rejects with what it throws, and nothing is left of the backup.
   */
  readonly onProgress?: (done: number) => void;
  /** Ends the backup; nothing is left of it. */
  readonly signal?: AbortSignal;
}

/** Says what a backup holds. */
export interface BackupReceipt {
  readonly origin: string;
  /** The number of entries in the signed tree. */
  readonly size: number;
  /** Its root, hexadecimal. */
  readonly root: string;
  /** The number of acknowledged entries after the signed tree, which the next writer signs. */
  readonly unsigned: number;
  /** Entries before this index were archived or pruned. */
  readonly minimum: number;
  /** The paths of archives that are in the backup. */
  readonly archives: readonly string[];
}
