// The record of a round over HTTP. The leader makes it, and the helper signs only one for each round. agg-service.md, §4.

import { FedzkError } from '@fedzk/core';
import type { RoundDocument, SigningCode } from '../aggregator/documents.js';
import type { Helper } from '../aggregator/helper.js';
import type { Leader } from '../aggregator/leader.js';
import { join } from '../protocol/encoding.js';
import { SIGNATURE_BYTES } from '../protocol/keys.js';
import { readRecord, writeRecord } from '../protocol/record.js';
import type { Task } from '../protocol/task.js';
import type { Model } from '../protocol/task-file.js';
import { type Answer, message, problem } from './answer.js';
import type { Call } from './dispatch.js';
import type { KeptByLeader } from './leader.js';
import type { ProblemName } from './problems.js';
import { isComplete } from './published.js';
import type { Served } from './served.js';
import { isAheadOf, type Kept, readNumber } from './shared.js';

/** The bytes of the longest record after the leader's signature. */
export const MOST_RECORD_BYTES: number = SIGNATURE_BYTES + 4096;

/** Says which model a round begins with; `undefined` as long as that is not known. */
export type ModelOf = (round: bigint, task: Task) => Model | undefined | Promise<Model | undefined>;

/** Returns the problem of a document that is not signed. */
export function problemOfSigning(code: SigningCode): ProblemName {
  if (code === 'round-closed' || code === 'round-open' || code === 'other-document') return code;
  return code === 'bad-signature' ? 'not-authentic' : 'invalidMessage';
}

/** The leader's means of making records. */
export interface RecordMaker {
  readonly modelOf: ModelOf | undefined;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/**
 * Returns the leader's record of an open round. Makes it and has the helper sign it, if that has not been done. The helper's
 * signature is missing as long as the helper does not answer.
 *
 * @param model the operator's; by default that of the service's option, or else of the task's file
 */
export function leaderRecord(
  served: Served<Leader>,
  kept: KeptByLeader,
  round: bigint,
  model?: Model,
): Promise<RoundDocument | undefined> {
  const { records } = kept;
  const running = records.get(round) ?? makeRecord(served, kept, round, model).finally(() => records.delete(round));
  records.set(round, running);
  return running;
}

async function makeRecord(
  served: Served<Leader>,
  kept: KeptByLeader,
  round: bigint,
  given: Model | undefined,
): Promise<RoundDocument | undefined> {
  const { aggregator } = served;
  const known = (await aggregator.record(round)) ?? (await ownRecord(served, kept, round, given));
  if (known === undefined || isComplete(known) || kept.unsigned.has(round)) return known;
  const answered = await kept.ask({
    method: 'PUT',
    path: `/rounds/${round}/record`,
    message: { kind: 'record', body: join(known.signatures.leader ?? new Uint8Array(), known.document) },
    most: SIGNATURE_BYTES,
  });
  if (answered === undefined) return known;
  if ('problem' in answered) {
    if (answered.problem.name === 'other-document') {
      kept.unsigned.add(round);
      kept.maker.report(otherSigned(round));
    }
    return known;
  }
  const signed = await aggregator.signRecord(known.document, answered.body);
  return 'refused' in signed ? known : signed;
}

async function ownRecord(
  { aggregator, task, file }: Served<Leader>,
  { maker }: KeptByLeader,
  round: bigint,
  given: Model | undefined,
): Promise<RoundDocument | undefined> {
  if ((await aggregator.round(round))?.state !== 'open') return undefined;
  const model = given ?? (maker.modelOf ? await maker.modelOf(round, task) : file.model);
  if (model === undefined && maker.modelOf !== undefined) return undefined;
  // In a task with a schedule, the times are those of the schedule.
  const opens = file.schedule === undefined ? { opens: 1000 * Math.floor(maker.now() / 1000) } : {};
  const signed = await aggregator.signRecord(writeRecord(task, { round, ...opens, ...(model && { model }) }));
  // Another replica was first, or the round is closed by now.
  return 'refused' in signed ? aggregator.record(round) : signed;
}

function otherSigned(round: bigint): FedzkError {
  const message = `The helper signs another record of round ${round}, or expects another model. Agree on one; where it has signed, abandon the round at both.`;
  return new FedzkError('invalid-state', message);
}

/** Takes the leader's record of a round, and answers with the own signature. */
export async function takeRecord(
  { served, body, groups, now }: Call<Helper>,
  { clock }: Kept,
  modelOf: ModelOf | undefined,
): Promise<Answer> {
  const { aggregator, task, id: taskid } = served;
  const round = readNumber(groups[0]);
  const members = { taskid, round: String(round) };
  await clock.keep(now);
  const [signature, document] = [body.slice(0, SIGNATURE_BYTES), body.slice(SIGNATURE_BYTES)];
  const record = recordOf(task, document);
  if (record?.round !== round) return problem('invalidMessage', members);
  const model = await modelOf?.(round, task);
  if (modelOf !== undefined && model === undefined) return problem('round-not-open', members);
  const isOther = model !== undefined && (model.id !== record.model?.id || model.sha256 !== record.model?.sha256);
  if (isOther) return problem('other-document', members);
  const signed = await aggregator.signRecord(document, signature);
  if ('refused' in signed) {
    const isAhead = signed.refused === 'round-closed' && (await isAheadOf(served, round));
    return problem(isAhead ? 'round-not-open' : problemOfSigning(signed.refused), members);
  }
  return message('signature', new Uint8Array(signed.signatures.helper ?? []));
}

function recordOf(task: Task, document: Uint8Array): ReturnType<typeof readRecord> | undefined {
  try {
    return readRecord(task, document);
  } catch (error) {
    if (error instanceof FedzkError) return undefined;
    throw error;
  }
}
