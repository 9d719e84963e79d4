// The inside of an open store: reading the newest state, and moving to the next one.

import { type AuditEvent, FedzkError, toHex } from '@fedzk/core';
import type { KeyStoreBackend, StoredHead } from '../backends/backend.js';
import { bucketOf, type Row } from '../format/bucket.js';
import { sameBytes } from '../format/bytes.js';
import type { BucketBits, Head } from '../format/head.js';
import { BUCKET_BITS } from '../format/head.js';
import type { Vault } from '../vault.js';
import { AuditTrail } from './audit.js';
import type { StoreKeys } from './keys.js';
import type { AnchorValue, Freshness, KeyStoreOptions } from './options.js';
import {
  anchorOf,
  Buckets,
  bucketNames,
  Gone,
  isAuthentic,
  type NewBucket,
  NO_BUCKET,
  newBucket,
  refuseRollback,
  type State,
  sealHead,
  shapeOf,
} from './state.js';

/** What a commit changes. */
export interface Change<T> {
  /** Fields of the head. */
  readonly head?: Partial<Pick<Head, 'anchored' | 'slots' | 'masters' | 'rootCommitment' | 'wrappedNameKey'>>;
  /** All rows that the named buckets have from now on. */
  readonly buckets?: ReadonlyMap<number, readonly Row[]>;
  /** How many entries more there are. */
  readonly added?: number;
  /** Keys of a new root. */
  readonly keys?: StoreKeys;
  readonly result: T;
}

/** A state that is already as it should be. */
export interface Nothing<T> {
  readonly nothing: true;
  readonly result: T;
}

/** A commit that was made. */
export interface Committed<T> {
  readonly state: State;
  readonly result: T;
}

/** So often another writer may be first. He then has made a commit, so somebody always gets on. */
const MOST_CONFLICTS = 1000;
const MOST_MISSES = 100;
/** Buckets that no head names may be of a writer who is at work; after so many milliseconds they are not. */
export const ORPHAN_AGE = 3_600_000;
/** A store has more buckets when there are more entries than this, times their number. */
const FULL_BUCKET = 64;

/** An open store. One operation after the other: a queue keeps a program's own writers apart. */
export class StoreCore {
  readonly backend: KeyStoreBackend;
  readonly vault: Vault;
  readonly buckets: Buckets;
  readonly trail: AuditTrail;
  readonly #options: KeyStoreOptions;
  #keys: StoreKeys;
  #state: State;
  #freshness: Freshness = 'unverified';
  #queue: Promise<unknown> = Promise.resolve();
  #locked = false;

  private constructor(backend: KeyStoreBackend, vault: Vault, keys: StoreKeys, state: State, options: KeyStoreOptions) {
    this.backend = backend;
    this.vault = vault;
    this.buckets = new Buckets(backend, vault);
    this.trail = new AuditTrail(options, vault);
    this.#keys = keys;
    this.#state = state;
    this.#options = options;
  }

  /** Opens a head whose root key is known. */
  static async open(
    backend: KeyStoreBackend,
    vault: Vault,
    keys: StoreKeys,
    { bytes, generation }: StoredHead,
    options: KeyStoreOptions,
  ): Promise<StoreCore> {
    const head = shapeOf({ bytes, generation });
    if (!isAuthentic(vault, keys.mac, bytes)) {
      throw new FedzkError('damaged', "The key store's head is damaged: its MAC is wrong. Restore it from a backup.");
    }
    const state = { head, hash: vault.sha256(bytes) };
    const core = new StoreCore(backend, vault, keys, state, options);
    await core.#compareWithAnchor(state);
    return core;
  }

  get storeId(): string {
    return toHex(this.#state.head.storeId);
  }

  get keys(): StoreKeys {
    return this.#keys;
  }

  get freshness(): Freshness {
    return this.#freshness;
  }

  get state(): State {
    return this.#state;
  }

  /** Wipes all keys; every later use fails. */
  lock(): void {
    this.#locked = true;
    this.buckets.clear();
    this.vault.close();
  }

  /** Reads with the newest state, and again where a bucket is gone, because somebody wrote meanwhile. */
  read<T>(look: (state: State) => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#tryRead(look));
  }

  async #tryRead<T>(look: (state: State) => Promise<T>): Promise<T> {
    for (let misses = 0; ; misses++) {
      const state = await this.#refresh();
      try {
        return await look(state);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
        const newest = await this.#refresh();
        // The same head, and still not there: nobody else took it away.
        if (newest.head.generation === state.head.generation || misses === MOST_MISSES) {
          throw missing(error);
        }
      }
    }
  }

  /**
   * The rows of a bucket, with a problem where it is missing, unless that is because somebody wrote meanwhile.
   *
   * @throws {Gone} then, and {FedzkError} `damaged`
   */
  async rowsToVerify(head: Head, number: number): Promise<readonly Row[]> {
    try {
      return await this.buckets.rows(head, number);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      const newest = await this.#refresh();
      if (newest.head.generation !== head.generation) throw error;
      throw missing(error);
    }
  }

  /**
   * Makes a commit of what `decide` says about the newest state; where another writer was first, it is asked again. It
   * may be asked again after its own commit too, whose outcome was not seen, and says `nothing` then.
   */
  commit<T>(decide: (state: State) => Promise<Change<T> | Nothing<T>>): Promise<Committed<T>> {
    return this.#inTurn(async () => {
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
        const attempt = await this.#tryRead(async (state) => {
          const change = await decide(state);
          return { state, change, written: 'nothing' in change ? undefined : await this.#prepare(state, change) };
        });
        const { state, change, written } = attempt;
        if ('nothing' in change || written === undefined) return { state, result: change.result };
        const next = await this.#write(state, change, written);
        if (next !== undefined) return { state: next, result: change.result };
        await pause(conflicts);
      }
      throw new FedzkError(
        'storage',
        `Other writers were first ${MOST_CONFLICTS} times; nothing was changed. Try again.`,
      );
    });
  }

  /** Tells the audit log. */
  audit(operation: string, resource: string, details?: AuditEvent['details']): Promise<void> {
    return this.trail.tell({ operation, resource, ...(details && { details }) });
  }

  /** The head and the buckets that a change leads to. */
  async #prepare<T>({ head, hash }: State, change: Change<T>): Promise<{ head: Head; buckets: NewBucket[] }> {
    const entries = head.entries + (change.added ?? 0);
    const bits = bitsFor(entries, head.bucketBits);
    const rows =
      bits === head.bucketBits ? (change.buckets ?? new Map()) : await this.#spread(head, bits, change.buckets);
    const buckets = [...(bits === head.bucketBits ? head.buckets : new Array<Uint8Array>(2 ** bits).fill(NO_BUCKET))];
    const written: NewBucket[] = [];
    for (const [number, content] of rows) {
      const bucket = newBucket(this.vault, head.storeId, number, bits, content);
      buckets[number] = bucket?.hash ?? NO_BUCKET;
      if (bucket !== undefined) written.push(bucket);
    }
    const next: Head = {
      ...head,
      ...change.head,
      entries,
      bucketBits: bits,
      buckets,
      generation: head.generation + 1,
      time: Date.now(),
      previous: hash,
    };
    return { head: next, buckets: written };
  }

  /** All rows in more buckets. */
  async #spread(
    head: Head,
    bits: BucketBits,
    changed: ReadonlyMap<number, readonly Row[]> = new Map(),
  ): Promise<Map<number, Row[]>> {
    const spread = new Map<number, Row[]>();
    for (const number of head.buckets.keys()) {
      for (const row of changed.get(number) ?? (await this.buckets.rows(head, number))) {
        const to = bucketOf(row.tag, bits);
        spread.set(to, [...(spread.get(to) ?? []), row]);
      }
    }
    return spread;
  }

  /** @returns undefined where another writer was first */
  async #write<T>(
    before: State,
    change: Change<T>,
    { head, buckets }: { head: Head; buckets: readonly NewBucket[] },
  ): Promise<State | undefined> {
    const keys = change.keys ?? this.#keys;
    const bytes = sealHead(this.vault, keys.mac, head);
    if (change.keys !== undefined) await this.#saveAnchor(anchorOf(before, head.rootCommitment));
    const since = Date.now();
    await this.backend.put(buckets);
    const outcome = await this.backend.commitHead(head.generation, bytes);
    if (outcome === 'conflict') {
      // The head may have been made, and built upon, before that was seen: then others name these buckets.
      await this.#removeBuckets(buckets, (await this.#refresh()).head);
      return undefined;
    }
    // Who slept between the two may have had his buckets taken for left over.
    if (Date.now() - since > ORPHAN_AGE / 2) await this.backend.put(buckets);
    const state = { head, hash: this.vault.sha256(bytes) };
    this.#state = state;
    this.#keys = keys;
    keys.forgetAllBut(head);
    await this.#removeBuckets(namedBy(before.head), head);
    await this.#saveAnchor(anchorOf(state));
    return state;
  }

  /** Removes buckets that a head doesn't name. */
  async #removeBuckets(buckets: readonly { readonly name: string }[], head: Head): Promise<void> {
    const kept = new Set(bucketNames(head));
    await this.backend.delete(buckets.map(({ name }) => name).filter((name) => !kept.has(name)));
  }

  async #refresh(): Promise<State> {
    this.#requireOpen();
    const stored = await this.backend.readHead();
    if (stored === undefined) throw new FedzkError('not-found', 'The key store is no longer there.');
    this.#requireOpen();
    const hash = this.vault.sha256(stored.bytes);
    if (sameBytes(hash, this.#state.hash)) return this.#state;
    const head = shapeOf(stored);
    if (!isAuthentic(this.vault, this.#keys.mac, stored.bytes)) {
      throw new FedzkError(
        'damaged',
        "The key store's head is damaged, or another process has changed its root key: open the store again.",
      );
    }
    // A store that was open here can't become older.
    refuseRollback(head, hash, anchorOf(this.#state));
    // Another process may have added one.
    this.#requireAnchorOf(head);
    this.#state = { head, hash };
    this.#keys.forgetAllBut(head);
    return this.#state;
  }

  async #compareWithAnchor({ head, hash }: State): Promise<void> {
    const { anchor, addAnchor = false } = this.#options;
    if (anchor === undefined) return this.#requireAnchorOf(head);
    const value = await anchor.load(this.storeId);
    if (value === undefined) {
      if (addAnchor) return this.anchorNow();
      if (head.generation === 0) return;
      throw new FedzkError(
        'rolled-back',
        `The anchor knows no key store ${this.storeId}; it can't be told from an older copy.`,
      );
    }
    refuseRollback(head, hash, value);
    this.#freshness = 'anchored';
    // Who made it did not come to say so.
    if (head.generation > value.generation) await this.#saveAnchor(anchorOf(this.#state));
  }

  #requireAnchorOf({ anchored }: Head): void {
    if (!anchored || this.#options.anchor !== undefined) return;
    throw new FedzkError('invalid-argument', 'The key store has an anchor; open it with "anchor".');
  }

  async #saveAnchor(value: AnchorValue): Promise<void> {
    const { anchor } = this.#options;
    if (anchor === undefined) return;
    await anchor.save(this.storeId, value);
    this.#freshness = 'anchored';
  }

  /** Tells the anchor of a state that was found, or made. */
  async anchorNow(): Promise<void> {
    await this.#saveAnchor(anchorOf(this.#state));
  }

  #requireOpen(): void {
    if (this.#locked) throw new FedzkError('disposed', 'The key store is locked; open it again.');
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined); // the caller gets it; the next one has nothing to do with it
    return turn;
  }
}

function namedBy(head: Head): { readonly name: string }[] {
  return bucketNames(head).map((name) => ({ name }));
}

function missing({ message }: Gone): FedzkError {
  return new FedzkError('damaged', `The key store is damaged: ${message} is missing. Restore it from a backup.`);
}

function bitsFor(entries: number, bits: BucketBits): BucketBits {
  return BUCKET_BITS.find((more) => more >= bits && entries <= FULL_BUCKET * 2 ** more) ?? 8;
}

/** A little, and differently for each writer. */
function pause(conflicts: number): Promise<void> {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  return new Promise((resolve) => setTimeout(resolve, (random / 255) * Math.min(conflicts, 20)));
}
