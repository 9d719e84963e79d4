// Collects a round over HTTP. Each step can be repeated: after a crash or a lost answer, collecting goes on where it was.

import { counted, FedzkError, toHex } from '@fedzk/core';
import type { CollectCode } from '../aggregator/codes.js';
import type { RoundSum } from '../aggregator/contract.js';
import type { Leader } from '../aggregator/leader.js';
import { idsIn, releaseLength, setHash } from '../protocol/collect.js';
import { type Bytes, join, readUtf8, utf8 } from '../protocol/encoding.js';
import { compareResult } from '../protocol/evidence.js';
import { SIGNATURE_BYTES } from '../protocol/keys.js';
import { readResult, readSums } from '../protocol/result.js';
import { openResult, signDocument } from '../protocol/signed.js';
import { Ended, problem, refuse } from './answer.js';
import type { KeptByLeader } from './leader.js';
import type { Question } from './peer.js';
import { isProblemName, type ProblemName, problemOfCollect } from './problems.js';
import { type AnnouncedIds, isComplete, MOST_IDS_BYTES, MOST_RESULT_BYTES, resultOf } from './published.js';
import type { Served } from './served.js';
import { neverOpened } from './shared.js';
import { signedIn } from './shown.js';

/** Has the helper check all pending reports of a round. @returns how many are still pending */
export async function deliverPending(
  { aggregator }: Served<Leader>,
  { deliveries }: Pick<KeptByLeader, 'deliveries'>,
  round: bigint,
): Promise<number> {
  const prepares = await aggregator.pending(round);
  const verdicts = await Promise.all(prepares.map((prepare) => deliveries.deliver(prepare)));
  return verdicts.filter((verdict) => verdict === 'pending').length;
}

/**
 * Collects a round, and makes its result with the helper.
 *
 * @throws {Ended} with a problem
 */
export async function collectRound(served: Served<Leader>, kept: KeptByLeader, round: bigint): Promise<void> {
  const { aggregator, id: taskid } = served;
  if (await takeResult(served, kept, round)) return;
  const members = { taskid, round: String(round) };
  const pending = await deliverPending(served, kept, round);
  if (pending > 0) {
    const detail = `The helper has not answered for ${counted(pending, 'report')} of round ${round} yet.`;
    refuse('round-open', { ...members, detail });
  }
  const asked = await aggregator.collect(round).catch((error: unknown) => {
    // A report came in after the pending ones were delivered.
    if (error instanceof FedzkError && error.code === 'invalid-state') return refuse('round-open', members);
    throw error;
  });
  if ('refused' in asked) {
    return refuse(problemOfCollect(asked.refused), {
      ...members,
      detail: await reasonOf(served, round, asked.refused),
    });
  }
  const share = await askFor(served, kept, round, {
    method: 'POST',
    path: '/aggregate_shares',
    message: { kind: 'collect', body: asked.request },
    most: releaseLength(served.geometry),
  });
  const sum = await aggregator.combine(round, share);
  if ('refused' in sum) return refuse(problemOfCollect(sum.refused), members);
  const { accepted } = await aggregator.reportIds(round);
  const ids = await announcedIds(served, kept, round);
  const result = await soundResult(served, accepted, ids, () => resultOf(served, round, sum, accepted, ids));
  if (result === undefined) return refuse('batchMismatch', members);
  await countersign(served, kept, round, result, sum);
}

/** Says why the own round is not collected, with the numbers; `undefined` where the problem says it all. */
async function reasonOf({ aggregator }: Served<Leader>, round: bigint, code: CollectCode): Promise<string | undefined> {
  const { task } = aggregator;
  const accepted = (await aggregator.round(round))?.accepted ?? 0;
  switch (code) {
    case 'batch-small':
      return `Round ${round} has ${counted(accepted, 'accepted report')}, and "minBatch" of the task is ${task.minBatch}: ${task.minBatch - accepted} of them are missing.`;
    case 'batch-full':
      return `Round ${round} has ${counted(accepted, 'accepted report')}, and a sum has ${2 ** task.headroom} at most.`;
    case 'round-closed':
      return neverOpened(aggregator, round);
    case 'round-abandoned':
      return `Round ${round} was given up at the leader.`;
    default:
      return undefined;
  }
}

/** Says what a problem of the helper means for the leader's operator; `undefined` where the problem says it all. */
async function reasonOfHelper(served: Served<Leader>, round: bigint, name: ProblemName): Promise<string | undefined> {
  const { aggregator, file } = served;
  switch (name) {
    case 'round-open':
      return `Round ${round} is still open at the helper. Its operator closes it before it can be collected.`;
    case 'round-not-open':
      return `Round ${round} was never opened at the helper.`;
    case 'round-abandoned':
      return `Round ${round} was given up at the helper.`;
    case 'unrecognizedTask':
      return 'The helper does not serve this task: it has not signed it with both signatures, or has ended it.';
    case 'batchMismatch': {
      const accepted = (await aggregator.round(round))?.accepted ?? 0;
      return `The helper has accepted other reports of round ${round} than the ${accepted} that are accepted at the leader.`;
    }
    case 'too-many-omitted': {
      const accepted = (await aggregator.round(round))?.accepted ?? 0;
      return `Of the clients that announced a report of round ${round} to the helper, more than one in ${file.omit} have no accepted report; ${accepted} are accepted at the leader.`;
    }
    case 'not-authentic':
      return "The helper refuses the leader's signature. Compare the clocks of both.";
    case 'unavailable':
      return 'The helper gives no answer now.';
    default:
      return undefined;
  }
}

/**
 * Asks the helper for the result of a collected round. The helper has it if only its answer was lost, and may have deleted
 * the ids that the result was made from. The leader checked the result before it signed it.
 *
 * @returns whether the leader has the result with both signatures
 * @throws {Ended} the helper gives no answer
 */
export async function takeResult(served: Served<Leader>, kept: KeptByLeader, round: bigint): Promise<boolean> {
  const { aggregator, task } = served;
  if (isComplete(await aggregator.result(round))) return true;
  if ((await aggregator.round(round))?.state !== 'collected') return false;
  const part = (name: 'result' | 'sums', most: number): Promise<Bytes> =>
    askFor(served, kept, round, { method: 'GET', path: `/rounds/${round}/${name}`, most });
  try {
    const { document: text = '', signatures = {} } =
      signedIn(readUtf8(await part('result', MOST_RESULT_BYTES)) ?? '') ?? {};
    const document = utf8(text);
    const result = await openResult(task, document, signatures);
    if ('refused' in result || result.round !== round) return false;
    const sums = readSums(await part('sums', 4 * task.n * task.parts));
    return !('refused' in (await aggregator.signResult(document, sums, signatures.helper)));
  } catch (error) {
    if (error instanceof Ended && error.answer.status !== 503) return false;
    throw error;
  }
}

/** Asks the helper for the announced and the omitted reports, if the task has announcements. */
async function announcedIds(served: Served<Leader>, kept: KeptByLeader, round: bigint): Promise<AnnouncedIds> {
  if (served.file.omit === undefined) return {};
  const most = MOST_IDS_BYTES;
  const [announced, omitted] = await Promise.all(
    ['announced', 'omitted'].map((name) =>
      askFor(served, kept, round, { method: 'GET', path: `/rounds/${round}/${name}`, most }),
    ),
  );
  return { announced, omitted };
}

/** Makes the result to sign; `undefined` if the helper's lists are invalid, or contradict each other or the set. */
async function soundResult(
  { task }: Served<Leader>,
  set: Bytes,
  { announced, omitted }: AnnouncedIds,
  make: () => Uint8Array,
): Promise<Uint8Array | undefined> {
  try {
    const result = make();
    const evidence = { set, ...(announced && { announced }), ...(omitted && { omitted }) };
    const faults = await compareResult(task, readResult(task, result), evidence);
    return faults.length > 0 ? undefined : result;
  } catch (error) {
    if (error instanceof FedzkError && error.code === 'invalid-argument') return undefined;
    throw error;
  }
}

/** Asks the helper for ids of its result. The answer counts only if the result names the hash of these ids. */
export async function idsOfHelper(
  served: Served<Leader>,
  kept: KeptByLeader,
  round: bigint,
  name: 'announced' | 'omitted',
): Promise<Bytes> {
  const { task, aggregator } = served;
  const result = await aggregator.result(round);
  const expected = result && readResult(task, result.document)[name];
  const most = MOST_IDS_BYTES;
  const ids = await askFor(served, kept, round, { method: 'GET', path: `/rounds/${round}/${name}`, most });
  return toHex(setHash(idsIn(ids))) === expected?.hash ? ids : refuse('unavailable', { taskid: served.id });
}

/** Sends the helper the own share and signature. Keeps the result only with the helper's signature: its answers may be false. */
async function countersign(
  served: Served<Leader>,
  kept: KeptByLeader,
  round: bigint,
  result: Uint8Array,
  { sums }: RoundSum,
): Promise<void> {
  const { aggregator, task, signingKey, id: taskid } = served;
  const { signature: leader } = await signDocument(task, 'result', result, signingKey);
  const helper = await askFor(served, kept, round, {
    method: 'PUT',
    path: `/rounds/${round}/share`,
    message: { kind: 'share', body: join(await aggregator.share(round), leader) },
    most: SIGNATURE_BYTES,
  });
  const signed = await aggregator.signResult(result, sums, helper);
  if ('refused' in signed) refuse('batchMismatch', { taskid, round: String(round) });
}

/** Returns the helper's answer, or ends with its problem. */
async function askFor(served: Served<Leader>, kept: KeptByLeader, round: bigint, question: Question): Promise<Bytes> {
  const members = { taskid: served.id, round: String(round) };
  const answered = await kept.ask(question);
  if (answered === undefined) {
    return refuse('unavailable', { ...members, detail: await reasonOfHelper(served, round, 'unavailable') });
  }
  if ('body' in answered) return answered.body;
  const { name, status } = answered.problem;
  const known: ProblemName = isProblemName(name) && status < 500 ? name : 'unavailable';
  const { retryAfter } = answered;
  const detail = await reasonOfHelper(served, round, known);
  throw new Ended(problem(known, { ...members, detail }, retryAfter === null ? {} : { 'retry-after': retryAfter }));
}
