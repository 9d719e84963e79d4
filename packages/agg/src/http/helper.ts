// The helper over HTTP: takes the announcements of clients, and answers the leader.

import { callbackOf, optionsOf } from '@fedzk/core';
import type { Helper } from '../aggregator/helper.js';
import { announcementLength, readAnnouncement } from '../protocol/announcement.js';
import { RELEASE_HEADER_BYTES, readCollect, releaseLength } from '../protocol/collect.js';
import { join } from '../protocol/encoding.js';
import { geometry } from '../protocol/geometry.js';
import { HASH_BYTES } from '../protocol/hashes.js';
import { MOST_JOB_BYTES, readJob } from '../protocol/jobs.js';
import { SIGNATURE_BYTES } from '../protocol/keys.js';
import type { Task } from '../protocol/task.js';
import { type Answer, message, problem, refuse } from './answer.js';
import { RoundClock } from './clock.js';
import { type Call, Dispatcher, type Route, SERVICE_OPTIONS, type ServiceOptions } from './dispatch.js';
import { problemOfCollect } from './problems.js';
import { resultOf } from './published.js';
import { MOST_RECORD_BYTES, type ModelOf, problemOfSigning, takeRecord } from './records.js';
import { readServed, type Served, type ServedTask } from './served.js';
import type { Service } from './service.js';
import { COMMON_STEPS, type Kept, NUMBER, problemFor, readNumber, sharedRoutes, subjectOf } from './shared.js';
import { inTurn } from './ticking.js';

/** A day in seconds. */
const MOST_SETTLE = 86_400;

/** Bytes of a collect request before its ids. */
const COLLECT_HEADER_BYTES = 76;

/**
 * Makes the helper of some tasks a service.
 *
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const service = helperService([{ aggregator: helper, signingKey }], { authenticate });
 * export default { fetch: service.fetch };
 * setInterval(() => void service.tick(), 10_000);
 * ```
 */
export function helperService(tasks: readonly ServedTask<Helper>[], options: ServiceOptions = {}): Service {
  const { model, requireManifest, ...own } = optionsOf(options, SERVICE_OPTIONS);
  const modelOf = callbackOf(model, 'model');
  const methods = ['announce', 'prepareAll', 'settleRound', 'signRecord'] as const;
  const served = readServed(tasks, 'helper', methods, requireManifest);
  const kept = new Map([...served.values()].map((each) => [each, keptOf(each)]));
  const of = (each: Served<Helper>): Kept => kept.get(each) ?? keptOf(each);
  const dispatcher = new Dispatcher(served, routes(of, modelOf), own);
  return {
    fetch: (request) => dispatcher.fetch(request),
    async tick() {
      for (const each of served.values()) {
        try {
          await of(each).clock.keep(dispatcher.now);
          await inTurn(each.aggregator, (error) => dispatcher.report(error), [() => each.aggregator.tick()]);
        } catch (error) {
          dispatcher.report(error);
        }
      }
    },
  };
}

/**
 * Answers requests to the helper of some tasks. This is the `fetch` of {@link helperService}, for a server that does nothing
 * between requests.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function helperHandler(
  tasks: readonly ServedTask<Helper>[],
  options: ServiceOptions = {},
): (request: Request) => Promise<Response> {
  return helperService(tasks, options).fetch;
}

function keptOf(served: Served<Helper>): Kept {
  return { clock: new RoundClock(served) };
}

function routes(of: (served: Served<Helper>) => Kept, modelOf: ModelOf | undefined): readonly Route<Helper>[] {
  return [
    {
      method: 'POST',
      path: /^\/announcements$/,
      access: 'anybody',
      takes: { kind: 'announcement', most: announcementLength },
      answer: (call) => announce(call, of(call.served)),
    },
    {
      method: 'POST',
      path: /^\/aggregation_jobs$/,
      access: 'peer',
      takes: { kind: 'job', most: () => MOST_JOB_BYTES },
      answer: (call) => prepareAll(call, of(call.served)),
    },
    {
      method: 'POST',
      path: /^\/aggregate_shares$/,
      access: 'peer',
      takes: { kind: 'collect', most: ({ headroom }: Task) => COLLECT_HEADER_BYTES + HASH_BYTES * 2 ** headroom },
      answer: (call) => collect(call, of(call.served)),
    },
    {
      method: 'PUT',
      path: new RegExp(`^/rounds/${NUMBER}/share$`),
      access: 'peer',
      takes: { kind: 'share', most: (task: Task) => SIGNATURE_BYTES + releaseLength(geometry(task)) },
      answer: takeShare,
    },
    {
      method: 'PUT',
      path: new RegExp(`^/rounds/${NUMBER}/record$`),
      access: 'peer',
      takes: { kind: 'record', most: () => MOST_RECORD_BYTES },
      answer: (call) => takeRecord(call, of(call.served), modelOf),
    },
    ...sharedRoutes({
      of,
      steps: { ...COMMON_STEPS, close },
      members: { close: 'settle' },
      idsOf,
      recordOf: ({ aggregator }, round) => aggregator.record(round),
    }),
  ];
}

/** Closes a round for an operator. It settles first, if the operator or the schedule says so. */
async function close(
  { aggregator, file, id: taskid }: Served<Helper>,
  round: bigint,
  now: number,
  { settle = file.schedule?.settle ?? 0 }: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (typeof settle !== 'number' || !Number.isInteger(settle) || settle < 0 || settle > MOST_SETTLE) {
    const detail = `"settle" expected whole seconds from 0 to ${MOST_SETTLE}.`;
    return refuse('invalidMessage', { taskid, round: String(round), detail });
  }
  if (settle > 0) await aggregator.settleRound(round, now + 1000 * settle);
  else await aggregator.closeRound(round);
}

async function idsOf({ aggregator, id: taskid }: Served<Helper>, round: bigint, name: 'announced' | 'omitted') {
  const members = { taskid, round: String(round) };
  const status = await aggregator.round(round);
  if (status?.state !== 'collected') refuse('round-open', members);
  if (status?.forgotten) refuse('round-forgotten', members);
  const { valid, omitted } = await aggregator.reportIds(round);
  return name === 'announced' ? valid : omitted;
}

async function announce({ served, body, principal, now }: Call<Helper>, { clock }: Kept): Promise<Answer> {
  const { aggregator, task, file, id: taskid } = served;
  if (file.omit === undefined) {
    return problem('not-found', { taskid, detail: 'In this task nothing is announced: "omit" is null.' });
  }
  const parsed = readAnnouncement(body, served.geometry);
  const subject = parsed && subjectOf(parsed);
  if (task.clients === undefined && principal.client === undefined) return problem('not-authorised', { taskid });
  await clock.keep(now);
  const refused = async (code: Parameters<typeof problemFor>[1]): Promise<Answer> => {
    const { name, members } = await problemFor(served, code, subject);
    return problem(name, members);
  };
  const round = clock.announcing(now);
  const closed = round !== 'any' && round !== subject?.round;
  const { client: sender } = principal;
  const answer = await aggregator.announce(body, { closed, ...(sender !== undefined && { sender }) });
  return 'receipt' in answer ? message('receipt', answer.receipt) : refused(answer.refused);
}

async function prepareAll({ served, body, now }: Call<Helper>, { clock }: Kept): Promise<Answer> {
  const jobs = readJob(body);
  if (jobs === undefined) return problem('invalidMessage', { taskid: served.id });
  await clock.keep(now);
  return message('answers', join(...(await served.aggregator.prepareAll(jobs))));
}

async function collect({ served, body, now }: Call<Helper>, { clock }: Kept): Promise<Answer> {
  await clock.keep(now);
  const answer = await served.aggregator.collect(body);
  if ('share' in answer) return message('release', answer.share);
  const round = readCollect(body)?.round;
  const members = { taskid: served.id, ...(round !== undefined && { round: String(round) }) };
  const status = answer.refused === 'round-open' ? await served.aggregator.round(round) : undefined;
  const seconds = status && clock.secondsToSettle(status, now);
  return problem(
    problemOfCollect(answer.refused),
    members,
    seconds === undefined ? {} : { 'retry-after': String(seconds) },
  );
}

/** Takes the leader's share and its signature of the result, and answers with the own signature. */
async function takeShare({ served, body, groups }: Call<Helper>): Promise<Answer> {
  const { aggregator, file, id: taskid } = served;
  const round = readNumber(groups[0]);
  const members = { taskid, round: String(round) };
  const known = await aggregator.result(round);
  if (known?.signatures.helper !== undefined) return message('signature', new Uint8Array(known.signatures.helper));
  if (body.length <= SIGNATURE_BYTES + RELEASE_HEADER_BYTES) return problem('invalidMessage', members);
  if ((await aggregator.round(round))?.state !== 'collected') return problem('round-open', members);
  const sum = await aggregator.combine(round, body.subarray(0, -SIGNATURE_BYTES));
  if ('refused' in sum) return problem(problemOfCollect(sum.refused), members);
  const { accepted, valid, omitted } = await aggregator.reportIds(round);
  const ids = file.omit === undefined ? {} : { announced: valid, omitted };
  if (accepted.length === 0) return refuse('round-forgotten', members);
  const result = resultOf(served, round, sum, accepted, ids);
  const signed = await aggregator.signResult(result, sum.sums, body.slice(-SIGNATURE_BYTES));
  if ('refused' in signed) {
    return problem(signed.refused === 'bad-signature' ? 'batchMismatch' : problemOfSigning(signed.refused), members);
  }
  return message('signature', new Uint8Array(signed.signatures.helper ?? []));
}
