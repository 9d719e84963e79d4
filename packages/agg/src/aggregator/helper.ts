// The helper: checks each report that the leader passes on, in full and for itself. aggregation.md, "Checks", "Collect";
// agg-service.md, §5, has the announcements.

import { FedzkError, listOf, optionsOf, toHex, unexpected } from '@fedzk/core';
import { reduce } from '@fedzk/statement';
import { announcementLength, readAnnouncement, writeReceipt } from '../protocol/announcement.js';
import { checkInteger, messageOf, prepareOf, readRound } from '../protocol/argument.js';
import { context } from '../protocol/bound-task.js';
import { readCollect, type Verdict, writeAnswer } from '../protocol/collect.js';
import { type Bytes, equal } from '../protocol/encoding.js';
import { HASH_BYTES, plainHash } from '../protocol/hashes.js';
import {
  type Head,
  type Prepare,
  prepareLength,
  readPrepare,
  reportId,
  rhoOf,
  SEED_BYTES,
  shareLength,
} from '../protocol/report.js';
import { expand, tagsOf } from '../protocol/share.js';
import type { RoundRow, SlotRow, SlotStep } from '../storage/rows.js';
import { TaskAggregator } from './aggregator.js';
import { checkProofs, checkRound, checkSender, checkSlot, checkTask, openHelperSeed } from './checks.js';
import type { CollectRefusal, ReportCode, ReportRefusal } from './codes.js';
import type { Aggregator } from './contract.js';
import type { ReportSubject } from './events.js';
import { WrongCount } from './wrong.js';

interface AnnounceOptions {
  readonly sender?: string;
  readonly closed?: boolean;
}

/** The aggregator that checks reports for the leader, and takes clients' announcements. */
export interface Helper extends Aggregator {
  readonly role: 'helper';
  /**
   * Takes a client's announcement of a report that it sends to the leader, and makes checks 1 to 8. A round
   * that leaves out too many announced clients is then not collected.
   *
   * @param announcement the bytes that `announcementOf` gives
   * @param options `sender`: the client id that the caller has authenticated; an open task needs one. `closed`:
   *   uploads have ended, so take no new announcement, though the round is open for the leader's prepares
   * @returns the receipt, 96 bytes, the same each time; or why there is none. Only codes of checks 1 to 5
   *   may be told to the sender
   * @throws {FedzkError} `invalid-state`: the helper has no signing key; `invalid-argument`: not bytes; the
   *   errors of a `VerifierPool`
   */
  announce(
    announcement: Uint8Array,
    options?: AnnounceOptions,
  ): Promise<{ readonly receipt: Bytes } | { readonly refused: ReportCode }>;
  /**
   * Ends the announcements of an open round, which still takes the leader's prepares until the caller closes
   * it: R3 of agg-service.md. The first call's time stands, also after a restart.
   *
   * @param until when the caller will close it, in milliseconds since 1970: see {@link RoundStatus.settles}
   * @throws {FedzkError} `invalid-argument`
   */
  settleRound(round: number | bigint, until: number): Promise<void>;
  /**
   * Takes prepare from the leader, over an authenticated channel, makes checks 1 to 9 and answers reportId ‖
   * verdict. An accepted report is durable before the answer, and is accepted again each time. For a round
   * that is not open yet the answer is `later`, and nothing is stored. After eight wrong ones of a client in a
   * round, its others are refused unchecked until the next round, or a restart. The tags of the own share are never
   * sent: each would be an equation about the client's values.
   *
   * @throws {FedzkError} `invalid-argument`: not bytes; the errors of a `VerifierPool`
   */
  prepare(prepare: Uint8Array): Promise<Bytes>;
  /**
   * Takes several prepares, makes the accepted ones durable together, and answers each with 33 bytes, in
   * order.
   *
   * @throws {FedzkError} as {@link Helper.prepare}; then no answer is given, and the same bytes can be sent
   *   again
   */
  prepareAll(jobs: readonly Uint8Array[]): Promise<Bytes[]>;
  /**
   * Answers a request of the leader, which the caller has authenticated, with the own share of the round's
   * sum. The share is durable before it is released. The same request gets the same bytes again, and no other
   * set of the round ever gets an answer.
   *
   * @throws {FedzkError} `invalid-argument`: not bytes
   */
  collect(request: Uint8Array): Promise<{ readonly share: Bytes } | CollectRefusal>;
}

/** The result of checks 4 and 5: a verdict that stands already, or a refusal. */
type Standing = Exclude<Verdict, 'refused'> | ReportCode;

/** The result of a prepare's checks: its answer, or the step that accepts it. */
type Judged =
  | { readonly answer: Bytes }
  | { readonly step: SlotStep; readonly subject: ReportSubject; readonly refuse: (code: ReportCode) => Promise<Bytes> };

/** A helper of one task. */
export class TaskHelper extends TaskAggregator<'helper'> implements Helper {
  readonly #wrong = new WrongCount();

  prepare(prepare: Uint8Array): Promise<Bytes> {
    return this.call(async () => {
      const [answer] = await this.#prepareAll([prepareOf(prepare, prepareLength(this.task))]);
      return answer as Bytes;
    });
  }

  prepareAll(jobs: readonly Uint8Array[]): Promise<Bytes[]> {
    return this.call(async () => {
      const most = prepareLength(this.task);
      return this.#prepareAll(
        listOf(jobs, 'jobs', 'an array of Uint8Arrays', (job, i) => messageOf(job, `jobs[${i}]`, most)),
      );
    });
  }

  /** Checks all prepares, then makes their steps in one commit. One that comes several times is checked once. */
  async #prepareAll(jobs: readonly (Bytes | undefined)[]): Promise<Bytes[]> {
    const names = jobs.map((job, i) => (job === undefined ? `${i}` : toHex(plainHash(job))));
    const distinct = [...new Set(names)];
    const judged = await all(distinct.map((name) => this.#judge(jobs[names.indexOf(name)])));
    const answers = await all(judged.map((each) => ('answer' in each ? each.answer : this.#accept(each))));
    if (judged.some((each) => 'step' in each)) await this.outbox.drain();
    return names.map((name) => answers[distinct.indexOf(name)] as Bytes);
  }

  /** Checks 1 to 9. */
  async #judge(own: Bytes | undefined): Promise<Judged> {
    const parsed = own && readPrepare(own, this.bound.geometry);
    if (own === undefined || parsed === undefined) {
      return { answer: this.#refuseUnsigned('malformed', new Uint8Array(HASH_BYTES)) };
    }
    const { head, leaderPartHash, signature } = parsed;
    const { clientId, round, bytes: fixed } = head.fixed;
    const subject: ReportSubject = { clientId, round, reportId: reportId(fixed) };
    const foreign = checkTask(head, this.bound) ?? (await checkSender(head, signature, leaderPartHash, this.bound));
    if (foreign !== undefined) return { answer: this.#refuseUnsigned(foreign, subject.reportId) };

    const store = await this.store();
    const row = await store.round(round);
    const refuse = async (code: ReportCode, more: Partial<ReportRefusal> = {}): Promise<Bytes> => {
      await this.tellRefusal({ code, ...subject, ...more }, subject, row, own);
      return writeAnswer(subject.reportId, 'refused');
    };
    const early = await this.#standing(subject, row);
    if (early === 'accepted' || early === 'later') return { answer: writeAnswer(subject.reportId, early) };
    if (early !== undefined) return { answer: await refuse(early) };
    if (this.isRevoked(clientId)) return { answer: await refuse('unknown-client') };

    const announced = await store.valid(round, clientId);
    const known = announced?.head !== undefined && equal(announced.head, head.bytes);
    const checked = await this.#wrong.take(clientId, round, () => this.#check(parsed, subject, known));
    if (checked === undefined) return { answer: await refuse('too-many-wrong') };
    if ('code' in checked) return { answer: await refuse(checked.code, checked) };
    return { step: checked, subject, refuse };
  }

  /** Makes checks 6 to 9. Returns the step that accepts the report, or the refusal. */
  async #check(
    parsed: Prepare,
    subject: ReportSubject,
    known: boolean,
  ): Promise<SlotStep | Pick<ReportRefusal, 'code' | 'status' | 'part'>> {
    const opened = await this.#open(parsed.head, known);
    if ('code' in opened) return opened;
    const { seed } = opened;
    try {
      return (await this.#agrees(parsed, seed)) ? await this.#step(subject, seed) : { code: 'tag-mismatch' };
    } finally {
      seed.fill(0);
    }
  }

  /** Makes checks 6 to 8. Returns the seed, or the refusal. The proofs of a `known` report are verified already. */
  #open(
    head: Head,
    known = false,
  ): Promise<{ readonly seed: Bytes } | Pick<ReportRefusal, 'code' | 'status' | 'part'>> {
    return this.proofs.expect(head.fixed.clientId, async (verifier) => {
      const own = await openHelperSeed(head, await this.recipient());
      if (typeof own === 'string') return { code: own };
      let keep = false;
      try {
        const unproved = known ? undefined : await checkProofs(head, this.bound, verifier);
        keep = unproved === undefined;
        return unproved ?? own;
      } finally {
        if (!keep) own.seed.fill(0);
      }
    });
  }

  /** Makes checks 4 and 5. Returns a verdict that stands already, a refusal, or `undefined` to go on. */
  async #standing(
    { clientId, round, reportId: id }: ReportSubject,
    row: RoundRow | undefined,
  ): Promise<Standing | undefined> {
    const store = await this.store();
    const holder = checkSlot(await store.slot(round, clientId), id);
    if (holder === 'duplicate') return 'duplicate';
    if (holder === 'same') return 'accepted';
    if (row === undefined && (await this.#isAhead(round))) return 'later';
    const untimely = checkRound(row, this.task.headroom);
    if (untimely !== undefined || this.omit === undefined || this.bound.clients !== undefined) return untimely;
    // In an open task the leader could invent clients, so only announced reports are accepted.
    const announced = await store.valid(round, clientId);
    return announced !== undefined && equal(announced.report, id) ? undefined : 'later';
  }

  async #isAhead(round: bigint): Promise<boolean> {
    const newest = await (await this.store()).round();
    return newest === undefined || round > newest.round;
  }

  /** Check 9: the tags of both shares add up to what was proved. */
  async #agrees({ head, leaderTags }: Prepare, seed: Bytes): Promise<boolean> {
    const { clientId, round, bytes: fixed } = head.fixed;
    const share = await this.#expand(seed, round, clientId);
    const { curve } = this.task;
    const ownTags = tagsOf(share, this.bound.geometry, rhoOf(fixed, curve));
    return head.tags.every((tag, t) => reduce((leaderTags[t] ?? 0n) + (ownTags[t] ?? 0n), curve) === tag);
  }

  async #step(subject: ReportSubject, seed: Bytes): Promise<SlotStep> {
    const { clientId: client, round, reportId: report } = subject;
    const share = await this.seal.seal(round, { client, report }, seed);
    const events = this.outbox.kept(this.events.verdict('success', subject));
    return { kind: 'accept', client, report, share, max: 2 ** this.task.headroom, events };
  }

  /** Takes the slot, if it is still free and the round is open. */
  async #accept({ step, subject, refuse }: Extract<Judged, { step: SlotStep }>): Promise<Bytes> {
    const { why } = await this.commit(subject.round, step);
    return why === undefined ? writeAnswer(subject.reportId, 'accepted') : refuse(why);
  }

  announce(
    announcement: Uint8Array,
    options: AnnounceOptions = {},
  ): Promise<{ readonly receipt: Bytes } | { readonly refused: ReportCode }> {
    return this.call(() => this.#announce(announcement, options));
  }

  async #announce(
    announcement: Uint8Array,
    options: AnnounceOptions,
  ): Promise<{ readonly receipt: Bytes } | { readonly refused: ReportCode }> {
    const { signingKey } = this;
    if (signingKey === undefined) {
      const message = 'This helper has no key to sign a receipt with; give it "signingKey", or take no announcements.';
      throw new FedzkError('invalid-state', message);
    }
    const { sender, closed = false } = optionsOf(options, ['sender', 'closed']);
    if (sender !== undefined && typeof sender !== 'string') throw unexpected('sender', 'a client id', sender);
    const own = messageOf(announcement, 'announcement', announcementLength(this.task));
    const parsed = own && readAnnouncement(own, this.bound.geometry);
    if (own === undefined || parsed === undefined) return this.#refuseAnnouncement('malformed');
    const { head, leaderPartHash, signature } = parsed;
    const { clientId, round } = head.fixed;
    const subject: ReportSubject = { clientId, round, reportId: reportId(head.fixed.bytes) };
    const foreign =
      checkTask(head, this.bound) ?? (await checkSender(head, signature, leaderPartHash, this.bound, { id: sender }));
    if (foreign !== undefined) return this.#refuseAnnouncement(foreign);

    const store = await this.store();
    const [row, before] = [await store.round(round), await store.valid(round, clientId)];
    const refuse = async (code: ReportCode, more: Partial<ReportRefusal> = {}) => {
      await this.tellRefusal({ code, ...subject, ...more }, subject, row, own);
      return { refused: code };
    };
    const receipt = async () => ({
      receipt: await writeReceipt(signingKey, { taskHash: this.bound.hash, round, reportId: subject.reportId }),
    });
    if (before !== undefined) return equal(before.report, subject.reportId) ? receipt() : refuse('duplicate');
    if (row?.state !== 'open' || row.settles !== undefined || closed) return refuse('round-closed');
    if (this.isRevoked(clientId)) return refuse('unknown-client');
    const opened = await this.#open(head);
    if ('code' in opened) return refuse(opened.code, opened);
    opened.seed.fill(0);

    const events = this.outbox.kept(this.events.announced(subject));
    const step = { kind: 'announce', client: clientId, report: subject.reportId, head: head.bytes, events } as const;
    const { why, changed } = await this.commit(round, step);
    if (why !== undefined) return refuse(why);
    if (changed) await this.outbox.drain();
    return receipt();
  }

  settleRound(round: number | bigint, until: number): Promise<void> {
    return this.call(async () => {
      const number = readRound(round);
      checkInteger('until', until, 0, Number.MAX_SAFE_INTEGER);
      const events = this.outbox.kept(this.events.step({ operation: 'settle_round', round: number }));
      await (await this.store()).move({ kind: 'settle', round: number, until, events });
      await this.outbox.drain();
    });
  }

  #refuseAnnouncement(code: ReportCode): { readonly refused: ReportCode } {
    this.count(code);
    return { refused: code };
  }

  collect(request: Uint8Array): Promise<{ readonly share: Bytes } | CollectRefusal> {
    return this.call(() => this.#collect(request));
  }

  async #collect(request: Uint8Array): Promise<{ readonly share: Bytes } | CollectRefusal> {
    const own = messageOf(request, 'request');
    const parsed = own && readCollect(own);
    const released = parsed === undefined ? 'malformed' : await (await this.collection()).release(parsed);
    if (typeof released === 'string') {
      const { round = 0n, count } = parsed ?? {};
      // The leader asks again by itself.
      if (released !== 'round-open') await this.tellStep({ operation: 'collect_round', round, count, code: released });
      return { refused: released };
    }
    await this.outbox.drain();
    return { share: released };
  }

  /** With announcements, the helper ends the round itself: the leader could collect before clients announce. */
  protected get closes(): boolean {
    return this.omit === undefined;
  }

  protected get shareBytes(): number {
    return SEED_BYTES;
  }

  protected async shareOf(round: bigint, slot: SlotRow): Promise<Bytes> {
    const seed = await this.seal.open(round, slot);
    return this.#expand(seed, round, slot.client).finally(() => seed.fill(0));
  }

  /** Computes B = xof(seed, ctx). */
  #expand(seed: Bytes, round: bigint, clientId: string): Promise<Bytes> {
    const { geometry } = this.bound;
    return expand(seed, context(this.bound, round, clientId), shareLength(geometry), geometry.curve);
  }

  /** Refuses a message that anyone could have sent, and only counts it. */
  #refuseUnsigned(code: ReportCode, id: Bytes): Bytes {
    this.count(code);
    return writeAnswer(id, 'refused');
  }
}

/** Waits for all calls before it rejects, so that no call outlives its caller. */
async function all<T>(calls: readonly (T | Promise<T>)[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(calls);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
