// A round that is collected over HTTP. Each step can be made again: after a crash or a lost answer it goes on where it was.

import { FedzkError } from '@fedzk/core';
import type { Leader } from '../aggregator/leader.js';
import { releaseLength } from '../protocol/collect.js';
import { type Bytes, join } from '../protocol/encoding.js';
import { compareResult } from '../protocol/evidence.js';
import { HASH_BYTES } from '../protocol/hashes.js';
import { SIGNATURE_BYTES } from '../protocol/keys.js';
import { readResult } from '../protocol/result.js';
import { signDocument, unsignedBy } from '../protocol/signed.js';
import { Ended, problem, refuse } from './answer.js';
import type { KeptByLeader } from './leader.js';
import type { Question } from './peer.js';
import { isProblemName, type ProblemName, problemOfCollect } from './problems.js';
import { type AnnouncedIds, type Published, publish } from './published.js';
import type { Served } from './served.js';

/** Has all pending reports of a round checked by the helper. @returns how many are pending still */
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
  if (kept.results.get(round) !== undefined) return;
  const { aggregator, id: taskid } = served;
  const members = { taskid, round: String(round) };
  if ((await deliverPending(served, kept, round)) > 0) refuse('round-open', members);
  const asked = await aggregator.collect(round).catch((error: unknown) => {
    // A report came in after those that were pending were delivered.
    if (error instanceof FedzkError && error.code === 'invalid-state') return refuse('round-open', members);
    throw error;
  });
  if ('refused' in asked) return refuse(problemOfCollect(asked.refused), members);
  const share = await ask(served, kept, round, {
    method: 'POST',
    path: '/aggregate_shares',
    message: { kind: 'collect', body: asked.request },
    most: releaseLength(served.geometry),
  });
  const sum = await aggregator.combine(round, share);
  if ('refused' in sum) return refuse(problemOfCollect(sum.refused), members);
  const { accepted } = await aggregator.reportIds(round);
  const ids = await announcedIds(served, kept, round);
  const published = await soundResult(served, round, () => publish(served, round, sum, accepted, ids));
  await countersign(served, kept, round, published);
}

/** What the helper has of announcements, where the task has them. */
async function announcedIds(served: Served<Leader>, kept: KeptByLeader, round: bigint): Promise<AnnouncedIds> {
  if (served.file.omit === undefined) return {};
  const most = HASH_BYTES * 2 ** 16;
  const [announced, omitted] = await Promise.all(
    ['announced', 'omitted'].map((name) =>
      ask(served, kept, round, { method: 'GET', path: `/rounds/${round}/${name}`, most }),
    ),
  );
  return { announced, omitted };
}

/** A result to sign, unless the helper's lists are such that there is none, or contradict each other or the set. */
async function soundResult(
  { task, id: taskid }: Served<Leader>,
  round: bigint,
  make: () => Published,
): Promise<Published> {
  const differs = (): never => refuse('batchMismatch', { taskid, round: String(round) });
  try {
    const published = make();
    const { result, set, announced, omitted } = published;
    const evidence = { set, ...(announced && { announced }), ...(omitted && { omitted }) };
    const faults = await compareResult(task, readResult(task, result), evidence);
    return faults.length > 0 ? differs() : published;
  } catch (error) {
    if (error instanceof FedzkError && error.code === 'invalid-argument') return differs();
    throw error;
  }
}

/** Gives the helper the own share and signature, and takes its signature. */
async function countersign(
  served: Served<Leader>,
  kept: KeptByLeader,
  round: bigint,
  published: Published,
): Promise<void> {
  const { aggregator, task, signingKey, id: taskid } = served;
  const { signature: leader } = await signDocument(task, 'result', published.result, signingKey);
  const helper = await ask(served, kept, round, {
    method: 'PUT',
    path: `/rounds/${round}/share`,
    message: { kind: 'share', body: join(await aggregator.share(round), leader) },
    most: SIGNATURE_BYTES,
  });
  const signatures = { leader, helper };
  const missing = await unsignedBy(task, 'result', published.result, signatures);
  if (missing.length > 0) refuse('batchMismatch', { taskid, round: String(round) });
  kept.results.put(round, { ...published, signatures });
}

/** What the helper answers, or ends with its problem. */
async function ask(
  { id: taskid }: Served<Leader>,
  kept: KeptByLeader,
  round: bigint,
  question: Question,
): Promise<Bytes> {
  const members = { taskid, round: String(round) };
  const answered = await kept.ask(question);
  if (answered === undefined) return refuse('unavailable', members);
  if ('body' in answered) return answered.body;
  const { name, status } = answered.problem;
  const known: ProblemName = isProblemName(name) && status < 500 ? name : 'unavailable';
  throw new Ended(problem(known, members));
}
