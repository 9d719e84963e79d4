// The leader: takes reports, has the helper check them too, and collects. aggregation.md, "Checks" and "Collect".

import { counted, FedzkError, optionsOf, unexpected } from '@fedzk/core';
import { messageOf, readRound } from '../protocol/argument.js';
import { ANSWER_BYTES, readAnswer, readCollect, sorted, writeCollect } from '../protocol/collect.js';
import { type Bytes, equal } from '../protocol/encoding.js';
import {
  prepareLength,
  readPrepare,
  readReport,
  reportId,
  reportLength,
  rhoOf,
  writePrepare,
} from '../protocol/report.js';
import { tagsOf } from '../protocol/share.js';
import { type Aggregator, TaskAggregator } from './aggregator.js';
import { checkProofs, checkRound, checkSender, checkSlot, checkTask, openLeaderShare } from './checks.js';
import type { CollectRefusal, ReportCode, ReportRefusal } from './codes.js';
import type { Entry, Round, Slot } from './state.js';

/** What becomes of a report. A client is told the verdict alone. */
export type Submission =
  | { readonly verdict: 'accepted' }
  | { readonly verdict: 'refused' }
  /** To be sent to the helper until it answers. */
  | { readonly verdict: 'pending'; readonly prepare: Bytes };

/** The aggregator that clients send to. */
export interface Leader extends Aggregator {
  readonly role: 'leader';
  /**
   * Takes a report through checks 1 to 8. What passes is durable, as pending, before its bytes for the helper are
   * returned; the same report again gets the same answer.
   *
   * @param sender in an open task, the client id that the caller has authenticated
   * @throws {FedzkError} `invalid-argument`: no bytes, or invalid options; what a `VerifierPool` rejects with
   */
  submit(report: Uint8Array, options?: { readonly sender?: string }): Promise<Submission>;
  /**
   * Takes the helper's answer to prepare, over a channel on which both are authenticated: a forged answer makes the round
   * uncollectable. For `later`, and for what is no answer, the report stays pending: send the same bytes again, for example
   * all of {@link Leader.pending} after a restart.
   *
   * @param prepare the bytes that were sent
   * @param answer the helper's
   * @throws {FedzkError} `invalid-argument`: no bytes, or `prepare` is not what the leader gave
   */
  conclude(prepare: Uint8Array, answer: Uint8Array): Promise<Submission['verdict']>;
  /** The bytes of all reports of a round that the helper has not answered. */
  pending(round: number | bigint): Promise<Bytes[]>;
  /**
   * Closes a round, makes the own share of its sum durable, forgets the shares of the reports, and gives the request for
   * the helper. Again, it gives the same.
   *
   * @returns the request, or why there is none: `batch-small`, or `round-closed` for a round that was never opened
   * @throws {FedzkError} `invalid-state`: reports are pending; have the helper answer them first
   */
  collect(round: number | bigint): Promise<{ readonly request: Bytes } | CollectRefusal>;
  /**
   * The own share of a collected round, for the helper: to be sent once the helper has answered with its own.
   *
   * @throws {FedzkError} `invalid-state`: the round is not collected
   */
  share(round: number | bigint): Promise<Bytes>;
}

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
    if (parsed === undefined) return this.#refuse({ code: 'malformed', clientId: sender });
    const { head, signature, leaderPart, leaderPartHash } = parsed;
    const { clientId, round } = head.fixed;
    const id = reportId(head.fixed.bytes);
    const refuse = (code: ReportCode, more: Partial<ReportRefusal> = {}): Promise<Submission> =>
      this.#refuse({ code, clientId, round, reportId: id, ...more });

    const foreign =
      checkTask(head, this.bound) ?? (await checkSender(head, signature, leaderPartHash, this.bound, { id: sender }));
    if (foreign !== undefined) return refuse(foreign, { clientId: sender, claimedId: clientId });

    const early = this.#decide(await this.state.round(round), await this.state.slot(round, clientId), id);
    if (early !== undefined) return typeof early === 'string' ? refuse(early) : early;

    const opened = await this.proofs.expect(clientId, async (verifier) => {
      const own = await openLeaderShare(head, leaderPart, await this.recipient());
      if (typeof own === 'string') return { code: own };
      return (await checkProofs(head, this.bound, verifier)) ?? own;
    });
    if ('code' in opened) return refuse(opened.code, opened);

    const prepare = writePrepare(parsed, tagsOf(opened.share, this.bound.geometry.elements, rhoOf(head.fixed.bytes)));
    const slot: Slot = { state: 'pending', reportId: id, prepare, share: opened.share };
    const answer = await this.state.decide<Submission | ReportCode>(round, clientId, (record, holder) => {
      const late = this.#decide(record, holder, id);
      if (late !== undefined || record === undefined) return [late ?? 'round-closed'];
      return [
        { verdict: 'pending', prepare },
        { round: { ...record, count: record.count + 1 }, slot },
      ];
    });
    if (typeof answer === 'string') return refuse(answer);
    const taken = answer.verdict === 'pending' && answer.prepare === prepare; // and not by the same report, at once
    if (taken) await this.events.verdict('logged', clientId, round, id);
    return answer;
  }

  conclude(prepare: Uint8Array, answer: Uint8Array): Promise<Submission['verdict']> {
    return this.call(() => this.#conclude(prepare, answer));
  }

  async #conclude(prepare: Uint8Array, answer: Uint8Array): Promise<Submission['verdict']> {
    const own = messageOf(prepare, 'prepare', prepareLength(this.task));
    const said = readAnswer(messageOf(answer, 'answer', ANSWER_BYTES) ?? new Uint8Array());
    const sent = own && readPrepare(own, this.bound.geometry);
    if (own === undefined || sent === undefined || !equal(sent.head.fixed.taskHash, this.bound.hash)) {
      throw new FedzkError('invalid-argument', '"prepare" expected the bytes that the leader gave for the helper.');
    }
    const { clientId, round, bytes: fixed } = sent.head.fixed;
    const id = reportId(fixed);
    const verdict = said !== undefined && equal(said.reportId, id) ? said.verdict : 'later';
    const [outcome, changed] = await this.state.decide<readonly [Submission['verdict'], boolean]>(
      round,
      clientId,
      (record, slot) => {
        if (record === undefined || slot === undefined || !equal(slot.reportId, id)) return [['refused', false]];
        if (slot.state === 'accepted') return [['accepted', false]];
        if (verdict === 'accepted') {
          return [['accepted', true], { slot: { ...slot, state: 'accepted', prepare: new Uint8Array() } }];
        }
        // Only a refusal of the very bytes that are stored: a late one of others says nothing of these.
        if (verdict === 'refused' && equal(slot.prepare, own)) {
          return [['refused', true], { round: { ...record, count: record.count - 1 }, slot: null }];
        }
        return [['pending', false]];
      },
    );
    if (changed && outcome === 'accepted') await this.events.verdict('success', clientId, round, id);
    if (changed && outcome === 'refused') {
      await this.events.refusal({ code: 'helper-refused', clientId, round, reportId: id });
    }
    return outcome;
  }

  pending(round: number | bigint): Promise<Bytes[]> {
    return this.call(async () => {
      const slots = await this.state.slots(readRound(round));
      return slots.filter(({ state }) => state === 'pending').map(({ prepare }) => prepare);
    });
  }

  collect(round: number | bigint): Promise<{ readonly request: Bytes } | CollectRefusal> {
    return this.call(() => this.#collect(round));
  }

  async #collect(round: number | bigint): Promise<{ readonly request: Bytes } | CollectRefusal> {
    const number = readRound(round);
    await this.end(number);
    const slots = await this.state.slots(number);
    const pending = slots.filter(({ state }) => state === 'pending').length;
    if (pending > 0) {
      throw new FedzkError(
        'invalid-state',
        `Round ${number} has ${counted(pending, 'pending report')}; send each to the helper and conclude() its answer first.`,
      );
    }
    const request = writeCollect(this.bound.hash, number, sorted(slots.map((slot) => slot.reportId)));
    const parsed = readCollect(request);
    if (parsed === undefined) throw new Error('Leader.collect: an own request that can not be read');
    const released = await this.release(parsed);
    const step = { operation: 'collect_round', round: number, count: slots.length } as const;
    if (typeof released === 'string') {
      await this.events.steps({ ...step, code: released });
      return { refused: released };
    }
    await this.events.steps(step);
    return { request };
  }

  share(round: number | bigint): Promise<Bytes> {
    return this.call(async () => {
      const number = readRound(round);
      const collected = await this.state.round(number);
      if (collected?.state === 'collected') return collected.release;
      throw new FedzkError('invalid-state', `Round ${number} is not collected; collect() it first.`);
    });
  }

  protected async shareOf(_round: bigint, { share }: Entry): Promise<Bytes> {
    return share;
  }

  /** Checks 4 and 5: an answer that stands already, a refusal, or `undefined` to go on. */
  #decide(round: Round | undefined, slot: Slot | undefined, id: Bytes): Submission | ReportCode | undefined {
    switch (checkSlot(slot, id)) {
      case 'duplicate':
        return 'duplicate';
      case 'same':
        return slot?.state === 'pending' ? { verdict: 'pending', prepare: slot.prepare } : { verdict: 'accepted' };
      default:
        return checkRound(round, this.task.headroom);
    }
  }

  async #refuse(refusal: ReportRefusal): Promise<Submission> {
    await this.events.refusal(refusal);
    return { verdict: 'refused' };
  }
}
