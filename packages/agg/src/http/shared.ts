// The routes of both roles: the task, its rounds and results, and the operator's steps.

import { FedzkError, toBase64url, toHex } from '@fedzk/core';
import type { ReportCode } from '../aggregator/codes.js';
import type { Aggregator } from '../aggregator/contract.js';
import type { RoundDocument } from '../aggregator/documents.js';
import type { RoundStatus } from '../aggregator/lookup.js';
import { idsIn, setHash } from '../protocol/collect.js';
import { type Bytes, readUtf8 } from '../protocol/encoding.js';
import { reportId, type Signed } from '../protocol/report.js';
import { readResult, sumsBytes } from '../protocol/result.js';
import { type Answer, json, message, refuse } from './answer.js';
import type { RoundClock } from './clock.js';
import type { Call, Route } from './dispatch.js';
import { readJson } from './json.js';
import { type ProblemMembers, type ProblemName, problemOfReport } from './problems.js';
import { isComplete, signedJson } from './published.js';
import type { Served } from './served.js';

/** A service's state of a task in this process. */
export interface Kept {
  readonly clock: RoundClock;
}

const MOST_JSON_BYTES = 2 ** 16;
const MOST_DIGITS = 20;
/** Matches a round's number, in the one way to write it. */
export const NUMBER = '(0|[1-9]\\d{0,19})';

/** An operator's step. */
export type OperatorStep<Own extends Aggregator> = (
  served: Served<Own>,
  round: bigint,
  now: number,
  /** The other members of the operator's request. */
  fields: Readonly<Record<string, unknown>>,
) => Promise<void>;

/** The steps that differ between the roles. */
export interface OwnWays<Own extends Aggregator> {
  of(served: Served<Own>): Kept;
  readonly steps: Readonly<Record<string, OperatorStep<Own>>>;
  /** The members that an operator's request may have besides the step and the round, by step. */
  readonly members: Readonly<Record<string, string>>;
  /** Returns the record of a round with its signatures so far. */
  recordOf(served: Served<Own>, round: bigint): Promise<RoundDocument | undefined>;
  /** Returns the announced or the omitted report ids of a collected round. */
  idsOf(served: Served<Own>, round: bigint, name: 'announced' | 'omitted'): Promise<Bytes>;
}

/** The routes of both roles. */
export function sharedRoutes<Own extends Aggregator>(ways: OwnWays<Own>): readonly Route<Own>[] {
  const published = async ({ served, groups }: Call<Own>): Promise<RoundDocument> => {
    const round = readNumber(groups[0]);
    const result = await served.aggregator.result(round);
    const detail = `Round ${round} has no result yet that both have signed.`;
    return isComplete(result) ? result : refuse('not-found', { taskid: served.id, round: String(round), detail });
  };
  const part = (name: 'sums' | 'set' | 'announced' | 'omitted'): Route<Own> => ({
    method: 'GET',
    path: new RegExp(`^/rounds/${NUMBER}/${name}$`),
    access: 'reader',
    async answer(call) {
      const { served, isPeer } = call;
      const round = readNumber(call.groups[0]);
      const announced = name === 'announced' || name === 'omitted' ? name : undefined;
      if (announced && served.file.omit === undefined) {
        return refuse('not-found', { taskid: served.id, detail: 'In this task nothing is announced: "omit" is null.' });
      }
      // The other aggregator makes the result from these.
      if (announced && isPeer) return message('ids', await ways.idsOf(served, round, announced));
      const { document, sums = new Int32Array() } = await published(call);
      if (name === 'sums') return message('sums', sumsBytes(sums), cache(call));
      const ids = announced ? await ways.idsOf(served, round, announced) : await setOf(served, round);
      const result = readResult(served.task, document);
      const expected = announced ? result[announced]?.hash : result.set;
      if (toHex(setHash(idsIn(ids))) !== expected) throw otherIds(round, name);
      return message('ids', ids, cache(call));
    },
  });
  return [
    { method: 'GET', path: /^$/, access: 'anybody', answer: (call) => describeTask(call, ways) },
    {
      method: 'GET',
      path: new RegExp(`^/rounds/${NUMBER}$`),
      access: 'anybody',
      answer: (call) => describeRound(call, ways),
    },
    {
      method: 'GET',
      path: new RegExp(`^/rounds/${NUMBER}/result$`),
      access: 'reader',
      async answer(call) {
        const { document, signatures } = await published(call);
        return json(200, signedJson(document, signatures), cache(call));
      },
    },
    ...[part('sums'), part('set'), part('announced'), part('omitted')],
    {
      method: 'POST',
      path: /^\/rounds$/,
      access: 'operator',
      takes: { kind: 'json', most: () => MOST_JSON_BYTES },
      answer: ({ served, body, now }) => operate(served, body, now, ways),
    },
  ];
}

async function describeTask<Own extends Aggregator>({ served, now }: Call<Own>, ways: OwnWays<Own>): Promise<Answer> {
  const { aggregator, file, role, signatures, id } = served;
  await ways.of(served).clock.keep(now);
  const newest = await aggregator.round();
  return json(200, {
    ...{ taskid: id, role, ...signedJson(file.text, signatures) },
    ...(newest && { newest: roundJson(newest, await ways.recordOf(served, newest.round)) }),
  });
}

async function describeRound<Own extends Aggregator>(
  { served, groups, now }: Call<Own>,
  ways: OwnWays<Own>,
): Promise<Answer> {
  const round = readNumber(groups[0]);
  await ways.of(served).clock.keep(now);
  const status = await served.aggregator.round(round);
  if (status !== undefined) return json(200, roundJson(status, await ways.recordOf(served, round)));
  const name = (await isAheadOf(served, round)) ? 'round-not-open' : 'not-found';
  const detail = await neverOpened(served.aggregator, round);
  return refuse(name, { taskid: served.id, round: String(round), detail });
}

function roundJson({ round, state, held, accepted, settles }: RoundStatus, record?: RoundDocument): object {
  return {
    ...{ round: String(round), state, held, accepted },
    ...(settles !== undefined && { settles: new Date(settles).toISOString() }),
    ...(record && { record: signedJson(record.document, record.signatures) }),
  };
}

/** Returns the ids of the summed reports. */
async function setOf<Own extends Aggregator>({ aggregator, id: taskid }: Served<Own>, round: bigint): Promise<Bytes> {
  const { accepted } = await aggregator.reportIds(round);
  return accepted.length > 0 ? accepted : refuse('round-forgotten', { taskid, round: String(round) });
}

/** Caches keep the ids that are shown, so they are compared with the signed result. */
function otherIds(round: bigint, name: string): FedzkError {
  const message = `The storage has other ids of round ${round} (/${name}) than its signed result; restore the storage.`;
  return new FedzkError('damaged', message);
}

/** Lets caches keep a public result, since a result never changes. */
function cache<Own extends Aggregator>({ served }: Call<Own>): Readonly<Record<string, string>> {
  return served.file.readers === 'public' ? { 'cache-control': 'public, max-age=86400, immutable' } : {};
}

async function operate<Own extends Aggregator>(
  served: Served<Own>,
  body: Bytes,
  now: number,
  { steps, members }: Pick<OwnWays<Own>, 'steps' | 'members'>,
): Promise<Answer> {
  const { id: taskid } = served;
  const wrong = (detail: string): never => refuse('invalidMessage', { taskid, detail });
  const names = Object.keys(steps).map((name) => `"${name}"`);
  const read =
    readJson(readUtf8(body) ?? '') ?? wrong('The body is no JSON object. Send one such as {"do":"open","round":"7"}.');
  const { do: what, round: digits, ...fields } = read;
  const step = typeof what === 'string' && Object.hasOwn(steps, what) ? steps[what] : undefined;
  if (step === undefined) return wrong(`"do" expected one of ${names.join(', ')}.`);
  if (typeof digits !== 'string' || !new RegExp(`^${NUMBER}$`).test(digits)) {
    return wrong('"round" expected a number from 0 to 2^64 - 1 as a string, such as "7".');
  }
  const suited = members[String(what)];
  const unsuited = Object.keys(fields).find((name) => name !== suited);
  if (unsuited !== undefined) {
    const takes = suited === undefined ? 'nothing else' : `"${suited}" and nothing else`;
    return wrong(`${JSON.stringify(unsuited)} is not known: besides "do" and "round", "${what}" takes ${takes} here.`);
  }
  const round = readNumber(digits);
  await step(served, round, now, fields);
  const status = await served.aggregator.round(round);
  if (status === undefined) {
    return refuse('round-not-open', { taskid, round: digits, detail: await neverOpened(served.aggregator, round) });
  }
  // Whether the other has signed the record says whether it has opened the round.
  return json(200, roundJson(status, what === 'open' ? await served.aggregator.record(round) : undefined));
}

/** Says of a round that was never opened here which ones were. */
export async function neverOpened(aggregator: Aggregator, round: bigint): Promise<string> {
  const newest = await aggregator.round();
  const rounds =
    newest === undefined ? 'no round was' : `the newest is round ${newest.round}, which is ${newest.state}`;
  return `Round ${round} was never opened at the ${aggregator.role}: ${rounds}.`;
}

/** Reads the number of a round, at most 2^64 − 1. */
export function readNumber(digits: string | undefined): bigint {
  const number = BigInt((digits ?? '').slice(0, MOST_DIGITS));
  return number < 2n ** 64n ? number : refuse('invalidMessage', { detail: 'A round is below 2^64.' });
}

/** The report that a message is about, as far as it can be read. */
export interface Subject {
  readonly round: bigint;
  readonly clientId: string;
  /** In base64url. */
  readonly report: string;
}

/** Reads which report a message is about. */
export function subjectOf({ head }: Pick<Signed, 'head'>): Subject {
  const { round, clientId, bytes } = head.fixed;
  return { round, clientId, report: toBase64url(reportId(bytes)) };
}

/** Opens, closes or abandons a round for an operator. */
export const COMMON_STEPS: Readonly<Record<'open' | 'close' | 'abandon', OperatorStep<Aggregator>>> = {
  async open({ aggregator, id: taskid }, round) {
    const newest = await aggregator.round();
    const isOver =
      newest !== undefined && (round < newest.round || (round === newest.round && newest.state !== 'open'));
    if (isOver) {
      const detail = `Round ${round} can't be opened: the newest is round ${newest?.round}, which is ${newest?.state}, and rounds go forward.`;
      refuse('round-closed', { taskid, round: String(round), detail });
    }
    await aggregator.openRound(round);
  },
  close: ({ aggregator }, round) => aggregator.closeRound(round),
  async abandon({ aggregator, id: taskid }, round) {
    const status = await aggregator.round(round);
    const members = { taskid, round: String(round) };
    if (status === undefined) refuse('round-not-open', { ...members, detail: await neverOpened(aggregator, round) });
    if (status?.state === 'collected' && isComplete(await aggregator.result(round))) {
      const detail = `Round ${round} has a result that both have signed, so it can't be given up.`;
      refuse('result-signed', { ...members, detail });
    }
    await aggregator.abandonRound(round);
  },
};

/** Whether a round is above all rounds that were opened here. */
export async function isAheadOf<Own extends Aggregator>({ aggregator }: Served<Own>, round: bigint): Promise<boolean> {
  const newest = await aggregator.round();
  return newest === undefined || round > newest.round;
}

/** Makes the problem that a sender is told, and what it is about. */
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
