// The leader: takes reports, has the helper check them too, and collects. aggregation.md, "Checks" and "Collect".

import { counted, FedzkError, optionsOf, unexpected } from '@fedzk/core';
import { ELEMENT_BYTES } from '@fedzk/statement';
import { checkId, messageOf, prepareOf, readRound } from '../protocol/argument.js';
import { ANSWER_BYTES, readAnswer, readCollect, writeRequest } from '../protocol/collect.js';
import { type Bytes, equal } from '../protocol/encoding.js';
import { hash, plainHash } from '../protocol/hashes.js';
import {
  prepareLength,
  readPrepare,
  readReport,
  reportId,
  reportLength,
  rhoOf,
  shareLength,
  writePrepare,
} from '../protocol/report.js';
import { tagsOf } from '../protocol/share.js';
import type { RoundRow, SlotOutcome, SlotRow } from '../storage/rows.js';
import { TaskAggregator } from './aggregator.js';
import { checkProofs, checkRound, checkSender, checkSlot, checkTask, openLeaderShare } from './checks.js';
import { type CollectRefusal, isSenderCode, type ReportCode, type ReportRefusal, type SenderCode } from './codes.js';
import type { Aggregator } from './contract.js';
import type { ReportSubject } from './events.js';
import { type ReportStatus, reportStatus } from './lookup.js';

/** The outcome of a report, and what a client is told: the verdict, and the codes of checks 1 to 5. */
export type Submission =
  | { readonly verdict: 'accepted' }
  /** `why`: the code, if it is of checks 1 to 5. */
  | { readonly verdict: 'refused'; readonly why?: SenderCode }
  /** Send `prepare` to the helper until it answers. */
  | { readonly verdict: 'pending'; readonly prepare: Bytes };

/** The aggregator that clients send to. */
export interface Leader extends Aggregator {
  readonly role: 'leader';
  /**
   * Takes a report and makes checks 1 to 8. A report that passes is stored as pending before its bytes for
   * the helper are returned. The same report gets the same answer again.
   *
   * @param sender the client id that the caller has authenticated; an open task needs one
   * @throws {FedzkError} `invalid-argument`: not bytes, or invalid options; the errors of a `VerifierPool`
   */
  submit(report: Uint8Array, options?: { readonly sender?: string }): Promise<Submission>;
  /**
   * Takes the helper's answer to prepare. The channel must authenticate both sides: a forged answer makes the
   * round uncollectable. After `later` or an invalid answer the report stays pending; send the same bytes
   * again, for example all of {@link Leader.pending} after a restart.
   *
   * @param prepare the bytes that were sent
   * @param answer the helper's
   * @throws {FedzkError} `invalid-argument`: not bytes, or `prepare` is not what the leader gave
   */
  conclude(prepare: Uint8Array, answer: Uint8Array): Promise<Submission['verdict']>;
  /** Returns the status of a client's report in a round; `undefined` if there is none, or the round is forgotten. */
  report(round: number | bigint, clientId: string): Promise<ReportStatus | undefined>;
  /** Returns prepare for all reports of a round that the helper has not answered. */
  pending(round: number | bigint): Promise<Bytes[]>;
  /**
   * Closes a round, stores the own share of its sum, wipes the shares of its reports, and returns the request
   * for the helper. A repeated call returns the same. If it returns no request, it has closed nothing: an
   * open round takes further reports.
   *
   * @returns the request, or why there is none: `batch-small`, `too-many-omitted`, `round-abandoned`, `round-forgotten`, or
   *   `round-closed` for a round that was never opened
   * @throws {FedzkError} `invalid-state`: reports are pending; have the helper answer them first
   */
  collect(round: number | bigint): Promise<{ readonly request: Bytes } | CollectRefusal>;
  /**
   * Returns the own share of a collected round's sum, to send to the helper once it has answered with its own.
   *
   * @throws {FedzkError} `invalid-state`: the round is not collected
   */
  share(round: number | bigint): Promise<Bytes>;
}

/** The most slots of a page. */
const PAGE = 1000;

/** A leader of one task. */
export class TaskLeader extends TaskAggregator<'leader'> implements Leader {
  submit(report: Uint8Array, options: { readonly sender?: string } = {}): Promise<Submission> {
    return this.call(() => this.#submit(report, options));
  }

  async #submit(report: Uint8Array, options: { readonly sender?: string }): Promise<Submission> {
    const { sender } = optionsOf(options, ['sender']);
    if (sender !== undefined && typeof sender !== 'string') throw unexpected('sender', 'a client id', sender);
    const bytes = messageOf(report, 'report', reportLength(this.task));
    const parsed = bytes && readReport(bytes, this.bound.geometry);
    if (parsed === undefined) return this.#refuseUnsigned({ code: 'malformed' }, sender, bytes);
    const { head, signature, leaderPart, leaderPartHash } = parsed;
    const { clientId, round } = head.fixed;
    const subject: ReportSubject = { clientId, round, reportId: reportId(head.fixed.bytes) };

    const foreign =
      checkTask(head, this.bound) ?? (await checkSender(head, signature, leaderPartHash, this.bound, { id: sender }));
    if (foreign !== undefined) {
      const { reportId: id } = subject;
      return this.#refuseUnsigned({ code: foreign, claimedId: clientId, round, reportId: id }, sender, bytes);
    }

    const store = await this.store();
    const [row, slot] = [await store.round(round), await store.slot(round, clientId)];
    const refuse = async (code: ReportCode, more: Partial<ReportRefusal> = {}): Promise<Submission> => {
      await this.tellRefusal({ code, ...subject, ...more }, subject, row, head.bytes);
      return refused(code);
    };
    const early = checkSlot(slot, subject.reportId);
    if (early === 'duplicate') return refuse(early);
    if (early === 'same') return standing(slot, row) ?? refuse('round-closed');
    const untimely = checkRound(row, this.task.headroom);
    if (untimely !== undefined) return refuse(untimely);
    if (this.isRevoked(clientId)) return refuse('unknown-client');

    const opened = await this.proofs.expect(clientId, async (verifier) => {
      const own = await openLeaderShare(head, leaderPart, await this.recipient(), this.task.curve);
      if (typeof own === 'string') return { code: own };
      return (await checkProofs(head, this.bound, verifier)) ?? own;
    });
    if ('code' in opened) return refuse(opened.code, opened);

    const rho = rhoOf(head.fixed.bytes, this.task.curve);
    const prepare = writePrepare(parsed, tagsOf(opened.share, this.bound.geometry, rho));
    const outcome = await this.#hold(subject, prepare, opened.share);
    if (outcome.why !== undefined) return refuse(outcome.why);
    return standing(outcome, row) ?? refuse('round-closed');
  }

  /** Makes a report pending, durably. */
  async #hold(subject: ReportSubject, prepare: Bytes, share: Bytes): Promise<SlotOutcome> {
    const { clientId: client, round, reportId: report } = subject;
    const sealed = await this.seal.seal(round, { client, report }, share).finally(() => share.fill(0));
    const max = 2 ** this.task.headroom;
    const events = this.outbox.kept(this.events.verdict('logged', subject, prepare));
    const outcome = await this.commit(round, { kind: 'hold', client, report, prepare, share: sealed, max, events });
    if (outcome.changed) await this.outbox.drain();
    return outcome;
  }

  conclude(prepare: Uint8Array, answer: Uint8Array): Promise<Submission['verdict']> {
    return this.call(() => this.#conclude(prepare, answer));
  }

  async #conclude(prepare: Uint8Array, answer: Uint8Array): Promise<Submission['verdict']> {
    const own = prepareOf(prepare, prepareLength(this.task));
    const said = readAnswer(messageOf(answer, 'answer', ANSWER_BYTES) ?? new Uint8Array());
    const sent = own && readPrepare(own, this.bound.geometry);
    if (own === undefined || sent === undefined || !equal(sent.head.fixed.taskHash, this.bound.hash)) {
      throw new FedzkError('invalid-argument', '"prepare" expected the bytes that the leader gave for the helper.');
    }
    const { clientId, round, bytes: fixed } = sent.head.fixed;
    const subject: ReportSubject = { clientId, round, reportId: reportId(fixed) };
    const verdict = said !== undefined && equal(said.reportId, subject.reportId) ? said.verdict : 'later';
    const outcome = verdict === 'later' ? undefined : await this.#settle(subject, own, verdict);
    if (outcome?.changed) {
      await this.outbox.drain();
      return verdict === 'accepted' ? 'accepted' : 'refused';
    }
    return this.#stands(subject);
  }

  /** Makes the helper's verdict on a pending report durable. */
  async #settle(subject: ReportSubject, prepare: Bytes, verdict: 'accepted' | 'refused'): Promise<SlotOutcome> {
    const { clientId: client, round, reportId: report } = subject;
    if (verdict === 'accepted') {
      const events = this.outbox.kept(this.events.verdict('success', subject));
      return this.commit(round, { kind: 'accept', client, report, events });
    }
    const refusal = { code: 'helper-refused', ...subject } as const;
    const events = this.outbox.kept(this.events.refusal(refusal, prepare));
    const outcome = await this.commit(round, { kind: 'free', client, report, prepare, events });
    if (outcome.changed) this.count('helper-refused');
    return outcome;
  }

  /** Returns the verdict of a report that an answer has not changed. */
  async #stands({ clientId, round, reportId: id }: ReportSubject): Promise<Submission['verdict']> {
    const store = await this.store();
    const slot = await store.slot(round, clientId);
    if (slot === undefined || !equal(slot.report, id)) return 'refused';
    return standing(slot, await store.round(round))?.verdict ?? 'refused';
  }

  report(round: number | bigint, clientId: string): Promise<ReportStatus | undefined> {
    return this.call(async () => {
      const number = readRound(round);
      checkId('clientId', clientId);
      return reportStatus(await this.store(), number, clientId);
    });
  }

  pending(round: number | bigint): Promise<Bytes[]> {
    return this.call(async () => {
      const number = readRound(round);
      const store = await this.store();
      if ((await store.round(number))?.state === 'abandoned') return [];
      const prepares: Bytes[] = [];
      let after: Bytes | undefined;
      for (;;) {
        const page = await store.page(number, 'pending', after, PAGE);
        for (const { prepare } of page) if (prepare !== undefined) prepares.push(this.#own(prepare, number));
        after = page.at(-1)?.report;
        if (page.length < PAGE) return prepares;
      }
    });
  }

  /** Returns a stored prepare as it is. @throws {FedzkError} `damaged` */
  #own(prepare: Bytes, round: bigint): Bytes {
    const { taskHash } = readPrepare(prepare, this.bound.geometry)?.head.fixed ?? {};
    if (taskHash !== undefined && equal(taskHash, this.bound.hash)) return prepare;
    const message = `The storage gave a pending report of round ${round} that this leader did not put there; restore it, or abandon the round.`;
    throw new FedzkError('damaged', message);
  }

  collect(round: number | bigint): Promise<{ readonly request: Bytes } | CollectRefusal> {
    return this.call(() => this.#collect(round));
  }

  async #collect(round: number | bigint): Promise<{ readonly request: Bytes } | CollectRefusal> {
    const number = readRound(round);
    const store = await this.store();
    let row = await store.round(number);
    for (;;) {
      const { request, refused } = await this.#release(number, row);
      const now = refused === 'set-mismatch' ? await store.round(number) : row;
      if (now?.held === row?.held && now?.accepted === row?.accepted) {
        if (refused === undefined) return { request };
        const count = row?.accepted ?? 0;
        await this.tellStep({ operation: 'collect_round', round: number, count, code: refused });
        return { refused };
      }
      // A report came in meanwhile.
      row = now;
    }
  }

  /** Collects the reports that a round has accepted. */
  async #release(round: bigint, row: RoundRow | undefined) {
    if ((row?.state === 'open' || row?.state === 'closed') && row.held > row.accepted) {
      throw new FedzkError(
        'invalid-state',
        `Round ${round} has ${counted(row.held - row.accepted, 'pending report')}; send each to the helper and conclude() its answer first.`,
      );
    }
    const collection = await this.collection();
    const ids = row === undefined ? new Uint8Array() : await collection.acceptedIds(row);
    const request = writeRequest(this.bound.hash, round, ids);
    if (row?.setHash !== undefined && !equal(hash('set', ids), row.setHash)) {
      return { request, refused: 'round-forgotten' } as const;
    }
    const parsed = readCollect(request);
    if (parsed === undefined) throw new Error('Leader.collect: an own request that can not be read');
    const released = await collection.release(parsed);
    if (typeof released === 'string') return { request, refused: released };
    await this.outbox.drain();
    return { request };
  }

  share(round: number | bigint): Promise<Bytes> {
    return this.call(async () => {
      const number = readRound(round);
      const collected = await (await this.store()).round(number);
      if (collected?.state === 'collected' && collected.release !== undefined) return this.seal.openSum(collected);
      throw new FedzkError('invalid-state', `Round ${number} is not collected; collect() it first.`);
    });
  }

  protected get closes(): boolean {
    return true;
  }

  protected get shareBytes(): number {
    return ELEMENT_BYTES * shareLength(this.bound.geometry);
  }

  protected shareOf(round: bigint, slot: SlotRow): Promise<Bytes> {
    return this.seal.open(round, slot);
  }

  /** Refuses a message that anyone could have sent. It is logged only for an authenticated sender. */
  async #refuseUnsigned(refusal: ReportRefusal, sender: string | undefined, bytes?: Bytes): Promise<Submission> {
    if (sender === undefined) {
      this.count(refusal.code);
      return refused(refusal.code);
    }
    const about = bytes ?? new Uint8Array();
    const subject = { clientId: sender, round: 0n, reportId: refusal.reportId ?? plainHash(about) };
    await this.tellRefusal({ ...refusal, clientId: sender }, subject, undefined, about);
    return refused(refusal.code);
  }
}

function refused(code: ReportCode): Submission {
  return { verdict: 'refused', ...(isSenderCode(code) && { why: code }) };
}

/** Returns the outcome of a report that has its slot; undefined if it is pending in an abandoned round. */
function standing(
  slot: Pick<SlotOutcome, 'state' | 'prepare'> | undefined,
  row: RoundRow | undefined,
): Submission | undefined {
  if (slot?.state === 'accepted') return { verdict: 'accepted' };
  if (slot?.prepare === undefined || row?.state === 'abandoned') return undefined;
  return { verdict: 'pending', prepare: slot.prepare };
}
