/// <reference lib="esnext.disposable" />
export { FedzkError, FedzkErrorCode } from '@fedzk/core';
import { f as KeyStoreBackend, g as KeyStoreOptions, b as BackupSource, R as RestoreOptions, F as Freshness, P as PutOptions, N as NewKey, i as NewKeyOptions, G as GetOptions, K as KeyHandle, U as UpdateOptions, L as ListFilter, d as KeyInfo, D as DeletionReceipt, l as StoreReceipt, j as RewrapOptions, k as RewrapProgress, m as StoreReport, c as BackupTarget, B as BackupReceipt } from './options-r7Deo-1A.js';
export { A as Anchor, a as AnchorValue, e as KeyKind, h as KeyVersion, S as StoreProblem, n as StoredHead, o as StoredObject } from './options-r7Deo-1A.js';

/** A backend that ends with the program: for tests, and for stores that are made anew each time. */
declare function memoryBackend(): KeyStoreBackend;

/** How a slot's key is had. */
type SlotKind = {
    readonly type: 'pbkdf2';
    readonly salt: Uint8Array;
    readonly iterations: number;
} | {
    readonly type: 'argon2id';
    readonly salt: Uint8Array;
    readonly memoryKiB: number;
    readonly passes: number;
    readonly lanes: number;
} | {
    readonly type: 'key';
} | {
    readonly type: 'provider';
    readonly name: string;
};
type Slot = SlotKind & {
    readonly id: Uint8Array;
    /** RK. */
    readonly wrapped: Uint8Array;
};

/**
 * Seals a message under a key of 32 bytes: authenticated, bound to `aad`, and to this one key. The result has 80 bytes
 * more: salt 32, commitment 32, ciphertext, tag 16. Any number of messages may be sealed with one key.
 *
 * @param key 32 bytes, random or from a KDF
 * @param aad what the message belongs to; not in the result
 * @throws {FedzkError} `invalid-argument`
 */
declare function seal(key: Uint8Array, plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
/**
 * Opens what {@link seal} gave.
 *
 * @throws {FedzkError} `not-authentic`: sealed with another key or `aad`, or changed; `invalid-argument`
 */
declare function open(key: Uint8Array, sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;

/** A build of the module: `relaxed` looks up with relaxed SIMD, a third faster where engines have it. */
type Backend = 'strict' | 'relaxed';
/**
 * Which build of the module is in use.
 *
 * @example
 * ```ts
 * backend(); // 'relaxed' where the engine has relaxed SIMD, 'strict' elsewhere
 * ```
 */
declare function backend(): Backend;

/**
 * A key that stays where it is: in an HSM, a cloud's key service, a browser's CryptoKey. It wraps and unwraps the root
 * key, 32 bytes, in a way that nobody else can (AES-KW, or another authenticated one; never a public key).
 */
interface KeyProvider {
    /** By which the store's slot is found again, such as `pkcs11:token=fedzk`; 1 to 255 bytes of UTF-8. */
    readonly name: string;
    /** At most 1,024 bytes. */
    wrap(key: Uint8Array): Promise<Uint8Array>;
    /** Rejects where it is not what this key wrapped, as far as it can tell. */
    unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
    /** Destroys the key, for `cryptoErase`. */
    destroy?(): Promise<void>;
}
/** The cost of a passphrase. Defaults: Argon2id with 64 MiB, 3 passes, 1 lane (RFC 9106 §4, second choice, one lane). */
type Kdf = 'argon2id' | 'pbkdf2' | {
    readonly name: 'argon2id';
    readonly memoryKiB?: number;
    readonly passes?: number;
    readonly lanes?: number;
} | {
    readonly name: 'pbkdf2';
    readonly iterations?: number;
};
/** What opens a store. There is no default of any. */
type Unlock = {
    readonly passphrase: string | Uint8Array;
    readonly kdf?: Kdf;
} | {
    readonly key: Uint8Array;
} | {
    readonly provider: KeyProvider;
};
/** A slot in words, without what it wraps. */
interface SlotInfo {
    /** 32 hexadecimal digits. */
    readonly id: string;
    readonly type: Slot['type'];
    /** Of a passphrase. */
    readonly cost?: string;
    /** Of a provider. */
    readonly provider?: string;
}

/**
 * Keys, encrypted under keys that an unlocker opens. FORMAT.md says how they lie in a backend. All methods see what
 * other processes wrote; each change is one commit, whole and durable when its promise resolves. Where it rejects with
 * `storage`, or with an error of the audit log or the anchor, the commit may have been made: `get` and `list` tell.
 *
 * @example
 * ```ts
 * const store = await KeyStore.create(memoryBackend(), { passphrase: 'correct horse battery staple' });
 * const id = await store.generate('aes-256', { id: 'agg/round-7' });
 * const key = await store.get(id);
 * const sealed = key.seal(new TextEncoder().encode('hello'));
 * ```
 */
declare class KeyStore {
    #private;
    private constructor();
    /**
     * Makes a store.
     *
     * @throws {FedzkError} `already-exists`; `invalid-argument`; `storage`
     */
    static create(backend: KeyStoreBackend, unlock: Unlock, options?: KeyStoreOptions): Promise<KeyStore>;
    /**
     * Opens a store.
     *
     * @throws {FedzkError} `not-found`: there is none; `wrong-key`; `damaged`; `rolled-back`; `storage`
     */
    static open(backend: KeyStoreBackend, unlock: Unlock, options?: KeyStoreOptions): Promise<KeyStore>;
    /**
     * Makes a store of a backup, where there is none. The backup is verified, every entry opened, before anything is
     * written; the store is there whole or not at all. It is in the state of the backup: keys that were deleted or put
     * since, and slots that were removed or added, are as they were then.
     *
     * With `anchor` the store is anchored from then on. One that knows a newer state refuses, unless `acceptRollback`.
     *
     * @param backup its bytes, or where it lies, such as `backupFile(path)` of `@fedzk/keys/node`
     * @param unlock what opened the store when the backup was made
     * @returns the store, open
     * @throws {FedzkError} `already-exists`; `damaged`; `wrong-key`; `rolled-back`; `invalid-argument`: the backup is of
     *   an anchored store and `anchor` is missing; `storage`
     */
    static restore(backend: KeyStoreBackend, backup: Uint8Array | BackupSource, unlock: Unlock, options?: RestoreOptions): Promise<KeyStore>;
    /** 32 hexadecimal digits, random. */
    get id(): string;
    /** How many commits there were, as far as this program has seen. */
    get generation(): number;
    get freshness(): Freshness;
    /**
     * Keeps a key. Its bytes are copied; wipe yours.
     *
     * @returns its name
     * @throws {FedzkError} `already-exists`, unless `replace`; `invalid-argument`
     */
    put(key: Uint8Array, options?: PutOptions): Promise<string>;
    /** Keeps keys, all in one commit. */
    putMany(keys: Iterable<NewKey>): Promise<string[]>;
    /**
     * Makes a key inside the module, where its bytes stay, and keeps it.
     *
     * @returns its name
     * @throws {FedzkError} `already-exists`, unless `replace`; `invalid-argument`
     */
    generate(kind: 'aes-256' | 'hmac-sha256', options?: NewKeyOptions): Promise<string>;
    /**
     * A key, for use.
     *
     * @throws {FedzkError} `not-found`, of a version too; `damaged`; `invalid-state`: the module is full
     */
    get(id: string, options?: GetOptions): Promise<KeyHandle>;
    /**
     * An exportable key's bytes, once the audit log has kept the event. They are the caller's to wipe.
     *
     * @throws {FedzkError} as `get`; `not-exportable`
     */
    export(id: string, options?: GetOptions): Promise<Uint8Array<ArrayBuffer>>;
    /**
     * Changes what is said of a key, without its secret. What is left out stays; null takes away.
     *
     * @throws {FedzkError} `not-found`; `invalid-argument`, among it what can't be changed
     */
    update(id: string, changes: UpdateOptions): Promise<void>;
    /**
     * Removes old versions of a key, or one: what they sealed no longer opens. It reaches as far as `delete`.
     *
     * @returns which were removed
     * @throws {FedzkError} `not-found`; `invalid-argument`: it is the newest; `invalid-state`: the key is on hold
     */
    retire(id: string, which: number | {
        readonly before: number;
    }): Promise<readonly number[]>;
    /** All keys, by name, without their secrets. */
    list(filter?: ListFilter): Promise<KeyInfo[]>;
    /**
     * Removes a key: honest readers no longer find it. Older copies of the store still open for who has an unlocker.
     *
     * @throws {FedzkError} `not-found`; `invalid-state`: it is on hold
     */
    delete(id: string): Promise<DeletionReceipt>;
    /**
     * Removes a key, then moves all others to a new master key and destroys the old ones: no entry of before opens from a
     * later head. Who holds an older head and an unlocker still opens both.
     *
     * @throws {FedzkError} as `delete`
     */
    erase(id: string): Promise<DeletionReceipt>;
    /**
     * Ends the store: destroys the keys of providers that can, makes a last head that no commit follows, and removes all
     * objects. The only deletion that reaches copies, as far as no other slot opens them: the receipt lists the slots that
     * it does not reach. Who writes meanwhile gets `erased` or `not-found`, and leaves nothing. If it is interrupted, call
     * it again, or open the store, which removes the rest and rejects with `erased`.
     *
     * @param providers those of the store's provider slots
     */
    cryptoErase(providers?: readonly {
        destroy?(): Promise<void>;
        readonly name: string;
    }[]): Promise<StoreReceipt>;
    /**
     * Makes a new master key, which new entries are wrapped by. One small write, however many entries there are; `rewrap`
     * moves those.
     *
     * @returns the master key's id
     * @throws {FedzkError} `invalid-state`: 64 are in use, so `rewrap` first
     */
    rotateMaster(): Promise<number>;
    /**
     * Moves entries to the primary master key, a batch a commit, and destroys the master keys that are then unused. It can
     * be stopped at any time, by a crash too: another call goes on where it was.
     */
    rewrap({ batch, reencrypt, signal, }?: RewrapOptions): AsyncGenerator<RewrapProgress, void>;
    /**
     * Replaces the root key, under which all others lie, and all slots by those of `unlocks`. Slots that are not among
     * them no longer open the store.
     *
     * @returns the slots that are gone
     */
    rotateRoot(unlocks: readonly Unlock[]): Promise<SlotInfo[]>;
    /** What opens the store. */
    slots(): Promise<SlotInfo[]>;
    /**
     * Lets one more unlocker open the store.
     *
     * @returns the slot's id
     */
    addSlot(unlock: Unlock): Promise<string>;
    /**
     * Takes an unlocker away. Who has an older copy of the store still opens that one with it: `rotateRoot`, and `rewrap`
     * with `reencrypt`, keep him out of what is put later.
     *
     * @throws {FedzkError} `not-found`; `invalid-state`: it is the last one
     */
    removeSlot(slotId: string): Promise<void>;
    /**
     * Replaces a passphrase. Like `removeSlot`, it doesn't reach older copies.
     *
     * @throws {FedzkError} `wrong-key`: the old one opens no slot
     */
    changePassphrase(old: string | Uint8Array, unlock: Extract<Unlock, {
        readonly passphrase: unknown;
    }>): Promise<void>;
    /** Reads everything that opens, older heads too, opens every entry, and tells what is wrong. Changes nothing. */
    verify(): Promise<StoreReport>;
    /**
     * Copies the newest state, as one piece that `restore` makes a store of; other processes may write meanwhile. All in
     * it stays sealed: it opens with what opens the store now, and no later change of a passphrase or slot reaches it.
     *
     * @param target such as `backupFile(path)` of `@fedzk/keys/node`
     * @throws {FedzkError} `damaged`: something is not what was written, and `verify` names it; what `target` rejects with
     *
     * @example
     * ```ts
     * const { generation } = await store.backup(backupFile('/mnt/backup/keys-2030-01-31'));
     * ```
     */
    backup(target: BackupTarget): Promise<BackupReceipt>;
    /** Wipes all keys from memory. Handles end; the store can be opened again. */
    lock(): void;
    [Symbol.dispose](): void;
}

export { type Backend, BackupReceipt, BackupSource, BackupTarget, DeletionReceipt, Freshness, GetOptions, type Kdf, KeyHandle, KeyInfo, type KeyProvider, KeyStore, KeyStoreBackend, KeyStoreOptions, ListFilter, NewKey, NewKeyOptions, PutOptions, RestoreOptions, RewrapOptions, RewrapProgress, type SlotInfo, StoreReceipt, StoreReport, type Unlock, UpdateOptions, backend, memoryBackend, open, seal };
