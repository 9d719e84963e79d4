// The helper: checks each report that the leader passes on, in full and for itself. aggregation.md, "Checks", "Collect".

import { messageOf } from '../protocol/argument.js';
import { context } from '../protocol/bound-task.js';
import { readCollect, type Verdict, writeAnswer } from '../protocol/collect.js';
import type { Bytes } from '../protocol/encoding.js';
import { reduce } from '../protocol/field.js';
import { HASH_BYTES } from '../protocol/hashes.js';
import { prepareLength, readPrepare, reportId, rhoOf, shareLength } from '../protocol/report.js';
import { expand, tagsOf } from '../protocol/share.js';
import { type Aggregator, TaskAggregator } from './aggregator.js';
import { checkProofs, checkRound, checkSender, checkSlot, checkTask, openHelperSeed } from './checks.js';
import type { CollectRefusal, ReportCode, ReportRefusal } from './codes.js';
import type { RoundStep } from './events.js';
import type { Entry, Round, Slot } from './state.js';

/** The aggregator that only the leader talks to. */
export interface Helper extends Aggregator {
  readonly role: 'helper';
  /**
   * Takes prepare, from the leader and over an authenticated channel, through checks 1 to 9 and answers reportId ‖ verdict.
   * What is accepted is durable before the answer; once accepted, a report is accepted each time. For a round that is not
   * open yet the answer is `later`, and nothing is stored. The tags of the own share never leave: each would be an equation
   * about the client's values.
   *
   * @throws {FedzkError} `invalid-argument`: no bytes; what a `VerifierPool` rejects with
   */
  prepare(bytes: Uint8Array): Promise<Bytes>;
  /**
   * Answers the request of the leader, which the caller has authenticated, with the own share of the round's sum, durable
   * before it is released. The same request again gets the same bytes, and no other set of the round ever gets any.
   *
   * @throws {FedzkError} `invalid-argument`: no bytes
   */
  collect(request: Uint8Array): Promise<{ readonly share: Bytes } | CollectRefusal>;
}

/** A helper of one task. */
export class TaskHelper extends TaskAggregator<'helper'> implements Helper {
  prepare(bytes: Uint8Array): Promise<Bytes> {
    return this.call(() => this.#prepare(bytes));
  }

  async #prepare(bytes: Uint8Array): Promise<Bytes> {
    const own = messageOf(bytes, 'bytes', prepareLength(this.task));
    const parsed = own && readPrepare(own, this.bound.geometry);
    if (parsed === undefined) return this.#refuse({ code: 'malformed' }, new Uint8Array(HASH_BYTES));
    const { head, leaderPartHash, signature, leaderTags } = parsed;
    const { clientId, round, bytes: fixed } = head.fixed;
    const id = reportId(fixed);
    const refuse = (code: ReportCode, more: Partial<ReportRefusal> = {}): Promise<Bytes> =>
      this.#refuse({ code, clientId, round, reportId: id, ...more }, id);
    const settle = async (verdict: Standing): Promise<Bytes> =>
      verdict === 'accepted' || verdict === 'later' ? writeAnswer(id, verdict) : refuse(verdict);

    const foreign = checkTask(head, this.bound) ?? (await checkSender(head, signature, leaderPartHash, this.bound));
    if (foreign !== undefined) return refuse(foreign, { clientId: undefined, claimedId: clientId });

    const ahead = await this.#isAhead(round);
    const early = this.#decide(await this.state.round(round), await this.state.slot(round, clientId), id, ahead);
    if (early !== undefined) return settle(early);

    const opened = await this.proofs.expect(clientId, async (verifier) => {
      const own = await openHelperSeed(head, await this.recipient());
      if (typeof own === 'string') return { code: own };
      return (await checkProofs(head, this.bound, verifier)) ?? own;
    });
    if ('code' in opened) return refuse(opened.code, opened);
    const ownTags = tagsOf(
      await this.#expand(opened.seed, round, clientId),
      this.bound.geometry.elements,
      rhoOf(fixed),
    );
    const agree = head.tags.every((tag, t) => reduce((leaderTags[t] ?? 0n) + (ownTags[t] ?? 0n)) === tag);
    if (!agree) return refuse('tag-mismatch');

    const slot: Slot = { state: 'accepted', reportId: id, prepare: new Uint8Array(), share: opened.seed };
    const late = await this.state.decide<Standing | undefined>(round, clientId, (record, holder) => {
      const standing = this.#decide(record, holder, id, ahead);
      if (standing !== undefined || record === undefined) return [standing ?? 'round-closed'];
      return [undefined, { round: { ...record, count: record.count + 1 }, slot }];
    });
    if (late !== undefined) return settle(late);
    await this.events.verdict('success', clientId, round, id);
    return writeAnswer(id, 'accepted');
  }

  collect(request: Uint8Array): Promise<{ readonly share: Bytes } | CollectRefusal> {
    return this.call(() => this.#collect(request));
  }

  async #collect(request: Uint8Array): Promise<{ readonly share: Bytes } | CollectRefusal> {
    const own = messageOf(request, 'request');
    const parsed = own && readCollect(own);
    const wasOpen = parsed !== undefined && (await this.state.round(parsed.round))?.state === 'open';
    const released = parsed === undefined ? 'malformed' : await this.release(parsed);
    const of = parsed && { round: parsed.round, count: parsed.ids.length };
    if (typeof released === 'string') {
      await this.events.steps({ operation: 'collect_round', ...of, code: released });
      return { refused: released };
    }
    const steps: RoundStep[] = wasOpen ? [{ operation: 'close_round', ...of }] : [];
    await this.events.steps(...steps, { operation: 'collect_round', ...of });
    return { share: released };
  }

  protected async shareOf(round: bigint, { clientId, share }: Entry): Promise<Bytes> {
    return this.#expand(share as Bytes, round, clientId);
  }

  /** B = xof(seed, ctx). */
  #expand(seed: Bytes, round: bigint, clientId: string): Promise<Bytes> {
    return expand(seed, context(this.bound, round, clientId), shareLength(this.bound.geometry));
  }

  async #isAhead(round: bigint): Promise<boolean> {
    const current = await this.state.current();
    return current === undefined || round > current;
  }

  /** Checks 4 and 5: a verdict that stands already, a refusal, or `undefined` to go on. */
  #decide(round: Round | undefined, slot: Slot | undefined, id: Bytes, ahead: boolean): Standing | undefined {
    const holder = checkSlot(slot, id);
    if (holder === 'duplicate') return 'duplicate';
    if (holder === 'same') return 'accepted';
    if (round === undefined && ahead) return 'later';
    return checkRound(round, this.task.headroom);
  }

  async #refuse(refusal: ReportRefusal, id: Bytes): Promise<Bytes> {
    await this.events.refusal(refusal);
    return writeAnswer(id, 'refused');
  }
}

/** What stands before a report is looked into: a verdict, or why it is refused. */
type Standing = Exclude<Verdict, 'refused'> | ReportCode;
