/// <reference lib="esnext.disposable" />
import { A as Anchor, f as KeyStoreBackend, c as BackupTarget, b as BackupSource } from './options-r7Deo-1A.js';
import '@fedzk/core';

/**
 * A folder that remembers how far stores have come. It helps where those who can write a store cannot write it: on
 * another disk, another machine's mount. The first value makes it, with mode 0700, and its files with 0600. Several
 * processes may use it at once.
 *
 * @example
 * ```ts
 * const store = await KeyStore.create(fileBackend('keys'), { passphrase }, { anchor: directoryAnchor('/mnt/anchor') });
 * ```
 */
declare function directoryAnchor(path: string): Anchor;

/**
 * A folder as a key store's backend. The first write makes it, with mode 0700, and its files with 0600; looser ones, or
 * another user's, are refused, and so is what is no regular file. Several processes may use it at once. The file system
 * must have hard links and honour fsync.
 *
 * @example
 * ```ts
 * const store = await KeyStore.open(fileBackend('/var/lib/fedzk/keys'), { passphrase });
 * ```
 */
declare function fileBackend(dir: string): KeyStoreBackend;

/**
 * A file for a backup, of mode 0600. Its folder must be there. A file of that name is kept, and writing rejects with
 * `already-exists`, unless `replace`.
 *
 * @example
 * ```ts
 * await store.backup(backupFile('keys.backup'));
 * const restored = await KeyStore.restore(fileBackend('restored'), backupFile('keys.backup'), { passphrase });
 * ```
 */
declare function backupFile(path: string, options?: {
    readonly replace?: boolean;
}): BackupTarget & BackupSource;

export { backupFile, directoryAnchor, fileBackend };
