// Routes that both roles have: the task, its rounds, results, and the operator's steps.

import { toBase64url } from '@fedzk/core';
import type { Aggregator } from '../aggregator/aggregator.js';
import type { ReportCode } from '../aggregator/codes.js';
import type { RoundStatus } from '../aggregator/lookup.js';
import { type Bytes, readUtf8 } from '../protocol/encoding.js';
import { reportId, type Signed } from '../protocol/report.js';
import { type Answer, json, message, refuse } from './answer.js';
import type { RoundClock } from './clock.js';
import type { Call, Route } from './dispatch.js';
import { type ProblemMembers, type ProblemName, problemOfReport } from './problems.js';
import { type Published, type Results, signedJson } from './published.js';
import type { Served } from './served.js';

/** What a service keeps of a task in this process. */
export interface Kept {
  readonly results: Results;
  readonly clock: RoundClock;
}

const MOST_JSON_BYTES = 2 ** 16;
const MOST_DIGITS = 20;
const NUMBER = '(0|[1-9]\\d{0,19})';

/** What the operator may do with a round. */
export type OperatorStep<Own extends Aggregator> = (served: Served<Own>, round: bigint, now: number) => Promise<void>;

/** The ids of a round whose result is not made yet, which the other aggregator makes it of. */
export type IdsForPeer<Own extends Aggregator> = (
  served: Served<Own>,
  round: bigint,
  name: 'announced' | 'omitted',
) => Promise<Bytes>;

/** The routes of both roles. */
export function sharedRoutes<Own extends Aggregator>(
  kept: (served: Served<Own>) => Kept,
  steps: Readonly<Record<string, OperatorStep<Own>>>,
  forPeer?: IdsForPeer<Own>,
): readonly Route<Own>[] {
  const published = async ({ served, groups }: Call<Own>): Promise<Published> => {
    const round = readNumber(groups[0]);
    return kept(served).results.get(round) ?? refuse('not-found', { taskid: served.id, round: String(round) });
  };
  const part = (name: 'sums' | 'set' | 'announced' | 'omitted'): Route<Own> => ({
    method: 'GET',
    path: new RegExp(`^/rounds/${NUMBER}/${name}$`),
    access: 'reader',
    async answer(call) {
      if (forPeer && call.isPeer && (name === 'announced' || name === 'omitted')) {
        return message('ids', await forPeer(call.served, readNumber(call.groups[0]), name));
      }
      const bytes = (await published(call))[name];
      if (bytes === undefined) return refuse('not-found', { taskid: call.served.id });
      return message(name === 'sums' ? 'sums' : 'ids', bytes, cache(call));
    },
  });
  return [
    { method: 'GET', path: /^$/, access: 'anybody', answer: describeTask },
    { method: 'GET', path: new RegExp(`^/rounds/${NUMBER}$`), access: 'anybody', answer: describeRound },
    {
      method: 'GET',
      path: new RegExp(`^/rounds/${NUMBER}/result$`),
      access: 'reader',
      async answer(call) {
        const { result, signatures } = await published(call);
        return json(200, signedJson(result, signatures), cache(call));
      },
    },
    ...[part('sums'), part('set'), part('announced'), part('omitted')],
    {
      method: 'POST',
      path: /^\/rounds$/,
      access: 'operator',
      takes: { kind: 'json', most: () => MOST_JSON_BYTES },
      answer: ({ served, body, now }) => operate(served, body, now, steps),
    },
  ];
}

async function describeTask<Own extends Aggregator>({ served }: Call<Own>): Promise<Answer> {
  const { aggregator, file, role, signatures, id } = served;
  const newest = await aggregator.round();
  return json(200, {
    ...{ taskid: id, role, ...signedJson(file.text, signatures) },
    ...(newest && { newest: roundJson(newest) }),
  });
}

async function describeRound<Own extends Aggregator>({ served, groups }: Call<Own>): Promise<Answer> {
  const round = readNumber(groups[0]);
  const status = await served.aggregator.round(round);
  if (status === undefined) return refuse('not-found', { taskid: served.id, round: String(round) });
  return json(200, roundJson(status));
}

function roundJson({ round, state, held, accepted }: RoundStatus): object {
  return { round: String(round), state, held, accepted };
}

/** A result never changes, so what everybody may read everybody may keep. */
function cache<Own extends Aggregator>({ served }: Call<Own>): Readonly<Record<string, string>> {
  return served.file.readers === 'public' ? { 'cache-control': 'public, max-age=86400, immutable' } : {};
}

async function operate<Own extends Aggregator>(
  served: Served<Own>,
  body: Bytes,
  now: number,
  steps: Readonly<Record<string, OperatorStep<Own>>>,
): Promise<Answer> {
  const { id: taskid } = served;
  const { do: what, round: digits } = readJson(body) ?? refuse('invalidMessage', { taskid });
  const step = typeof what === 'string' && Object.hasOwn(steps, what) ? steps[what] : undefined;
  if (step === undefined || typeof digits !== 'string' || !new RegExp(`^${NUMBER}$`).test(digits)) {
    return refuse('invalidMessage', { taskid });
  }
  const round = readNumber(digits);
  await step(served, round, now);
  const status = await served.aggregator.round(round);
  return status === undefined ? refuse('round-not-open', { taskid, round: digits }) : json(200, roundJson(status));
}

function readJson(body: Bytes): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(readUtf8(body) ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A round of at most 2^64 − 1. */
export function readNumber(digits: string | undefined): bigint {
  const number = BigInt((digits ?? '').slice(0, MOST_DIGITS));
  return number < 2n ** 64n ? number : refuse('invalidMessage');
}

/** Which report a message is about, as far as it can be read. */
export interface Subject {
  readonly round: bigint;
  readonly clientId: string;
  /** base64url. */
  readonly report: string;
}

/** What a message says that it is about. */
export function subjectOf({ head }: Pick<Signed, 'head'>): Subject {
  const { round, clientId, bytes } = head.fixed;
  return { round, clientId, report: toBase64url(reportId(bytes)) };
}

/** Opens, closes and abandons a round, as an operator says. */
export const COMMON_STEPS: Readonly<Record<'open' | 'close' | 'abandon', OperatorStep<Aggregator>>> = {
  async open({ aggregator, id: taskid }, round) {
    const newest = await aggregator.round();
    const isOver =
      newest !== undefined && (round < newest.round || (round === newest.round && newest.state !== 'open'));
    if (isOver) refuse('round-closed', { taskid, round: String(round) });
    await aggregator.openRound(round);
  },
  close: ({ aggregator }, round) => aggregator.closeRound(round),
  async abandon({ aggregator, id: taskid }, round) {
    const status = await aggregator.round(round);
    if (status === undefined) refuse('round-not-open', { taskid, round: String(round) });
    if (status?.state === 'collected') refuse('batchOverlap', { taskid, round: String(round) });
    await aggregator.abandonRound(round);
  },
};

/** The problem that a sender is told of, and what it is about. */
export async function problemFor<Own extends Aggregator>(
  { aggregator, id: taskid }: Served<Own>,
  code: ReportCode | undefined,
  subject: Subject | undefined,
): Promise<{ readonly name: ProblemName; readonly members: ProblemMembers }> {
  const name = problemOfReport(code);
  const members = { taskid, ...(subject && { report: subject.report, round: String(subject.round) }) };
  if (name !== 'round-closed' || subject === undefined) return { name, members };
  const [own, newest] = [await aggregator.round(subject.round), await aggregator.round()];
  if (own?.state === 'abandoned') return { name: 'round-abandoned', members };
  if (own?.forgotten) return { name: 'round-forgotten', members };
  const isAhead = own === undefined && (newest === undefined || subject.round > newest.round);
  return { name: isAhead ? 'round-not-open' : 'round-closed', members };
}
