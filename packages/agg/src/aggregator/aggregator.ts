// The common part of both aggregators: rounds, documents, and the sum of a round. aggregation.md, "Collect,
// once a round".

import { Calls, callbackOf, FedzkError, fieldsOf, methodsOf, optionsOf, unexpected } from '@fedzk/core';
import { type Curve, PUBLIC_SIGNALS, reduce, unpack } from '@fedzk/statement';
import type { Level, Verifier } from '@fedzk/verify';
import type { VerifierPool } from '@fedzk/verify/pool';
import { checkInteger, messageOf, readPrivateKey, readRound } from '../protocol/argument.js';
import { type BoundTask, bindTask } from '../protocol/bound-task.js';
import { readRelease, releaseLength } from '../protocol/collect.js';
import { type Bytes, equal } from '../protocol/encoding.js';
import { readTask } from '../protocol/given-task.js';
import { importRecipient, type Recipient, type Role } from '../protocol/hpke.js';
import { sealingPublicKey, signingPublicKey } from '../protocol/keys.js';
import { sumsBytes } from '../protocol/result.js';
import type { Task } from '../protocol/task.js';
import { storageOf } from '../storage/checked.js';
import { CommitQueue } from '../storage/queue.js';
import type { DocumentName, RoundRow, SlotRow, SlotStep } from '../storage/rows.js';
import { SEAL_BYTES, ShareSeal } from '../storage/sealed.js';
import type { AggregatorStorage, TaskStore } from '../storage/storage.js';
import { ProofBatcher } from './batcher.js';
import type { CollectRefusal, ReportCode, ReportRefusal } from './codes.js';
import { AGGREGATOR_OPTIONS, type Aggregator, type AggregatorOptions, type RoundSum } from './contract.js';
import { type BesideDocument, type RoundDocument, RoundDocuments, type SigningRefusal } from './documents.js';
import { AggregatorEvents, type ReportSubject, type RoundStep } from './events.js';
import { StoreOpening } from './history.js';
import { type ReportIds, type RoundStatus, reportIds, roundStatus } from './lookup.js';
import { levelShown } from './manifest.js';
import { eventKey, Outbox } from './outbox.js';
import { RefusalCount } from './refusals.js';
import { Collection } from './release.js';

/** The longest lease, an hour in milliseconds: a replica that has crashed holds up the others for as long as its lease. */
const MOST_LEASE = 3_600_000;

/** The common part of both roles. */
export abstract class TaskAggregator<Own extends Role> implements Aggregator {
  readonly role: Own;
  readonly task: Task;
  readonly level: Level | undefined;
  protected readonly bound: BoundTask;
  protected readonly proofs: ProofBatcher;
  protected readonly events: AggregatorEvents;
  protected readonly outbox: Outbox;
  protected readonly seal: ShareSeal;
  /** One in this many announced clients may be left out. */
  protected readonly omit: number | undefined;
  protected readonly signingKey: Bytes | undefined;
  protected readonly isRevoked: (clientId: string) => boolean;
  readonly #privateKey: Bytes;
  readonly #storage: AggregatorStorage;
  readonly #opening: StoreOpening;
  readonly #queue: CommitQueue;
  readonly #refusals = new RefusalCount();
  readonly #calls: Calls;
  #recipient: Promise<Recipient> | undefined;
  #store: Promise<TaskStore> | undefined;

  constructor(task: Task, role: Own, options: AggregatorOptions) {
    const own = optionsOf(options, AGGREGATOR_OPTIONS);
    const { privateKey, verifier, storage, audit, history, signingKey, isRevoked } = own;
    this.role = role;
    const given = readTask(task);
    const vkeyId = readVerifier(verifier, given.curve);
    this.bound = bindTask(given, vkeyId);
    this.task = this.bound.task;
    this.level = levelShown(own, this.task.level, vkeyId);
    this.#privateKey = readPrivateKey('privateKey', privateKey);
    if (!equal(sealingPublicKey(this.#privateKey), this.bound.aggregatorKeys[role])) {
      throw new FedzkError('invalid-argument', `"privateKey" is not that of the task's ${role} key.`);
    }
    this.signingKey = readSigningKey(signingKey, this.task, role);
    this.omit = this.signingKey && this.task.file?.omit;
    this.proofs = new ProofBatcher(verifier);
    this.isRevoked = callbackOf(isRevoked, 'isRevoked') ?? (() => false);
    this.#storage = storageOf(storage);
    this.#queue = new CommitQueue(() => this.store());
    this.events = new AggregatorEvents(role, this.bound);
    this.outbox = new Outbox(audit, eventKey(this.#privateKey, this.bound.hash, role), () => this.store());
    this.#opening = new StoreOpening({ events: this.events, audit, history });
    this.seal = new ShareSeal(role, this.bound.hash, this.#privateKey);
    this.#calls = new Calls(role);
  }

  /** Imports the own key pair, once. */
  protected recipient(): Promise<Recipient> {
    this.#recipient ??= importRecipient({
      privateKey: this.#privateKey,
      publicKey: this.bound.aggregatorKeys[this.role],
    });
    return this.#recipient;
  }

  /** Opens the task's store, once; if that fails, the next call tries again, but not with an older state. */
  protected store(): Promise<TaskStore> {
    if (this.#opening.refused !== undefined) return this.#opening.refused;
    if (this.#store === undefined) {
      const opening = this.#opening.open(() => this.#storage.task(this.bound.hash, this.role));
      opening.catch(() => {
        this.#store = undefined;
      });
      this.#store = opening;
    }
    return this.#store;
  }

  /** Makes a step durable, together with other waiting steps. */
  protected commit(round: bigint, step: SlotStep): ReturnType<CommitQueue['commit']> {
    return this.#queue.commit(round, step);
  }

  /** Makes a call, unless this is closed. */
  protected call<T>(call: () => Promise<T>): Promise<T> {
    return this.#calls.run(call);
  }

  close(): Promise<void> {
    return this.#calls.close(() => {
      this.#privateKey.fill(0);
      this.signingKey?.fill(0);
      this.seal.close();
      this.outbox.close();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  openRound(round: number | bigint): Promise<void> {
    return this.call(async () => {
      const number = readRound(round);
      const store = await this.store();
      if ((await store.round(number))?.state === 'open') return;
      const step = (operation: RoundStep['operation'], of: bigint) =>
        this.outbox.kept(this.events.step({ operation, round: of }));
      const closing = (before: bigint) => step('close_round', before);
      const row = await store.move({ kind: 'open', round: number, events: step('open_round', number), closing });
      if (row?.state !== 'open') {
        const newest = (await store.round())?.round;
        throw new FedzkError(
          'invalid-argument',
          `"round" expected one above ${newest}: rounds go forward, got ${number}.`,
        );
      }
      this.#refusals.reset();
      await this.outbox.drain();
    });
  }

  closeRound(round: number | bigint): Promise<void> {
    return this.call(async () => {
      const number = readRound(round);
      const store = await this.store();
      if ((await store.round(number))?.state !== 'open') return;
      const events = this.outbox.kept(this.events.step({ operation: 'close_round', round: number }));
      await store.move({ kind: 'close', round: number, events });
      await this.outbox.drain();
    });
  }

  abandonRound(round: number | bigint): Promise<void> {
    return this.call(async () => {
      const number = readRound(round);
      const store = await this.store();
      const events = this.outbox.kept(this.events.step({ operation: 'abandon_round', round: number }));
      const isSigned = (await store.document(number, 'result'))?.signature !== undefined;
      const row = await store.move({ kind: 'abandon', round: number, unfinished: this.#signs && !isSigned, events });
      if (row?.state !== 'abandoned') {
        const over = this.#signs ? 'has a result that both have signed' : 'is collected';
        const why = row === undefined ? 'was never opened' : over;
        throw new FedzkError('invalid-state', `Round ${number} ${why} at the ${this.role}, so it can't be abandoned.`);
      }
      await (await this.collection()).wipe(row);
      await this.outbox.drain();
    });
  }

  round(round?: number | bigint): Promise<RoundStatus | undefined> {
    return this.call(async () => roundStatus(await this.store(), round === undefined ? round : readRound(round)));
  }

  unfinished(after?: number | bigint): Promise<RoundStatus | undefined> {
    return this.call(async () => {
      const store = await this.store();
      const row = await store.unfinished(after === undefined ? after : readRound(after));
      return row && roundStatus(store, row.round);
    });
  }

  reportIds(round: number | bigint): Promise<ReportIds> {
    return this.call(async () => reportIds(await this.store(), readRound(round)));
  }

  record(round: number | bigint): Promise<RoundDocument | undefined> {
    return this.call(async () => (await this.#documents()).find(readRound(round), 'record'));
  }

  result(round: number | bigint): Promise<RoundDocument | undefined> {
    return this.call(async () => (await this.#documents()).find(readRound(round), 'result'));
  }

  signRecord(record: Uint8Array, signature?: Uint8Array): Promise<RoundDocument | SigningRefusal> {
    return this.call(() => this.#sign('record', record, { signature }));
  }

  signResult(result: Uint8Array, sums: Int32Array, signature?: Uint8Array): Promise<RoundDocument | SigningRefusal> {
    return this.call(async () => this.#sign('result', result, { signature, sums: sumsBytes(sums) }));
  }

  async #documents(): Promise<RoundDocuments> {
    const { role, task, signingKey } = this;
    return new RoundDocuments(await this.store(), { role, task, signingKey });
  }

  async #sign(
    name: DocumentName,
    document: Uint8Array,
    beside: BesideDocument,
  ): Promise<RoundDocument | SigningRefusal> {
    const { round, ...outcome } = await (await this.#documents()).sign(name, document, beside);
    // Somebody has shown, or tried to show, different documents to different parties.
    if ('refused' in outcome && outcome.refused === 'other-document' && round !== undefined) {
      await this.tellStep({ operation: `sign_${name}`, round, code: outcome.refused });
    }
    return outcome;
  }

  drain(): Promise<number> {
    return this.call(() => this.outbox.drain());
  }

  tick(): Promise<void> {
    return this.call(async () => {
      const [store, collection] = [await this.store(), await this.collection()];
      for (let row = await store.unwiped(undefined); row !== undefined; row = await store.unwiped(row.round)) {
        await collection.wipe(row);
      }
      await this.outbox.drain();
    });
  }

  lease(milliseconds: number): Promise<boolean> {
    return this.call(async () => {
      checkInteger('milliseconds', milliseconds, 0, MOST_LEASE);
      return (await this.store()).lease(milliseconds);
    });
  }

  refused(): ReadonlyMap<ReportCode, number> {
    return this.#refusals.byCode;
  }

  /** Whether the rounds of this aggregator get results that both sign. */
  get #signs(): boolean {
    return this.signingKey !== undefined && this.task.file !== undefined;
  }

  /** Collects this aggregator's rounds. */
  protected async collection(): Promise<Collection> {
    const { bound, events, outbox, seal, omit, closes } = this;
    const shareBytes = SEAL_BYTES + this.shareBytes;
    const shareOf = (round: bigint, slot: SlotRow) => this.shareOf(round, slot);
    const signs = this.#signs;
    return new Collection(await this.store(), {
      bound,
      events,
      outbox,
      seal,
      omit,
      closes,
      signs,
      shareBytes,
      shareOf,
    });
  }

  /** Counts a refusal that anyone could have caused. */
  protected count(code: ReportCode): void {
    this.#refusals.count(code);
  }

  /**
   * Counts the refusal of a report whose client is known, and logs it, up to a limit per client.
   *
   * @param row the row of the report's round
   * @param about the bytes that were refused
   */
  protected async tellRefusal(
    refusal: ReportRefusal,
    { clientId, round, reportId }: ReportSubject,
    row: RoundRow | undefined,
    about: Bytes,
  ): Promise<void> {
    this.count(refusal.code);
    const events = this.outbox.kept(this.events.refusal(refusal, about));
    if (events.length === 0 || !this.#refusals.tells(clientId, row?.round)) return;
    await this.commit(round, { kind: 'note', client: clientId, report: reportId, events });
    await this.outbox.drain();
  }

  /** Logs a step of a round that changes nothing. */
  protected async tellStep(step: RoundStep): Promise<void> {
    const events = this.outbox.kept(this.events.step(step));
    if (events.length === 0) return;
    await this.commit(step.round, { kind: 'note', client: '', report: this.bound.hash, events });
    await this.outbox.drain();
  }

  combine(round: number | bigint, share: Uint8Array): Promise<RoundSum | CollectRefusal> {
    return this.call(() => this.#combine(round, share));
  }

  async #combine(round: number | bigint, share: Uint8Array): Promise<RoundSum | CollectRefusal> {
    const number = readRound(round);
    const copy = messageOf(share, 'share', releaseLength(this.bound.geometry));
    const collected = await (await this.store()).round(number);
    if (collected?.state !== 'collected' || collected.release === undefined) {
      throw new FedzkError('invalid-state', `Round ${number} is not collected at the ${this.role}; collect it first.`);
    }
    const { accepted: count } = collected;
    const own = await this.seal.openSum(collected);
    const sums = copy && this.#unpackSum(copy, own, count);
    const step = { operation: 'combine_round', round: number, count } as const;
    if (sums === undefined) {
      await this.tellStep({ ...step, code: 'aggregate-malformed' });
      return { refused: 'aggregate-malformed' };
    }
    await this.tellStep(step);
    return { count, sums };
  }

  #unpackSum(share: Uint8Array, own: Bytes, count: number): Int32Array | undefined {
    const { geometry, circuit, task } = this.bound;
    const [mine, theirs] = [readRelease(own, own, geometry), readRelease(share, own, geometry)];
    if (mine === undefined || theirs === undefined) return undefined;
    const sums = new Int32Array(geometry.n * geometry.parts);
    for (let t = 0; t < geometry.parts; t++) {
      const at = t * geometry.elements;
      const packed = mine
        .slice(at, at + geometry.elements)
        .map((element, j) => reduce(element + (theirs[at + j] ?? 0n), task.curve));
      const part = unpack(packed, { count, maxNormSq: task.maxNormSq }, circuit);
      if (part === undefined) return undefined;
      sums.set(part, t * geometry.n);
    }
    return sums;
  }

  /** Whether collecting closes an open round. */
  protected abstract readonly closes: boolean;
  /** The length of the own share of a report in bytes. */
  protected abstract readonly shareBytes: number;
  /** Returns the own share of an accepted report. */
  protected abstract shareOf(round: bigint, slot: SlotRow): Promise<Bytes>;
}

/** Reads and checks a role's signing key, if there is one. */
function readSigningKey(signingKey: Uint8Array | undefined, { file }: Task, role: Role): Bytes | undefined {
  if (signingKey === undefined) return undefined;
  const key = readPrivateKey('signingKey', signingKey);
  if (file === undefined || equal(signingPublicKey(key), file[role].signingKey)) return key;
  throw new FedzkError(
    'invalid-argument',
    `"signingKey" is not that of the key that the task's file has for the ${role}.`,
  );
}

/** Checks a verifier, and returns its key's id. */
function readVerifier(verifier: Verifier | VerifierPool, expected: Curve): string {
  methodsOf<Verifier | VerifierPool>(
    verifier,
    ['explain', 'verifyBatch'],
    'verifier',
    'a Verifier or VerifierPool of @fedzk/verify',
  );
  const { id, nPublic, curve } = fieldsOf(verifier, ['id', 'nPublic', 'curve'], 'verifier');
  if (curve !== expected) throw unexpected('verifier', `a key on ${expected}, the curve of the task's circuit`, curve);
  if (nPublic === PUBLIC_SIGNALS.length) return id;
  throw unexpected('verifier', `a key of ${PUBLIC_SIGNALS.length} public signals, that of the circuit`, nPublic);
}
