// The inside of an open store: reading the newest state, and moving to the next one.

import { type AuditEvent, FedzkError, toHex } from '@fedzk/core';
import { asOptions } from '../argument.js';
import type { Row } from '../format/bucket.js';
import { damaged, sameBytes } from '../format/bytes.js';
import { drops, type Head, readHead } from '../format/head.js';
import {
  generationOf,
  headName,
  type KeyStorage,
  type KnownHead,
  OtherHead,
  type StoredHead,
} from '../storage/storage.js';
import type { Vault } from '../vault.js';
import { AuditTrail } from './audit.js';
import { type Change, following, type NextHead, type Nothing } from './draft.js';
import { erased, isGone, lastHead } from './ended.js';
import { Group } from './group.js';
import type { StoreKeys } from './keys.js';
import { problemsOfOlderHeads } from './older-heads.js';
import type { AnchorValue, Freshness, KeyStoreOptions, StoreProblem } from './options.js';
import {
  anchorOf,
  Buckets,
  bucketNames,
  Gone,
  isAuthentic,
  missing,
  type NewBucket,
  refuseRollback,
  type State,
  sealHead,
  shapeOf,
} from './state.js';
import { type Commit, Turns } from './turns.js';

export type { Change, Nothing } from './draft.js';

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
/** A head is written in less, in milliseconds. */
const UNFINISHED_AGE = 60_000;

/** An open store. Operations have turns, in which a program's own writers make their commits together. */
export class StoreCore {
  readonly storage: KeyStorage;
  readonly vault: Vault;
  readonly buckets: Buckets;
  readonly trail: AuditTrail;
  readonly #options: KeyStoreOptions;
  #keys: StoreKeys;
  #state: State;
  #freshness: Freshness = 'unverified';
  readonly #turns = new Turns((first) => this.#commitTogether(first));
  /** Heads before this one are to be removed. */
  #sweepBelow: number | undefined;
  /** Whether another head than ours dropped something. Its writer may have come no further: the next commit sweeps. */
  #dropsSeen = false;
  #locked = false;
  #removedHeads: readonly StoreProblem[] = [];

  private constructor(storage: KeyStorage, vault: Vault, keys: StoreKeys, state: State, options: KeyStoreOptions) {
    this.storage = storage;
    this.vault = vault;
    this.buckets = new Buckets(storage, vault);
    this.trail = new AuditTrail(options, vault);
    this.#keys = keys;
    this.#state = state;
    this.#options = asOptions(options);
  }

  /** Opens a head whose root key is known. */
  static async open(
    storage: KeyStorage,
    vault: Vault,
    keys: StoreKeys,
    { bytes, generation }: StoredHead,
    options: KeyStoreOptions,
  ): Promise<StoreCore> {
    const head = shapeOf({ bytes, generation });
    if (!isAuthentic(vault, keys.mac, bytes)) {
      throw damaged('head', 'its MAC is wrong');
    }
    const state = { head, hash: vault.sha256(bytes) };
    const core = new StoreCore(storage, vault, keys, state, options);
    if (head.ended) {
      await core.removeAll().catch((cause: unknown) => {
        throw erased(head, 'What an interrupted erasure left of it could not be removed.', cause);
      });
      throw erased(head, 'What an interrupted erasure left of it was removed now.');
    }
    await core.#compareWithAnchor(state);
    await core.#sweepOlder();
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

  /** Older heads that were not authentic, and that opening the store removed. */
  get removedHeads(): readonly StoreProblem[] {
    return this.#removedHeads;
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
    return this.#turns.inTurn(() => this.#tryRead(look));
  }

  async #tryRead<T>(look: (state: State) => Promise<T>): Promise<T> {
    for (let misses = 0; ; misses++) {
      const state = await this.#current();
      try {
        return await look(state);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
        // The same head, and still not there: nobody else took it away.
        if ((await this.#isNewest(state)) || misses === MOST_MISSES) throw missing(error);
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
      throw (await this.#current()).head.generation === head.generation ? missing(error) : error;
    }
  }

  /**
   * Makes a commit of what `decide` says about the newest state, together with others that were asked for meanwhile: each
   * sees what those before it do, and has its own outcome. Where another writer was first, it is asked again. It may be
   * asked again after its own commit too, whose outcome was not seen, and says `nothing` then.
   */
  commit<T>(decide: (state: State) => Promise<Change<T> | Nothing<T>>): Promise<Committed<T>> {
    return new Promise((resolve, reject) => {
      this.#turns.push({
        fail: reject,
        attempt: async (state) => {
          const change = await decide(state);
          const settle = (made: State): void => resolve({ state: made, result: change.result });
          return 'nothing' in change ? { settle } : { settle, change };
        },
      });
    });
  }

  async #commitTogether(first: Commit): Promise<void> {
    const group = new Group(first, this.#turns, this.buckets, (state) => this.#isNewest(state));
    try {
      await this.#finishSweep();
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
        const { before, next } = await this.#tryRead((state) => group.decide(state, this.vault));
        if (next === undefined) return;
        const made = await this.#write(before, next);
        if (typeof made === 'object') return group.settle(made);
        if (made === 'unknown') return await this.#tryRead((state) => group.look(state));
        await pause(conflicts);
      }
      throw new FedzkError(
        'storage',
        `Other writers were first ${MOST_CONFLICTS} times; nothing was changed. Try again.`,
      );
    } catch (error) {
      group.fail(error);
    }
  }

  /** Tells the audit log. */
  audit(operation: string, resource: string, details?: AuditEvent['details']): Promise<void> {
    return this.trail.tell({ operation, resource, ...(details && { details }) });
  }

  /** @returns the state that it made, or what became of it instead */
  async #write(before: State, { head, buckets, keys = this.#keys }: NextHead): Promise<State | 'conflict' | 'unknown'> {
    const bytes = sealHead(this.vault, keys.mac, head);
    if (keys !== this.#keys) await this.#saveAnchor(anchorOf(before, head.rootCommitment));
    const since = Date.now();
    const names = buckets.map(({ name }) => name);
    await orUndo(this.storage.put(buckets), () => this.storage.delete(names));
    const made = this.storage.commitHead(head.generation, bytes, false, names);
    const outcome = await orUndo(made, () => this.#takeBack(buckets, 'unknown'));
    if (outcome !== 'ok') {
      await this.#takeBack(buckets, outcome);
      return outcome;
    }
    // If this process was suspended between the two, another may have collected its buckets as garbage: write them again.
    if (Date.now() - since > ORPHAN_AGE / 2) await this.storage.put(buckets);
    const state = { head, hash: this.vault.sha256(bytes) };
    this.#state = state;
    this.#keys = keys;
    keys.forgetAllBut(head);
    if (this.#dropsSeen || drops(before.head, head)) this.#sweepBelow = head.generation;
    for (const { name, rows } of buckets) this.buckets.keep(name, rows);
    await this.removeBuckets(namedBy(before.head), state);
    await this.#finishSweep();
    // An anchor is not told of a store that was removed since: one that was restored has its id.
    if (this.#options.anchor !== undefined) await this.#requireThere(state);
    await this.#saveAnchor(anchorOf(state));
    return state;
  }

  /** Removes buckets that were written for a head that doesn't stand, as far as no other names them. */
  async #takeBack(buckets: readonly NewBucket[], outcome: 'conflict' | 'unknown'): Promise<void> {
    let newest: State;
    try {
      // The head may have been made, and built upon, before that was seen: then others name these buckets.
      newest = await this.#refresh();
    } catch (error) {
      // Where it may have been, a store that is restored from a backup of it has these, too.
      if (outcome === 'conflict' && isGone(error)) await this.storage.delete(buckets.map(({ name }) => name));
      throw error;
    }
    await this.removeBuckets(buckets, newest);
  }

  /** Removes buckets that a state's head doesn't name. */
  async removeBuckets(buckets: readonly { readonly name: string }[], state: State): Promise<void> {
    const unnamedBy = (head: Head): string[] => {
      const kept = new Set(bucketNames(head));
      return buckets.map(({ name }) => name).filter((name) => !kept.has(name));
    };
    for (const name of unnamedBy(state.head)) this.buckets.forget(name);
    await this.#remove(state, unnamedBy);
  }

  /**
   * Removes objects of the store, and nothing of one that came into its place.
   *
   * @param namesOf those that can go where a head is the newest
   * @throws {FedzkError} `not-found`: the store is no longer there
   */
  async #remove(from: State, namesOf: (head: Head) => readonly string[]): Promise<void> {
    let state = from;
    for (let misses = 0; misses < MOST_MISSES; misses++) {
      try {
        return await this.storage.delete(namesOf(state.head), knownOf(state));
      } catch (error) {
        if (!(error instanceof OtherHead)) throw error;
      }
      state = await this.#refresh();
    }
    throw new FedzkError('storage', 'Others wrote so often that old objects of the key store are not removed yet.');
  }

  /**
   * Removes all heads before the one from which on something no longer opens. What failed is done before the next commit.
   */
  async #finishSweep(): Promise<void> {
    const below = this.#sweepBelow;
    if (below === undefined) return;
    const objects = await this.storage.list();
    const heads = objects.filter(({ name, age }) => {
      const generation = generationOf(name);
      // One that is being written is a live writer's, or what is left of one that was killed.
      return generation === undefined ? name.startsWith('h/') && age > UNFINISHED_AGE : generation < below;
    });
    await this.#remove(this.#state, () => heads.map(({ name }) => name).sort());
    this.#sweepBelow = undefined;
    this.#dropsSeen = false;
  }

  /** Leaves no older head in which something opens that the newest one dropped, as an interrupted commit does. */
  async #sweepOlder(): Promise<void> {
    const { head } = this.#state;
    for (const { name, age } of await this.storage.list()) {
      if (!name.startsWith('h/')) continue;
      // One without a generation may be an older one that a writer was about to remove.
      const generation = generationOf(name);
      if (generation === undefined ? age <= UNFINISHED_AGE : generation >= head.generation) continue;
      const bytes = await this.storage.get(name);
      if (bytes === undefined || !dropsFrom(bytes, head)) continue;
      this.#dropsSeen = true;
      // One that was changed is removed too: nobody can tell what it still opens with. `verify` tells of it.
      this.#removedHeads = await problemsOfOlderHeads(this, head, 'removed');
      // By a commit, since whoever made the newest head may still look for the one before it.
      await this.commit(async () => ({ head: {}, result: undefined }));
      return;
    }
  }

  /** The newest state, of a store that was not erased. */
  async #current(): Promise<State> {
    const state = await this.#refresh();
    if (!state.head.ended) return state;
    throw erased(state.head);
  }

  async #isNewest({ head }: State): Promise<boolean> {
    return (await this.#current()).head.generation === head.generation;
  }

  async #refresh(): Promise<State> {
    const { stored, hash } = await this.#readNewest();
    if (sameBytes(hash, this.#state.hash)) return this.#state;
    const head = this.#ownShapeOf(stored);
    if (!isAuthentic(this.vault, this.#keys.mac, stored.bytes)) throw notAuthentic(head, this.#state.head);
    // A store that was open here can't become older.
    refuseRollback(head, hash, anchorOf(this.#state));
    // Another process may have added one.
    this.#requireAnchorOf(head);
    if (drops(this.#state.head, head)) this.#dropsSeen = true;
    this.#state = { head, hash };
    this.#keys.forgetAllBut(head);
    return this.#state;
  }

  async #readNewest(): Promise<{ readonly stored: StoredHead; readonly hash: Uint8Array }> {
    this.#requireOpen();
    const stored = await this.storage.readHead();
    if (stored === undefined) throw notThere('it was erased, or its folder removed.');
    this.#requireOpen();
    return { stored, hash: this.vault.sha256(stored.bytes) };
  }

  /** The shape of a head of this store. */
  #ownShapeOf(stored: StoredHead): Head {
    const head = shapeOf(stored);
    if (sameBytes(head.storeId, this.#state.head.storeId)) return head;
    throw notThere(`another one, ${toHex(head.storeId)}, is in its place; open that one.`);
  }

  /** That a state, or a later one, is there. */
  async #requireThere(state: State): Promise<void> {
    const { stored, hash } = await this.#readNewest();
    const head = this.#ownShapeOf(stored);
    // Its root key may be another one since.
    refuseRollback(head, hash, { ...anchorOf(state), roots: [head.rootCommitment] });
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
    // Its writer was interrupted before it told the anchor.
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

  /** The newest state, also of a store that was erased. */
  newest(): Promise<State> {
    return this.#turns.inTurn(() => this.#refresh());
  }

  /**
   * Makes the head that ends the store. No commit follows it, and from it no entry opens.
   *
   * @returns its state, also where another writer has ended the store
   */
  end(): Promise<State> {
    return this.#turns.inTurn(async () => {
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
        const before = await this.#refresh();
        if (before.head.ended) return before;
        const made = await this.#write(before, {
          head: following(before, lastHead(this.vault, this.#keys, before.head)),
          buckets: [],
        });
        if (typeof made === 'object') return made;
        await pause(conflicts);
      }
      throw new FedzkError('storage', `Other writers were first ${MOST_CONFLICTS} times; the store is not erased.`);
    });
  }

  /** Removes all objects of a store that has ended, its last head after all others. */
  async removeAll(): Promise<void> {
    const { head, hash } = this.#state;
    const last = headName(head.generation);
    for (let tries = 0; tries < MOST_MISSES; tries++) {
      const newest = await this.storage.readHead();
      // Another process has removed it, and what is there now is another store's, or will be.
      if (newest === undefined || !sameBytes(this.vault.sha256(newest.bytes), hash)) return;
      const others = (await this.storage.list()).map(({ name }) => name).filter((name) => name !== last);
      try {
        await this.storage.delete(others.length > 0 ? others.sort() : [last], knownOf(this.#state));
      } catch (error) {
        if (!(error instanceof OtherHead)) throw error;
      }
    }
    throw new FedzkError(
      'storage',
      "Objects of the erased key store can't be removed, or others write there: remove them.",
    );
  }

  /** Tells the anchor of a state that was found, or made. */
  async anchorNow(): Promise<void> {
    await this.#saveAnchor(anchorOf(this.#state));
  }

  #requireOpen(): void {
    if (this.#locked) throw new FedzkError('disposed', 'The key store is locked; open it again.');
  }
}

/** Of a head whose MAC is not this root key's. Only opening the store again tells whether the other one is the store's. */
function notAuthentic({ rootCommitment }: Head, known: Head): FedzkError {
  if (sameBytes(rootCommitment, known.rootCommitment)) return damaged('head', 'its MAC is wrong');
  return new FedzkError(
    'root-rotated',
    'The root key of the key store was rotated by another process, or here by a call that failed; open the store again ' +
      'with an unlocker that it has now.',
  );
}

function notThere(why: string): FedzkError {
  return new FedzkError('not-found', `The key store is no longer there: ${why}`);
}

function knownOf({ head: { storeId, generation }, hash }: State): KnownHead {
  return { storeId, generation, hash };
}

function namedBy(head: Head): { readonly name: string }[] {
  return bucketNames(head).map((name) => ({ name }));
}

function dropsFrom(bytes: Uint8Array, newest: Head): boolean {
  try {
    return drops(readHead(bytes), newest);
  } catch (error) {
    if (error instanceof FedzkError) return false; // nothing opens it
    throw error;
  }
}

/** What a promise gives; where it fails, something is undone first, as far as that can be. */
async function orUndo<T>(promise: Promise<T>, undo: () => Promise<void>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    await undo().catch(() => undefined); // the first failure counts; what stays is garbage, and is collected later
    throw error;
  }
}

/** A little, and differently for each writer. */
function pause(conflicts: number): Promise<void> {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  return new Promise((resolve) => setTimeout(resolve, (random / 255) * Math.min(conflicts, 20)));
}
