// The leader over HTTP: takes the reports of clients, and collects rounds together with the helper.

import { callbackOf, FedzkError, optionsOf, toBase64url, unexpected } from '@fedzk/core';
import type { RoundDocument } from '../aggregator/documents.js';
import type { Leader } from '../aggregator/leader.js';
import { readId } from '../protocol/argument.js';
import { utf8 } from '../protocol/encoding.js';
import { readRecord } from '../protocol/record.js';
import { readReport, reportLength } from '../protocol/report.js';
import { type Model, readModel } from '../protocol/task-file.js';
import { type Answer, Ended, json, problem, refuse } from './answer.js';
import { RoundClock } from './clock.js';
import { collectRound, idsOfHelper, takeResult } from './collecting.js';
import { limitOf, within } from './deadline.js';
import { Deliveries } from './deliveries.js';
import { type Call, Dispatcher, type Route, SERVICE_OPTIONS, type ServiceOptions } from './dispatch.js';
import { askHelper, helperWatch, type PeerAnswer, type Question, type Send } from './peer.js';
import { isComplete } from './published.js';
import { leaderRecord, type RecordMaker } from './records.js';
import { baseOf, readServed, type Served, type ServedTask } from './served.js';
import type { Service } from './service.js';
import { COMMON_STEPS, type Kept, problemFor, readNumber, type Subject, sharedRoutes, subjectOf } from './shared.js';
import { tickLeader } from './ticking.js';

/** The options of the leader's service. */
export interface LeaderServiceOptions extends ServiceOptions {
  /**
   * Sends a request to the helper, at the url in the task's file; `fetch` does it. The request's signal is aborted when its
   * time is over.
   */
  readonly helper: Send;
  /** Milliseconds within which the helper must answer, otherwise it counts as down and is asked again; default 30,000. */
  readonly timeoutMs?: number | undefined;
}

/** The leader's state of a task in this process. */
export interface KeptByLeader extends Kept {
  readonly deliveries: Deliveries;
  readonly maker: RecordMaker;
  /** Records that are being made. */
  readonly records: Map<bigint, Promise<RoundDocument | undefined>>;
  readonly ask: (question: Question) => Promise<PeerAnswer>;
  /** Rounds whose record the helper refuses to sign. It is asked again only after an operator opens the round again. */
  readonly unsigned: Set<bigint>;
  /** Rounds whose record is known to be signed by both. */
  readonly recorded: Set<bigint>;
  /** Rounds that can't be collected. The helper is asked again only if an operator collects the round. */
  readonly refused: Set<bigint>;
  /** Rounds that were collected too early, and when to try again, in milliseconds since 1970. */
  readonly later: Map<bigint, number>;
  /** The round at which the last tick stopped, because the helper gave no answer. */
  stoppedAt?: bigint | undefined;
}

/** The longest that a sender may wait for a verdict, in seconds. */
const MOST_WAIT = 30;

const TIMEOUT_MS = 30_000;

/**
 * Makes the leader of some tasks a service.
 *
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const service = leaderService([{ aggregator: leader, signingKey }], { helper: fetch, authenticate });
 * export default { fetch: service.fetch };
 * setInterval(() => void service.tick(), 10_000);
 * ```
 */
export function leaderService(tasks: readonly ServedTask<Leader>[], options: LeaderServiceOptions): Service {
  const { helper, timeoutMs, model, requireManifest, ...own } = optionsOf(options, [
    'helper',
    'timeoutMs',
    ...SERVICE_OPTIONS,
  ]);
  const limit = limitOf(timeoutMs, 'timeoutMs', TIMEOUT_MS);
  const modelOf = callbackOf(model, 'model');
  const send = callbackOf(helper, 'helper');
  if (send === undefined) throw unexpected('helper', 'a function that sends a request, such as fetch', helper);
  const methods = ['submit', 'conclude', 'pending', 'collect', 'combine', 'report', 'round', 'signRecord'] as const;
  const served = readServed(tasks, 'leader', methods, requireManifest);
  const kept = new Map<Served<Leader>, KeptByLeader>();
  const of = (each: Served<Leader>): KeptByLeader => {
    const known = kept.get(each) ?? keptOf(each);
    kept.set(each, known);
    return known;
  };
  const ending = new AbortController();
  const dispatcher = new Dispatcher(served, routes(of), own);
  const keptOf = (each: Served<Leader>): KeptByLeader => {
    const tell = helperWatch((error) => dispatcher.report(error));
    const way = { send, timeoutMs: limit, now: () => dispatcher.now, tell, stopped: ending.signal };
    const ask = (question: Question): Promise<PeerAnswer> => askHelper(each, way, question);
    const deliveries = new Deliveries(each.aggregator, ask);
    const maker = { modelOf, now: () => dispatcher.now, report: (error: unknown) => dispatcher.report(error) };
    const common = {
      clock: new RoundClock(each),
      maker,
      records: new Map(),
      unsigned: new Set<bigint>(),
      recorded: new Set<bigint>(),
    };
    return { ...common, deliveries, ask, refused: new Set(), later: new Map() };
  };
  return {
    stop: () => ending.abort(),
    fetch: (request) => dispatcher.fetch(request),
    async tick() {
      for (const each of served.values()) {
        await tickLeader(each, of(each), dispatcher.now, (error) => dispatcher.report(error));
      }
    },
  };
}

/**
 * Answers requests to the leader of some tasks. This is the `fetch` of {@link leaderService}. Reports whose senders do not
 * wait stay pending until the `tick` of a service sends them.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function leaderHandler(
  tasks: readonly ServedTask<Leader>[],
  options: LeaderServiceOptions,
): (request: Request) => Promise<Response> {
  return leaderService(tasks, options).fetch;
}

function routes(of: (served: Served<Leader>) => KeptByLeader): readonly Route<Leader>[] {
  return [
    {
      method: 'POST',
      path: /^\/reports$/,
      access: 'anybody',
      takes: { kind: 'report', most: reportLength },
      answer: (call) => takeReport(call, of(call.served)),
    },
    { method: 'GET', path: /^\/reports\/([\w-]{43})$/, access: 'anybody', answer: tellReport },
    ...sharedRoutes({
      of,
      members: { open: 'model' },
      steps: {
        ...COMMON_STEPS,
        open: (served, round, now, fields) => openRound(served, of(served), round, now, fields),
        async collect(served, round) {
          of(served).refused.delete(round);
          of(served).later.delete(round);
          await collectRound(served, of(served), round);
        },
        async abandon(served, round, now, fields) {
          // If the helper gives no answer, its operator decides on its own.
          await takeResult(served, of(served), round).catch(unlessEnded);
          await COMMON_STEPS.abandon(served, round, now, fields);
        },
      },
      recordOf: (served, round) => leaderRecord(served, of(served), round),
      // The leader does not keep the helper's ids: it asks for them, and compares them with the result.
      idsOf: (served, round, name) => idsOfHelper(served, of(served), round, name),
    }),
  ];
}

function unlessEnded(error: unknown): void {
  if (!(error instanceof Ended)) throw error;
}

/** Opens a round with the model that the operator names. */
async function openRound(
  served: Served<Leader>,
  kept: KeptByLeader,
  round: bigint,
  now: number,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  const members = { taskid: served.id, round: String(round) };
  const model = modelIn(fields);
  if (model === null) {
    const detail = '"model" expected { "id": a string, "sha256": 64 hexadecimal digits }.';
    return refuse('invalidMessage', { ...members, detail });
  }
  await COMMON_STEPS.open(served, round, now, fields);
  kept.unsigned.delete(round);
  const record = await leaderRecord(served, kept, round, model);
  if (model === undefined) return;
  const own = record && readRecord(served.task, record.document).model;
  if (own?.id !== model.id || own.sha256 !== model.sha256) refuse('other-document', members);
}

/** Reads the model in an operator's request; `null` for an invalid one. */
function modelIn({ model }: Readonly<Record<string, unknown>>): Model | undefined | null {
  if (model === undefined) return undefined;
  try {
    return readModel('model', model);
  } catch (error) {
    if (error instanceof FedzkError) return null;
    throw error;
  }
}

async function takeReport(
  { served, request, body, principal, now }: Call<Leader>,
  kept: KeptByLeader,
): Promise<Answer> {
  const { aggregator, task, id: taskid } = served;
  if (task.clients === undefined && principal.client === undefined) return problem('not-authorised', { taskid });
  const parsed = readReport(body, served.geometry);
  const subject = parsed && subjectOf(parsed);
  await kept.clock.keep(now);
  if (subject !== undefined && !(await isRecorded(served, kept, subject.round))) {
    return problem('round-not-open', { taskid, report: subject.report, round: String(subject.round) });
  }
  const { client } = principal;
  const submission = await aggregator.submit(body, client === undefined ? {} : { sender: client });
  if (submission.verdict === 'refused' || subject === undefined) {
    return tellRefusal(served, submission.verdict === 'refused' ? submission.why : undefined, subject);
  }
  if (submission.verdict === 'accepted') return tellVerdict(served, subject, 'accepted');
  const seconds = secondsToWait(request.headers.get('prefer'));
  if (seconds === 0) return tellVerdict(served, subject, 'pending');
  const verdict = (await within(1000 * seconds, () => kept.deliveries.deliver(submission.prepare))) ?? 'pending';
  return verdict === 'refused' ? tellRefusal(served, undefined, subject) : tellVerdict(served, subject, verdict);
}

/** Whether both have signed the record of an open round. For any other round the aggregator says what is wrong. */
async function isRecorded(served: Served<Leader>, kept: KeptByLeader, round: bigint): Promise<boolean> {
  if (kept.recorded.has(round)) return true;
  const isOpen = (await served.aggregator.round(round))?.state === 'open';
  if (!isOpen) return true;
  const isSigned = isComplete(await leaderRecord(served, kept, round));
  if (isSigned) kept.recorded.add(round);
  return isSigned;
}

async function tellRefusal(
  served: Served<Leader>,
  why: Parameters<typeof problemFor>[1],
  subject: Subject | undefined,
): Promise<Answer> {
  const { name, members } = await problemFor(served, why, subject);
  if (name !== 'duplicate' || subject === undefined) return problem(name, members);
  const holder = await served.aggregator.report(subject.round, subject.clientId);
  if (holder === undefined) return problem(name, members);
  return problem(name, { ...members, holder: { report: toBase64url(holder.report), status: holder.status } });
}

function tellVerdict(served: Served<Leader>, subject: Subject, status: 'accepted' | 'pending'): Answer {
  const { report, round, clientId } = subject;
  if (status === 'accepted') return json(200, { report, status });
  const query = new URLSearchParams({ round: String(round), client: clientId });
  const location = `${baseOf(served, 'leader')}/reports/${report}?${query}`;
  return json(202, { report, status }, { location, 'retry-after': '1' });
}

/** Answers with the status of a report. The query in Location names the client: a store can't find a report by its id alone. */
async function tellReport({ served, url, groups }: Call<Leader>): Promise<Answer> {
  const [report = ''] = groups;
  const { id: taskid, aggregator } = served;
  const [digits, clientId] = [url.searchParams.get('round') ?? '', url.searchParams.get('client') ?? ''];
  if (!/^\d{1,20}$/.test(digits) || readId(utf8(clientId)) === undefined)
    return problem('not-found', { taskid, report, detail: 'Expected ?round= with a number, and &client= with an id.' });
  const round = readNumber(digits);
  const held = await aggregator.report(round, clientId);
  const members = { taskid, report, round: String(round) };
  const detail = `The leader has no such report of this client in round ${round}.`;
  if (held === undefined) return problem('not-found', { ...members, detail });
  const holder = { report: toBase64url(held.report), status: held.status };
  if (holder.report !== report) return problem('not-found', { ...members, detail });
  if (held.status === 'refused') return problem('refused', members);
  return tellVerdict(served, { report, round, clientId }, held.status);
}

/** Reads the seconds of `Prefer: wait=n`, RFC 7240 §4.3; 0 without one. */
function secondsToWait(field: string | null): number {
  const [, digits] = /(?:^|[,;])\s*wait\s*=\s*(\d{1,6})\s*(?:$|[,;])/.exec(field ?? '') ?? [];
  return Math.min(Number(digits ?? 0), MOST_WAIT);
}
