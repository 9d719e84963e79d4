// A client's side: sends the announcement to the helper and the report to the leader at the same time, and repeats each until
// it has a final answer. agg-service.md, §3 and §5.

import { bytesOf, callbackOf, FedzkError, optionsOf, signalOf, unexpected } from '@fedzk/core';
import { announcementOf, isReceipt, RECEIPT_BYTES } from '../protocol/announcement.js';
import { checkId, readRound } from '../protocol/argument.js';
import { type Bytes, readUtf8, utf8 } from '../protocol/encoding.js';
import { geometry } from '../protocol/geometry.js';
import type { Role } from '../protocol/hpke.js';
import type { RoundRecord } from '../protocol/record.js';
import { readReport, reportLength } from '../protocol/report.js';
import { openRecord } from '../protocol/signed.js';
import type { Task } from '../protocol/task.js';
import { fileOf } from '../protocol/task-file.js';
import { type MessageKind, mediaType } from './body.js';
import { limitOf, within } from './deadline.js';
import { answerTo, type Send } from './peer.js';
import { mayRetry, type Problem, readProblem } from './problems.js';
import { delay, type Pace, random, wait } from './retry.js';
import { baseOf, idOf } from './served.js';
import { type Subject, subjectOf } from './shared.js';
import { shownRecord, statusOf } from './shown.js';

/** The options of {@link createReporter}. */
export interface ReporterOptions {
  /** The client's id, which its reports must name. */
  readonly client: string;
  /** Sends a request; default `fetch`. */
  readonly fetch?: Send;
  /** Milliseconds within which an aggregator must answer, otherwise it is asked again; default 30,000. */
  readonly timeoutMs?: number;
  /** The value of the field Authorization for each operator that asks for one. Neither gets the other's. */
  readonly authorization?: { readonly leader?: string; readonly helper?: string };
  /** Timer, random numbers and clock; default the system's. */
  readonly pace?: Partial<Pace>;
}

/** The outcome of a report. */
export interface Verdict {
  readonly status: 'accepted' | 'refused';
  /** Why it was refused, as far as a sender is told. */
  readonly problem?: Problem;
  /** The helper's receipt, 96 bytes: keep it for `compareResult`. */
  readonly receipt?: Uint8Array;
  /** Why there is no receipt in a task with announcements. */
  readonly announcement?: Problem;
}

/** Sends reports of one client. */
export interface Reporter {
  /**
   * Asks the leader for the record of a round until it is there. The record says which model the round begins with. Both
   * aggregators have signed it. Each signs only one for a round, so all clients get the same.
   *
   * @param round default the newest
   * @param options `signal` ends the waiting
   * @throws {FedzkError} `not-authentic`: the leader's record is not signed by both, or of another round;
   *   `invalid-argument`: not a round; `not-found`: the round has no record, or the leader does not know the task
   * @throws the signal's reason
   */
  record(round?: number | bigint, options?: { readonly signal?: AbortSignal }): Promise<RoundRecord>;
  /**
   * Announces a report to the helper and uploads it to the leader at the same time. Asks until there is a verdict, and repeats
   * whatever may be sent again. A report that was sent before gets the same verdict. If both aggregators have not signed the
   * round's record, nothing is sent, and the problem is `wrong-record`.
   *
   * @param report the bytes that `Client.report` gave: keep them until there is a verdict
   * @param options `signal` ends the waiting; the report may be accepted all the same
   * @throws {FedzkError} `invalid-argument`: not a report of this task and client
   * @throws the signal's reason
   */
  send(report: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<Verdict>;
}

/** Seconds for which the leader is asked to wait for the verdict before it answers; at most half of the own limit. */
const WAIT = 10;
const TIMEOUT_MS = 30_000;
const MOST_ANSWER_BYTES = 2 ** 16;
/** The most bytes of an answer: a task file of 65,536 clients as JSON in JSON, and what the leader adds to it. */
const MOST_TASK_BYTES = 2 ** 26;
const WRONG_RECORD = 'wrong-record';
/** After this many wrong receipts, the helper must have another key; after this many wrong records, the leader forges them. */
const MOST_WRONG = 3;

/**
 * Makes a reporter, which sends the reports of one client of a task.
 *
 * @param task from `readTaskFile`
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const reporter = createReporter(task, { client: 'hospital-1' });
 * const { status, receipt } = await reporter.send(await client.report('hospital-1', round, values));
 * ```
 */
export function createReporter(task: Task, options: ReporterOptions): Reporter {
  const given = optionsOf(options, ['client', 'fetch', 'timeoutMs', 'authorization', 'pace']);
  const file = fileOf(task);
  checkId('client', given.client);
  if (task.clients?.every(({ id }) => id !== given.client)) {
    throw unexpected('client', "the id of one of the task's clients", given.client);
  }
  const send = callbackOf(given.fetch, 'fetch') ?? ((request: Request) => fetch(request));
  const authorization = optionsOf(given.authorization ?? {}, ['leader', 'helper'], 'authorization');
  for (const role of ['leader', 'helper'] as const) {
    const field = authorization[role];
    if (field !== undefined && typeof field !== 'string') throw secretExpected(`authorization.${role}`);
  }
  const timeoutMs = limitOf(given.timeoutMs, 'timeoutMs', TIMEOUT_MS);
  const pace = optionsOf(given.pace ?? {}, ['wait', 'random', 'now'], 'pace');
  const own: Pace = {
    wait: callbackOf(pace.wait, 'pace.wait') ?? wait,
    random: callbackOf(pace.random, 'pace.random') ?? random,
    now: callbackOf(pace.now, 'pace.now') ?? Date.now,
  };
  const id = idOf(file);
  const base = { leader: baseOf({ file, id }, 'leader'), helper: baseOf({ file, id }, 'helper') };
  return new TaskReporter(task, given.client, base, { send, timeoutMs, authorization, pace: own });
}

function secretExpected(name: string): FedzkError {
  return new FedzkError('invalid-argument', `"${name}" expected the value of the field Authorization, a string.`);
}

interface Ways {
  readonly send: Send;
  readonly timeoutMs: number;
  readonly authorization: { readonly leader?: string; readonly helper?: string };
  readonly pace: Pace;
}

/** The outcome of an attempt: a final answer, or that another attempt must follow. */
type Attempt<T> = { readonly done: T } | { readonly again: string | null };

class TaskReporter implements Reporter {
  readonly #task: Task;
  readonly #client: string;
  readonly #base: Readonly<Record<Role, string>>;
  readonly #ways: Ways;
  /** The record that was fetched last. */
  #known: RoundRecord | undefined;

  constructor(task: Task, client: string, base: Readonly<Record<Role, string>>, ways: Ways) {
    this.#task = task;
    this.#client = client;
    this.#base = base;
    this.#ways = ways;
  }

  async send(report: Uint8Array, options: { readonly signal?: AbortSignal } = {}): Promise<Verdict> {
    const own = bytesOf(report, 'report', 0, reportLength(this.#task));
    const { signal: given } = optionsOf(options, ['signal']);
    const signal = signalOf(given);
    const parsed = readReport(own, geometry(this.#task));
    const subject = parsed && subjectOf(parsed);
    if (subject === undefined || subject.clientId !== this.#client) {
      throw unexpected('report', `one of this task and of the client "${this.#client}"`, report);
    }
    const record = await this.#record(subject.round, signal);
    if ('problem' in record) return { status: 'refused', ...record };
    const [verdict, announced] = await Promise.all([
      this.#upload(own, subject, signal),
      fileOf(this.#task).omit === undefined ? undefined : this.#announce(own, signal),
    ]);
    return { ...verdict, ...announced };
  }

  async record(round?: number | bigint, options: { readonly signal?: AbortSignal } = {}): Promise<RoundRecord> {
    const number = round === undefined ? undefined : readRound(round);
    const { signal } = optionsOf(options, ['signal']);
    const record = await this.#record(number, signalOf(signal));
    if (!('problem' in record)) return record;
    const { name, status } = record.problem;
    const of = number === undefined ? 'the newest round' : `round ${number}`;
    if (name === WRONG_RECORD) {
      throw new FedzkError(
        'not-authentic',
        `The leader's record of ${of} is not one that both aggregators have signed.`,
      );
    }
    throw new FedzkError('not-found', `The leader has no record of ${of}: ${name || `status ${status}`}.`);
  }

  /** Asks for the record of a round, or the newest, until it is there. */
  async #record(
    round: bigint | undefined,
    signal: AbortSignal | undefined,
  ): Promise<RoundRecord | { readonly problem: Problem }> {
    if (round !== undefined && this.#known?.round === round) return this.#known;
    let wrong = 0;
    const found = await this.#until<RoundRecord | { readonly problem: Problem }>(signal, async () => {
      const path = round === undefined ? '' : `/rounds/${round}`;
      const response = await this.#ask('leader', 'GET', path, undefined, signal, MOST_TASK_BYTES);
      if (response === undefined) return { again: null };
      const { status, text, retryAfter } = response;
      if (status !== 200) {
        const problem = readProblem(status, text);
        return mayRetry(problem) || status < 400 ? { again: retryAfter } : { done: { problem } };
      }
      const shown = shownRecord(text, round);
      if (shown === undefined) return { again: retryAfter };
      if ('closed' in shown) return { done: { problem: { status: 409, name: 'round-closed' } } };
      const record = await openRecord(this.#task, utf8(shown.document), shown.signatures);
      if (!('refused' in record) && (round ?? record.round) === record.round) return { done: record };
      wrong++;
      return wrong === MOST_WRONG ? { done: { problem: { status, name: WRONG_RECORD } } } : { again: null };
    });
    if (!('problem' in found)) this.#known = found;
    return found;
  }

  /** Uploads until there is a verdict. */
  #upload(report: Bytes, subject: Subject, signal: AbortSignal | undefined): Promise<Verdict> {
    let location: string | undefined;
    return this.#until<Verdict>(signal, async () => {
      const response = await (location === undefined
        ? this.#ask('leader', 'POST', '/reports', { kind: 'report', body: report }, signal)
        : this.#ask('leader', 'GET', location, undefined, signal));
      if (response === undefined) return { again: null };
      const { status, text, retryAfter } = response;
      if (status === 200 || status === 202) {
        const stands = statusOf(text, subject.report);
        location = stands === 'pending' ? this.#placeOf(response.location) : location;
        return stands === 'accepted' ? { done: { status: 'accepted' } } : { again: retryAfter };
      }
      const problem = readProblem(status, text);
      // The leader no longer has the pending report: send it again.
      const isGone = location !== undefined && status === 404;
      if (isGone) location = undefined;
      if (isGone || mayRetry(problem) || status < 400) return { again: retryAfter };
      return { done: { status: 'refused', problem } };
    });
  }

  /** Announces until there is a receipt, or a reason why there is none. */
  #announce(report: Bytes, signal: AbortSignal | undefined): Promise<Pick<Verdict, 'receipt' | 'announcement'>> {
    const body = new Uint8Array(announcementOf(this.#task, report));
    let wrong = 0;
    return this.#until<Pick<Verdict, 'receipt' | 'announcement'>>(signal, async () => {
      const response = await this.#ask('helper', 'POST', '/announcements', { kind: 'announcement', body }, signal);
      if (response === undefined) return { again: null };
      const { status, text, bytes, retryAfter } = response;
      if (status === 200) {
        const isRight = bytes.length === RECEIPT_BYTES && (await isReceipt(this.#task, bytes, { report }));
        if (isRight) return { done: { receipt: bytes } };
        wrong++;
        if (wrong === MOST_WRONG) return { done: { announcement: { status, name: 'wrong-receipt' } } };
        return { again: null };
      }
      const problem = readProblem(status, text);
      return mayRetry(problem) || status < 400 ? { again: retryAfter } : { done: { announcement: problem } };
    });
  }

  /** Repeats an attempt until its answer is final. */
  async #until<T>(signal: AbortSignal | undefined, attempt: () => Promise<Attempt<T>>): Promise<T> {
    const { pace } = this.#ways;
    for (let failures = 0; ; failures++) {
      signal?.throwIfAborted();
      const made = await attempt();
      if ('done' in made) return made.done;
      await pace.wait(delay(failures, made.again, pace), signal);
    }
  }

  /** Asks an aggregator. `undefined`: no answer came, or only a part. */
  async #ask(
    role: Role,
    method: 'GET' | 'POST',
    path: string,
    message: { readonly kind: MessageKind; readonly body: Bytes } | undefined,
    signal: AbortSignal | undefined,
    most: number = MOST_ANSWER_BYTES,
  ) {
    const { send, timeoutMs, authorization } = this.#ways;
    const key = authorization[role];
    const headers = {
      ...(message && { 'content-type': mediaType(message.kind) }),
      ...(message?.kind === 'report' && {
        prefer: `wait=${Math.max(1, Math.min(WAIT, Math.floor(timeoutMs / 2000)))}`,
      }),
      ...(key !== undefined && { authorization: key }),
    };
    const init = { method, headers, redirect: 'manual', ...(message && { body: message.body }) } as const;
    const url = this.#base[role] + path;
    const whole = await within(
      timeoutMs,
      (own) => answerTo(new Request(url, { ...init, signal: own }), send, most, own),
      signal,
    );
    signal?.throwIfAborted();
    if (whole === undefined) return undefined;
    const { response, body: bytes } = whole;
    const [location, retryAfter] = [response.headers.get('location'), response.headers.get('retry-after')];
    return { status: response.status, bytes, text: readUtf8(bytes) ?? '', location, retryAfter };
  }

  /** Returns the path below the task at which to ask about a pending report; `undefined` for any other place. */
  #placeOf(location: string | null): string | undefined {
    const { leader } = this.#base;
    if (location?.startsWith(`${leader}/reports/`)) return location.slice(leader.length);
    return undefined;
  }
}
