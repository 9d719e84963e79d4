/// <reference lib="esnext.disposable" />
import { AuditSink } from '@fedzk/core';

/** The newest head of a store. */
interface StoredHead {
    readonly generation: number;
    readonly bytes: Uint8Array;
}
/**
 * What became of a head: it stands; another writer was first and nothing has changed; or it may have been made, and heads
 * upon it, and that can no longer be seen.
 */
type CommitOutcome = 'ok' | 'conflict' | 'unknown';
/** A head that a writer has seen, as it tells whose objects are to be removed. */
interface KnownHead {
    readonly storeId: Uint8Array;
    readonly generation: number;
    /** SHA-256 of its bytes. */
    readonly hash: Uint8Array;
}
/** An object that a backend keeps. */
interface StoredObject {
    readonly name: string;
    /** How long it has been there, in milliseconds; 0 where that isn't known. */
    readonly age: number;
}
/**
 * Where a key store lies: objects that never change, and a head that moves from one generation to the next. All that a
 * store promises rests on {@link commitHead}. What the store writes is sealed; a backend can lose it and nothing else.
 *
 * Names are `h/` and `b/` with lower-case hexadecimal digits and hyphens (FORMAT.md, "Objects"). A rejected promise
 * means that it is not known whether a write happened.
 */
interface KeyStoreBackend {
    /** The head of the highest generation; undefined where there is no store. */
    readHead(): Promise<StoredHead | undefined>;
    /**
     * Makes bytes the head of a generation, durably, unless that generation was taken. The head of the generation before
     * must be there, and be the one that the bytes name (FORMAT.md, "Head"): a store that was removed stays so.
     *
     * @param generation one more than the generation that the bytes were made from
     * @param first whether it is the first head where there is none, of a new store or of one that is restored; by
     *   default that of generation 0
     * @param needs names of objects that were put for it. Where the place may get another store meanwhile, it is a
     *   conflict if one isn't there
     */
    commitHead(generation: number, bytes: Uint8Array, first?: boolean, needs?: readonly string[]): Promise<CommitOutcome>;
    /**
     * An object's bytes; undefined where there is none of that name.
     *
     * @param most an object of more bytes is damaged, and need not be read
     */
    get(name: string, most?: number): Promise<Uint8Array | undefined>;
    /** Writes objects, all durable when it resolves. Each name is used once. */
    put(objects: readonly {
        readonly name: string;
        readonly bytes: Uint8Array;
    }[]): Promise<void>;
    /**
     * Removes objects. It is no error when one is gone. With heads among them it is durable, and heads go by ascending
     * generation. Where no head is left the store has ended, and no writer makes another but one of generation 0.
     *
     * @param head what is removed is of the store of this head. A backend whose place may get another store, while a
     *   writer of the first one sleeps, removes nothing then
     * @throws {OtherHead} then
     */
    delete(names: readonly string[], head?: KnownHead): Promise<void>;
    /** All objects, those that are half written too. */
    list(): Promise<StoredObject[]>;
}

/** What a key is for. */
type KeyKind = 'aes-256' | 'hmac-sha256' | 'opaque';

/** Bytes of their own, which WebCrypto takes too. */
type Bytes = Uint8Array<ArrayBuffer>;

/** A key's handle. */
type Key = number & {
    readonly __key: never;
};
/** Where a message is sealed: the key and what it is bound to. */
interface Place {
    readonly key: Key;
    readonly context: Uint8Array;
}
/** The keys of one store. Those of a vault that is dropped are freed some time after. */
declare class Vault {
    #private;
    constructor();
    /** Frees keys some time after an object, which must not be reachable from them, was collected as garbage. */
    freeWith(owner: object, ...owned: readonly Key[]): void;
    /** Frees keys now that `freeWith` tied to their owner. */
    freeOwned(owner: object, ...owned: readonly Key[]): void;
    /** Copies a key in. */
    importKey(bytes: Uint8Array): Key;
    /** 32 bytes of the platform's generator, drawn into the module's memory. */
    randomKey(): Key;
    /** Random bytes that are no secret. */
    randomBytes(length: number): Bytes;
    /** PBKDF2-HMAC-SHA256 of a passphrase. */
    pbkdf2(passphrase: Uint8Array, salt: Uint8Array, iterations: number): Key;
    /** HKDF-SHA256 to another key of 32 bytes. */
    deriveKey(key: Key, salt: Uint8Array, info: Uint8Array): Key;
    /** HKDF-SHA256 to bytes that are no secret. */
    derive(key: Key, salt: Uint8Array, info: Uint8Array, length: number): Bytes;
    /** HMAC-SHA256. */
    mac(key: Key, message: Uint8Array): Bytes;
    /** Whether it is the HMAC-SHA256 of a message, in constant time. */
    verifyMac(key: Key, message: Uint8Array, mac: Uint8Array): boolean;
    /** SHA-256 of what is no secret. */
    sha256(message: Uint8Array): Bytes;
    /** Seals one key under another. */
    sealKey(key: Key, context: Uint8Array, inner: Key): Bytes;
    /** Opens a key; undefined where it isn't authentic. */
    openKey(key: Key, context: Uint8Array, sealed: Uint8Array): Key | undefined;
    /** Seals bytes. */
    seal(key: Key, context: Uint8Array, plaintext: Uint8Array): Bytes;
    /** Opens bytes; undefined where they aren't authentic. */
    open(key: Key, context: Uint8Array, sealed: Uint8Array): Bytes | undefined;
    /** Seals the length of metadata, the metadata and a key. */
    sealPayload(key: Key, context: Uint8Array, metadata: Uint8Array, secret: Key): Bytes;
    /** Opens what `sealPayload` gave: the key stays in the module. */
    openPayload(key: Key, context: Uint8Array, sealed: Uint8Array): {
        readonly metadata: Uint8Array;
        readonly secret: Key;
    } | undefined;
    /** What is sealed, under another key and context; it is not looked at. Undefined where it isn't authentic. */
    rewrap(from: Place, to: Place, sealed: Uint8Array): Bytes | undefined;
    /** A part of a key's bytes, as a key of its own. */
    part(key: Key, at: number, length: number): Key;
    /** A key of the bytes of two, one after the other. */
    join(first: Key, second: Key): Key;
    lengthOf(key: Key): number;
    /** How many keys it has. */
    get size(): number;
    has(key: Key): boolean;
    /** A key's bytes, which are the caller's to wipe. */
    exportKey(key: Key): Bytes;
    /** Wipes a key. */
    free(key: Key): void;
    /** Wipes all keys, and those that come later at once. */
    close(): void;
}

/** A version of a key. */
interface KeyVersion {
    /** From 1; the newest has the highest. */
    readonly version: number;
    /** When it was put, milliseconds since 1970. */
    readonly created: number;
    readonly kind: KeyKind;
    readonly exportable: boolean;
}
/** A version, and which bytes of the entry's secret it has. */
interface PlacedVersion extends KeyVersion {
    readonly at: number;
    readonly bytes: number;
}

/** What is known of a key. Times are milliseconds since 1970. */
interface KeyInfo {
    /** Its name in the store. */
    readonly id: string;
    readonly kind: KeyKind;
    readonly exportable: boolean;
    readonly version: number;
    /** When this version was put. */
    readonly created: number;
    readonly purpose?: string;
    readonly owner?: string;
    readonly expiresAt?: number;
    readonly hold?: true;
    readonly metadata?: Readonly<Record<string, unknown>>;
    /** All versions that the store has, by ascending version: the newest is the last. */
    readonly versions: readonly KeyVersion[];
}
/** How a handle tells of bytes that leave; where it throws, they don't. */
type TellExport = (info: KeyInfo) => void;
/** What a handle uses. */
interface HandleKeys {
    readonly key: Key;
    /** All versions one after the other, and where the older ones stand. */
    readonly all?: Key;
    readonly older?: readonly PlacedVersion[];
}
/**
 * A key of an open store, for use. Its bytes stay in the module's memory; all methods are synchronous. It ends with
 * the store's `lock()`, or when it is disposed of. One that is dropped is wiped some time after it was collected as
 * garbage; dispose of it, or declare it with `using`, where many are made.
 *
 * After `expiresAt` a key still opens and verifies, and neither seals nor signs (NIST SP 800-57 Part 1, §5.3). The same
 * holds for a version that is not the newest.
 */
declare class KeyHandle {
    #private;
    readonly info: KeyInfo;
    /** @internal */
    constructor(vault: Vault, keys: HandleKeys, info: KeyInfo, tellExport: TellExport);
    get id(): string;
    /** What the user keeps with the key. */
    get metadata(): Readonly<Record<string, unknown>>;
    /**
     * Seals a message with an `aes-256` key: 80 bytes more than it has. It opens with this key and this `aad` only.
     *
     * @param aad what the message belongs to; not in the result
     * @throws {FedzkError} `expired`; `unsupported` for a key of another kind; `disposed`
     */
    seal(plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
    /**
     * Opens what `seal` gave, with whichever version of the key sealed it. A sealed message commits to its key, so a
     * version that did not seal it never opens it.
     *
     * @throws {FedzkError} `not-authentic`: sealed with another key, a version that was retired, or another `aad`, or
     *   changed; `unsupported`; `disposed`
     */
    open(sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
    /**
     * HMAC-SHA256 (RFC 2104) with an `hmac-sha256` key: 32 bytes.
     *
     * @throws {FedzkError} `expired`; `unsupported` for a key of another kind; `disposed`
     */
    sign(message: Uint8Array): Uint8Array<ArrayBuffer>;
    /** Whether `sign` gave this for the message, with whichever version of the key; in constant time for each. */
    verify(message: Uint8Array, signature: Uint8Array): boolean;
    /**
     * The key's bytes, where it was put as exportable. They are the caller's to wipe. The audit log is told before they
     * leave; `KeyStore.export` also waits until it has kept the event.
     *
     * @throws {FedzkError} `not-exportable`; `disposed`
     */
    exportRaw(): Uint8Array<ArrayBuffer>;
    /** Wipes the key from memory. */
    [Symbol.dispose](): void;
}

/** What an anchor holds of a store. */
interface AnchorValue {
    readonly generation: number;
    /** SHA-256 of that generation's head. */
    readonly hash: Uint8Array;
    /** The commitments of root keys that the store may have: one, or two while the root changes. */
    readonly roots: readonly Uint8Array[];
}
/**
 * Something that remembers how far a store has come, and lies elsewhere: an audit log, a counter in an HSM, another
 * machine. Without one, nobody can tell a store from its older copy.
 */
interface Anchor {
    /** @param storeId 32 hexadecimal digits */
    load(storeId: string): Promise<AnchorValue | undefined>;
    /** Called after each commit, and before one that changes the root. A lower generation must not replace a higher one. */
    save(storeId: string, value: AnchorValue): Promise<void>;
}
interface KeyStoreOptions {
    /**
     * Gets an event when the store is opened or does not open, for each change, each key that is handed out or exported,
     * and each list. Those of what leaves come before it leaves.
     */
    readonly audit?: AuditSink;
    readonly anchor?: Anchor;
    /**
     * Lets `open` begin with an anchor that knows nothing of the store: one that was made without, or whose anchor was
     * lost. The state that is there is then trusted to be the newest, and from then on the store opens with an anchor
     * alone. Default false: an anchor that does not know the store refuses it.
     */
    readonly addAnchor?: boolean;
    /** The store that is meant, by its id; another one is refused. */
    readonly id?: string;
    /** Who is said to act in audit events; default `keystore`. */
    readonly user?: string;
}
/** What may be said of a new key. */
interface NewKeyOptions {
    /** Its name; by default a random one. */
    readonly id?: string;
    readonly purpose?: string;
    readonly owner?: string;
    /** From then on it neither seals nor signs. */
    readonly expiresAt?: Date | number;
    /** Whether `exportRaw` gives its bytes; default false. */
    readonly exportable?: boolean;
    /** Anything that JSON holds; encrypted. */
    readonly metadata?: Readonly<Record<string, unknown>>;
    /** Refuses to be deleted, and to lose old versions, until `update` or a replacement says `hold: false`. */
    readonly hold?: boolean;
    /**
     * Puts the next version of the key of that name, where there is one; default false: it is refused. What isn't said
     * stays as it is, and older versions stay until `retire`.
     */
    readonly replace?: boolean;
}
/** What is to change of a key; null takes away what was said. What is left out stays. */
interface UpdateOptions {
    readonly purpose?: string | null;
    readonly owner?: string | null;
    /** From then on it neither seals nor signs. */
    readonly expiresAt?: Date | number | null;
    readonly metadata?: Readonly<Record<string, unknown>> | null;
    readonly hold?: boolean;
}
interface GetOptions {
    /** Default: the newest, which also opens what older ones sealed. */
    readonly version?: number;
}
interface PutOptions extends NewKeyOptions {
    /** Default: that of the version before; of a new key, `aes-256` for 32 bytes and `opaque` for others. */
    readonly kind?: KeyKind;
}
/** One of `putMany`. */
interface NewKey extends PutOptions {
    readonly key: Uint8Array;
}
/** Says that an entry is gone, for an audit log. It names no key: the entry's id is random. */
interface DeletionReceipt {
    readonly storeId: string;
    /** SHA-256 of the entry's id, hexadecimal. */
    readonly entry: string;
    /** From which generation on. */
    readonly generation: number;
    /** SHA-256 of that head, hexadecimal. */
    readonly head: string;
    /** How far it reaches; README.md says what each promises. */
    readonly reach: 'delete' | 'erase';
}
/** Says that a store is gone. */
interface StoreReceipt {
    readonly storeId: string;
    readonly generation: number;
    readonly head: string;
    readonly reach: 'crypto-erase';
    /** Slots whose key somebody may still have, with an old copy of the store: passphrases and raw keys. */
    readonly notReached: readonly string[];
}
interface RewrapOptions {
    /** About how many entries a commit has; default 4,096. */
    readonly batch?: number;
    /** New data keys too, so that nobody who had an old one reads on; default false. */
    readonly reencrypt?: boolean;
    /** Stops between commits; what was done stays done, and another call goes on. */
    readonly signal?: AbortSignal;
}
interface RewrapProgress {
    readonly buckets: number;
    readonly ofBuckets: number;
    /** How many entries were moved so far. */
    readonly entries: number;
    /** Master keys that were destroyed, in the last one. */
    readonly destroyed: readonly number[];
}
interface StoreProblem {
    /** An object's name, or the numbers of a bucket and an entry in it. */
    readonly where: string;
    readonly why: string;
}
interface StoreReport {
    /** Whether all is there and authentic. */
    readonly ok: boolean;
    readonly generation: number;
    readonly entries: number;
    readonly problems: readonly StoreProblem[];
    /** Objects that no head names: of writers that were interrupted. */
    readonly orphans: readonly string[];
    readonly freshness: Freshness;
}
/** Whether an anchor confirms that a store is not an older copy. */
type Freshness = 'anchored' | 'unverified';
type ListFilter = (key: KeyInfo) => boolean;

/** Where a backup is written; `backupFile` of `@fedzk/keys/node` is a file. */
interface BackupTarget {
    /** Keeps a backup, whole or not at all, and resolves when it is durable. */
    write(backup: Uint8Array): Promise<void>;
}
/** Where a backup is read; `backupFile` of `@fedzk/keys/node` is a file. */
interface BackupSource {
    read(): Promise<Uint8Array>;
}
/** Says which state a backup holds. */
interface BackupReceipt {
    /** 32 hexadecimal digits. */
    readonly storeId: string;
    readonly generation: number;
    /** SHA-256 of that generation's head, hexadecimal. */
    readonly head: string;
    readonly entries: number;
    /** The length of the backup in bytes. */
    readonly length: number;
}
interface RestoreOptions extends KeyStoreOptions {
    /**
     * Restores a state that is older than the one the anchor knows, or that has another root key: what was committed
     * after the backup is lost, and the anchor takes the restored state for the newest. Default false: it is refused.
     */
    readonly acceptRollback?: boolean;
}

export { type Anchor as A, type BackupReceipt as B, type DeletionReceipt as D, type Freshness as F, type GetOptions as G, KeyHandle as K, type ListFilter as L, type NewKey as N, type PutOptions as P, type RestoreOptions as R, type StoreProblem as S, type UpdateOptions as U, type AnchorValue as a, type BackupSource as b, type BackupTarget as c, type KeyInfo as d, type KeyKind as e, type KeyStoreBackend as f, type KeyStoreOptions as g, type KeyVersion as h, type NewKeyOptions as i, type RewrapOptions as j, type RewrapProgress as k, type StoreReceipt as l, type StoreReport as m, type StoredHead as n, type StoredObject as o };
