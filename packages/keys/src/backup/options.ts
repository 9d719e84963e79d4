import type { CallOptions } from '@fedzk/core';
import type { KeyStoreOptions } from '../store/options.js';

export interface BackupOptions extends CallOptions {
  /** Replaces an existing backup. Default false: the call rejects with `already-exists`. */
  readonly replace?: boolean;
}

/** Where a backup is written; `backupFile` of `@fedzk/keys/node` is a file. */
export interface BackupTarget {
  /**
   * Keeps a backup, whole or not at all, and resolves when it is durable.
   *
   * @param options `signal` is the caller's of `backup`: where it is aborted, and nothing is kept yet, reject
   */
  write(backup: Uint8Array, options?: Pick<BackupOptions, 'replace' | 'signal'>): Promise<void>;
}

/** Where a backup is read from; `backupFile` of `@fedzk/keys/node` is a file. */
export interface BackupSource {
  read(): Promise<Uint8Array>;
}

/** Says which state a backup holds. */
export interface BackupReceipt {
  /** 32 hexadecimal digits. */
  readonly storeId: string;
  readonly generation: number;
  /** SHA-256 of that generation's head, hexadecimal. */
  readonly head: string;
  readonly entries: number;
  /** The length of the backup in bytes. */
  readonly length: number;
}

export interface RestoreOptions extends KeyStoreOptions, CallOptions {
  /**
   * Restores a state that is older than the one the anchor knows, or that has another root key: what was committed
   * after the backup is lost, and the anchor takes the restored state for the newest. Default false: it is refused.
   */
  readonly acceptRollback?: boolean;
}
