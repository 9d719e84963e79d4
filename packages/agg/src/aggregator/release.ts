// Steps 1 and 2 of collecting a round, for both aggregators: compares the set, stores the own share of the
// sum, wipes the reports' shares, and only then releases the share. aggregation.md, "Collect";
// agg-service.md, §2.
//
// A round's row says how far it is (closed, collecting, collected, wiped), so after a crash the same request goes on there.
// Reports and shares are read by pages: memory does not grow with their number.

import { FedzkError } from '@fedzk/core';
import type { BoundTask } from '../protocol/bound-task.js';
import { type CollectRequest, idAt, isWellFormedSet, writeRelease } from '../protocol/collect.js';
import { type Bytes, equal } from '../protocol/encoding.js';
import { HASH_BYTES } from '../protocol/hashes.js';
import { mostOmitted } from '../protocol/result.js';
import { ShareSum } from '../protocol/share.js';
import type { RoundRow, SlotRow } from '../storage/rows.js';
import type { ShareSeal } from '../storage/sealed.js';
import type { TaskStore } from '../storage/storage.js';
import type { CollectCode } from './codes.js';
import type { AggregatorEvents } from './events.js';
import type { Outbox } from './outbox.js';

/** The most rows of a page, and about the most bytes of its shares. */
const PAGE = 1000;
const PAGE_BYTES = 4 * 2 ** 20;
/** The number of wiped rounds that keep their slots, so that a repeated report gets its verdict. */
const KEPT_ROUNDS = 3;

/** The parts of an aggregator that a collection needs. */
export interface Collected {
  readonly bound: BoundTask;
  readonly events: AggregatorEvents;
  readonly outbox: Outbox;
  readonly seal: ShareSeal;
  /** One in this many announced clients, at least one, may be left out. Without it, omissions are not counted. */
  readonly omit: number | undefined;
  /** Whether a correct set closes an open round; otherwise the round must be closed before. */
  readonly closes: boolean;
  /** Whether a round is finished only once both have signed its result. Until then its report ids are kept. */
  readonly signs: boolean;
  /** Bytes of a stored share. */
  readonly shareBytes: number;
  /** Returns the own share of an accepted report. */
  shareOf(round: bigint, slot: SlotRow): Promise<Bytes>;
}

/** Collects the rounds of one aggregator. */
export class Collection {
  readonly #of: Collected;
  readonly #store: TaskStore;

  constructor(store: TaskStore, of: Collected) {
    this.#store = store;
    this.#of = of;
  }

  /**
   * The ids of the reports accepted in a round, in ascending order, one after the other.
   *
   * @throws {FedzkError} `damaged`: the storage says that there are more than a task can have
   */
  async acceptedIds({ round, accepted }: RoundRow): Promise<Bytes> {
    if (accepted > 2 ** this.#of.bound.task.headroom) throw otherReports(round);
    const ids = new Uint8Array(accepted * HASH_BYTES);
    let count = 0;
    for await (const { report } of this.#accepted(round)) {
      if (count < accepted) ids.set(report, count * HASH_BYTES);
      count++;
    }
    return ids.subarray(0, Math.min(count, accepted) * HASH_BYTES);
  }

  /** Returns the own share of a set's sum once it is durable, or the refusal. */
  async release(request: CollectRequest): Promise<Bytes | CollectCode> {
    const { bound, closes } = this.#of;
    const { taskHash, round } = request;
    if (!equal(taskHash, bound.hash)) return 'wrong-task';
    const row = await this.#store.round(round);
    if (row === undefined) return 'round-closed';
    if (!isWellFormedSet(request)) return 'set-mismatch';
    if (row.state === 'open' || row.state === 'closed') {
      if (row.state === 'open' && !closes) return 'round-open';
      const refused = await this.#refusal(request);
      if (refused !== undefined) return refused;
    }
    return this.#goOn(request);
  }

  /** Goes on with a set that is correct so far. */
  async #goOn(request: CollectRequest): Promise<Bytes | CollectCode> {
    const { round, setHash, count } = request;
    const { events, outbox, closes } = this.#of;
    const fixed = outbox.kept(events.collecting({ round, count, setHash }));
    const closing = outbox.kept(events.step({ operation: 'close_round', round, count }));
    const step = { kind: 'collecting', round, accepted: count, set: setHash, events: fixed } as const;
    const row = await this.#store.move({ ...step, ...(closes && { closing }) });
    if (row?.state === 'abandoned') return 'round-abandoned';
    // Another report was accepted meanwhile.
    if (row?.setHash === undefined) return 'set-mismatch';
    if (!equal(row.setHash, setHash)) return 'collected';
    // The log gets the set before its share is released, which reveals a replica that has lost it.
    await outbox.drain();
    const collected = row.state === 'collected' ? row : await this.#collect(row, request);
    if (collected.state === 'abandoned') return 'round-abandoned';
    if (collected.release === undefined) throw lostShare(round);
    const share = await this.#of.seal.openSum(collected);
    await this.wipe(collected);
    return share;
  }

  /** Makes the own share of the sum durable. If two do so, the first share stands. */
  async #collect({ round }: RoundRow, request: CollectRequest): Promise<RoundRow> {
    const { bound, events, outbox, seal } = this.#of;
    const { count, setHash } = request;
    const sums = await this.#sum(request);
    const release = sums && (await seal.sealSum(round, setHash, writeRelease(bound.hash, round, setHash, sums)));
    const told = outbox.kept(events.step({ operation: 'collect_round', round, count }));
    const row = release
      ? await this.#store.move({ kind: 'collected', round, release, events: told })
      : await this.#store.round(round);
    if (row === undefined || row.state === 'collecting') throw lostShare(round);
    return row;
  }

  /** Wipes the shares of a collected or abandoned round, and deletes the slots of old rounds. */
  async wipe({ round, wiped }: RoundRow): Promise<void> {
    if (wiped) return;
    while ((await this.#store.wipe(round, PAGE)) > 0);
    while ((await this.#store.forget(KEPT_ROUNDS, PAGE, this.#of.signs)) > 0);
  }

  /** Returns why a well-formed set is refused, for a round that is not being collected. */
  async #refusal(request: CollectRequest): Promise<CollectCode | undefined> {
    return (await this.#isAccepted(request)) ? this.#breaksRules(request) : 'set-mismatch';
  }

  /** Returns the rule of the task that a set breaks, whatever its reports are. */
  async #breaksRules({ round, count }: CollectRequest): Promise<CollectCode | undefined> {
    const { minBatch, headroom } = this.#of.bound.task;
    if (count < minBatch) return 'batch-small';
    if (count > 2 ** headroom) return 'batch-full';
    return (await this.#omitsTooMany(round)) ? 'too-many-omitted' : undefined;
  }

  /** Rule R2: whether more clients are left out than allowed, for any reason. */
  async #omitsTooMany(round: bigint): Promise<boolean> {
    const { omit } = this.#of;
    if (omit === undefined) return false;
    const announced = await this.#store.announced(round);
    return (await this.#store.omitted(round)) > mostOmitted(announced, omit);
  }

  /** Whether a set is exactly that of the accepted reports. */
  async #isAccepted(request: CollectRequest): Promise<boolean> {
    let at = 0;
    for await (const { report } of this.#accepted(request.round)) {
      if (at >= request.count || !equal(report, idAt(request, at))) return false;
      at++;
    }
    return at === request.count;
  }

  /**
   * Sums the packed elements of the own shares. It never sums s: together with the known tags, that would
   * separate clients. The rules of a set are checked again with the very reports that are summed: whoever can change the
   * storage must not get the sum of fewer reports.
   *
   * @returns `undefined` if a share is gone because another process has collected or abandoned the round
   * @throws {FedzkError} `damaged`: the reports are not those of the set, or the set may not be collected
   */
  async #sum(request: CollectRequest): Promise<bigint[] | undefined> {
    const { round, count } = request;
    if ((await this.#breaksRules(request)) !== undefined) throw otherReports(round);
    const sum = new ShareSum(this.#of.bound.geometry);
    let at = 0;
    for await (const slot of this.#accepted(round)) {
      if (at >= count || !equal(slot.report, idAt(request, at))) throw otherReports(round);
      at++;
      if (slot.share === undefined) return undefined;
      const share = await this.#of.shareOf(round, slot);
      sum.add(share);
      share.fill(0);
    }
    if (at !== count) throw otherReports(round);
    return sum.finish();
  }

  /** The accepted slots of a round, in ascending order of report ids. */
  async *#accepted(round: bigint): AsyncGenerator<SlotRow, void> {
    const limit = Math.max(1, Math.min(PAGE, Math.floor(PAGE_BYTES / this.#of.shareBytes)));
    let after: Bytes | undefined;
    for (;;) {
      const page = await this.#store.page(round, 'accepted', after, limit);
      yield* page;
      after = page.at(-1)?.report;
      if (page.length < limit) return;
    }
  }
}

function otherReports(round: bigint): FedzkError {
  return new FedzkError(
    'damaged',
    `The storage has other reports of round ${round} than the set that was fixed; restore the storage, or abandon the round.`,
  );
}

function lostShare(round: bigint): FedzkError {
  return new FedzkError(
    'damaged',
    `A share of round ${round} is missing in the storage; restore the storage, or abandon the round.`,
  );
}
