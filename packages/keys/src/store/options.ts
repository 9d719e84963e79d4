import type { AuditSink, CallOptions } from '@fedzk/core';
import type { KeyKind } from '../format/entry.js';
import type { KeyInfo } from './handle.js';

/** The newest state of a store, as an anchor keeps it. */
export interface AnchorValue {
  readonly generation: number;
  /** SHA-256 of that generation's head. */
  readonly hash: Uint8Array;
  /** The commitments of root keys that the store may have: one, or two while the root changes. */
  readonly roots: readonly Uint8Array[];
}

/**
 * Remembers the newest generation of a store in another place: an audit log, a counter in an HSM, another machine. Without
 * one, nobody can tell a store from its older copy.
 */
export interface Anchor {
  /** @param storeId 32 hexadecimal digits */
  load(storeId: string): Promise<AnchorValue | undefined>;
  /** Called after each commit, and before one that changes the root. A lower generation must not replace a higher one. */
  save(storeId: string, value: AnchorValue): Promise<void>;
}

export interface KeyStoreOptions {
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
  /** The id that the store must have; another store is refused. */
  readonly id?: string;
  /** The `user_id` of audit events, of 1 to 256 characters in one line; default `keystore`. */
  readonly user?: string;
}

/** Options of a new key. */
export interface NewKeyOptions {
  /** Its name; by default a random one. */
  readonly id?: string;
  readonly purpose?: string;
  readonly owner?: string;
  /** When it expires: from then on it only opens and verifies. `generate` refuses a past time; `put` takes it. */
  readonly expiresAt?: Date | number;
  /** Whether `exportRaw` gives its bytes; default false. */
  readonly exportable?: boolean;
  /** An object that JSON gives back unchanged: no Date, NaN or Map. It is encrypted. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Puts the key on hold: it can't be deleted, nor its versions retired, until `update` or a replacement sets `hold: false`. */
  readonly hold?: boolean;
  /**
   * Puts the next version if the name exists; default false: the call rejects with `already-exists`. Fields that are left
   * out stay as they are, and older versions stay until `retire`.
   */
  readonly replace?: boolean;
}

/** Changes of a key's info; null removes a field. Fields that are left out stay. */
export interface UpdateOptions {
  readonly purpose?: string | null;
  readonly owner?: string | null;
  /** When it expires: from then on it only opens and verifies. */
  readonly expiresAt?: Date | number | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly hold?: boolean;
}

export interface GetOptions {
  /** Default: the newest, which also opens what older ones sealed. */
  readonly version?: number;
}

export interface PutOptions extends NewKeyOptions {
  /** Default: that of the version before; of a new key, `aes-256` for 32 bytes and `opaque` for others. */
  readonly kind?: KeyKind;
}

/** One of `putMany`. */
export interface NewKey extends PutOptions {
  readonly key: Uint8Array;
}

/** Says that an entry is gone, for an audit log. It names no key: the entry's id is random. */
export interface DeletionReceipt {
  readonly storeId: string;
  /** SHA-256 of the entry's id, hexadecimal. */
  readonly entry: string;
  /** The first generation without the entry. */
  readonly generation: number;
  /** SHA-256 of that head, hexadecimal. */
  readonly head: string;
  /** How far it reaches; README.md says what each promises. */
  readonly reach: 'delete' | 'erase';
}

/** Says that a store is gone. */
export interface StoreReceipt {
  readonly storeId: string;
  readonly generation: number;
  readonly head: string;
  readonly reach: 'crypto-erase';
  /** Slots whose key somebody may still have, with an old copy of the store: passphrases and raw keys. */
  readonly notReached: readonly string[];
}

export interface RewrapOptions extends CallOptions {
  /** About how many entries each commit moves; default 4,096. */
  readonly batch?: number;
  /** Makes new data keys too, so that holders of old ones can't read what is put later; default false. */
  readonly reencrypt?: boolean;
}

export interface RewrapProgress {
  readonly buckets: number;
  readonly ofBuckets: number;
  /** The number of entries moved so far. */
  readonly entries: number;
  /** Master keys that were destroyed, in the last one. */
  readonly destroyed: readonly number[];
}

export interface StoreProblem {
  /** An object's name, or the numbers of a bucket and an entry in it. */
  readonly where: string;
  readonly why: string;
}

export interface StoreReport {
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
export type Freshness = 'anchored' | 'unverified';

export type ListFilter = (key: KeyInfo) => boolean;
